using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

/// <summary>Alone in the process while it runs: it measures the process's memory.</summary>
[CollectionDefinition(nameof(LeakTests), DisableParallelization = true)]
public sealed class LeakTestsCollection;

[Collection(nameof(LeakTests))]
public sealed class LeakTests : IDisposable
{
    // malloc gives out no smaller one, so a single object that is not given back, once per round, shows.
    private const long SmallestBlockBytes = 32;
    private const int Batches = 10;
    private const int Series = 4;

    private readonly DuckDBDatabase _database = DuckDBDatabase.Open(
        null,
        new Dictionary<string, string> { ["threads"] = "1" }
    );

    private readonly DuckDBConnection _connection;

    public LeakTests()
    {
        _connection = _database.Connect();
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void Queries_100_000_small_ones_leave_memory_flat()
    {
        using var statement = _connection.Prepare(
            "SELECT ['a text longer than twelve bytes'], $1, 'y'::ENUM('x', 'y')"
        );
        AssertFlat(warmUp: 5_000, rounds: 100_000, () => ReadOnce(statement));
    }

    [Fact]
    public void Queries_10_000_failed_ones_leave_memory_flat()
    {
        AssertFlat(warmUp: 3_000, rounds: 10_000, FailOnce);
    }

    [Fact]
    public void Scans_by_a_table_function_leave_memory_flat()
    {
        var numbers = TableFunctionTests.Numbers(1);
        var calls = 0;
        var filler = numbers.Filler;
        // Every second one fails in the middle.
        numbers.Filler = () => ++calls % 2 == 0 ? throw new TimeoutException("fill") : filler();
        _connection.Register(numbers);
        AssertFlat(warmUp: 3_000, rounds: 10_000, ScanOnce);
        Assert.Equal(numbers.Bindings, numbers.Scans);
    }

    private static void ReadOnce(DuckDBStatement statement)
    {
        statement.Bind(1, "another one that is long");
        using var result = statement.Query();
        using var type = result.ColumnType(0);
        using var child = type.ListChild();
        using var labels = result.ColumnType(2);
        Assert.Equal("y", labels.EnumLabel(1));
        Assert.True(result.TryFetch(out var chunk));
        using (chunk)
        {
            Assert.Equal(31, chunk[0].ListChild.Bytes(0).Length);
        }
    }

    private void FailOnce()
    {
        Assert.Throws<DuckDBException>(() => _connection.Execute("SELECT no_such_column"));
        Assert.Throws<DuckDBException>(() => _connection.Prepare("SELECT FROM WHERE"));
        Assert.Throws<DuckDBException>(() => _connection.CreateAppender("no_such_table"));
    }

    private void ScanOnce()
    {
        try
        {
            _connection.Execute("SELECT n FROM numbers()");
        }
        catch (DuckDBException e) when (e.InnerException is TimeoutException)
        {
            // Asked for.
        }
    }

    /// <summary>
    /// A leak grows in every series. In a process that has run thousands of other tests, one series may grow for
    /// another reason: pages these gave back are touched again.
    /// </summary>
    private static void AssertFlat(int warmUp, int rounds, Action once)
    {
        Repeat(warmUp, once);
        var allowed = SmallestBlockBytes * (rounds / Batches);
        var grown = new List<long>();
        do
        {
            grown.Add(MedianGrowth(rounds, once));
        } while (grown[^1] >= allowed && grown.Count < Series);

        Assert.True(
            grown[^1] < allowed,
            $"Memory grows by {string.Join(", then ", grown)} bytes in {rounds / Batches} rounds; below {allowed} is taken for flat."
        );
    }

    /// <summary>Bytes a batch of rounds adds: a leak grows in every one, the heaps' own ups and downs show in a few.</summary>
    private static long MedianGrowth(int rounds, Action once)
    {
        var resident = new long[Batches + 1];
        resident[0] = ResidentBytes();
        for (var batch = 1; batch <= Batches; batch++)
        {
            Repeat(rounds / Batches, once);
            resident[batch] = ResidentBytes();
        }

        return Enumerable
            .Range(1, Batches)
            .Select(batch => resident[batch] - resident[batch - 1])
            .Order()
            .ElementAt(Batches / 2);
    }

    private static void Repeat(int times, Action action)
    {
        for (var i = 0; i < times; i++)
        {
            action();
        }
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Environment.WorkingSet;
    }
}
