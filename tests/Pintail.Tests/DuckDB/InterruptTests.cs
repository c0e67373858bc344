using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

public sealed class InterruptTests : IDisposable
{
    // Would take hours.
    private const string Endless =
        "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range * b.range = 7";

    private readonly DuckDBDatabase _database = DuckDBDatabase.Open();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Interrupt_from_another_thread_ends_the_query()
    {
        using var connection = _database.Connect();
        var query = Task.Run(() => connection.Execute(Endless));
        await InterruptUntilItEnds(connection, query);
        var error = await Assert.ThrowsAsync<DuckDBException>(() => query);
        Assert.Equal(DuckDBErrorType.Interrupt, error.ErrorType);
        using var after = connection.Query("SELECT 42");
        Assert.Equal(42, after.Scalar());
    }

    [Fact]
    public async Task Interrupt_ends_a_stream_with_an_error_and_not_with_fewer_rows()
    {
        using var connection = _database.Connect();
        using var statement = connection.Prepare("SELECT a.range FROM range(10000000) a, range(10000000) b");
        using var stream = statement.Stream();
        Assert.True(stream.TryFetch(out var first));
        first.Dispose();
        var reading = Task.Run(() =>
        {
            while (stream.TryFetch(out var chunk))
            {
                chunk.Dispose();
            }
        });
        await InterruptUntilItEnds(connection, reading);
        await Assert.ThrowsAsync<DuckDBException>(() => reading);
    }

    [Fact]
    public void Interrupt_after_Dispose_does_nothing()
    {
        var connection = _database.Connect();
        connection.Dispose();
        connection.Interrupt();
    }

    [Fact]
    public async Task Dispose_during_a_query_takes_effect_when_the_query_ends()
    {
        var connection = _database.Connect();
        using var started = new ManualResetEventSlim();
        var numbers = TableFunctionTests.Numbers(long.MaxValue);
        numbers.OnInit += _ => started.Set();
        connection.Register(numbers);
        var query = Task.Run(() => connection.Execute("SELECT count(*) FROM numbers()"));
        Assert.True(started.Wait(TimeSpan.FromSeconds(30)));
        using var interrupts = new CancellationTokenSource();
        var interrupting = Task.Run(() =>
        {
            while (!interrupts.IsCancellationRequested)
            {
                connection.Interrupt();
            }
        });
        await Assert.ThrowsAsync<DuckDBException>(() => query);
        connection.Dispose();
        await interrupts.CancelAsync();
        await interrupting;
        Assert.Throws<ObjectDisposedException>(() => connection.Execute("SELECT 1"));
    }

    [Fact]
    public async Task Interrupt_and_Dispose_racing_many_times_do_no_harm()
    {
        for (var round = 0; round < 500; round++)
        {
            var connection = _database.Connect();
            using var together = new Barrier(2);
            var interrupting = Task.Run(() =>
            {
                together.SignalAndWait();
                connection.Interrupt();
                connection.Interrupt();
            });
            together.SignalAndWait();
            connection.Dispose();
            await interrupting;
        }
    }

    /// <summary>An interrupt that comes before the query's start is not noticed, so one is not enough.</summary>
    internal static async Task InterruptUntilItEnds(DuckDBConnection connection, Task query)
    {
        while (!query.IsCompleted)
        {
            connection.Interrupt();
            await Task.WhenAny(query, Task.Delay(5));
        }
    }
}
