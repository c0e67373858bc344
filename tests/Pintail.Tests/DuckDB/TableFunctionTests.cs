using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

public class TableFunctionTests
{
    /// <summary>The numbers from 0 to count − 1, dealt out in chunks to whichever thread asks next.</summary>
    internal static TestTableFunction Numbers(long count, int threads = 1)
    {
        long next = 0;
        return new TestTableFunction("numbers")
        {
            Threads = threads,
            OnBind = static context =>
            {
                using var type = LogicalType.Of(DuckDBType.BigInt);
                context.AddColumn("n", type);
            },
            OnInit = _ => Volatile.Write(ref next, 0),
            Filler = () =>
                output =>
                {
                    var first = Interlocked.Add(ref next, DataChunk.Capacity) - DataChunk.Capacity;
                    var rows = (int)Math.Clamp(count - first, 0, DataChunk.Capacity);
                    var values = output[0].Data<long>(rows);
                    for (var i = 0; i < rows; i++)
                    {
                        values[i] = first + i;
                    }

                    return rows;
                },
        };
    }

    [Fact]
    public void Scan_by_one_thread_returns_its_rows_in_order()
    {
        var numbers = Numbers(5_000);
        using (var database = DuckDBDatabase.Open())
        using (var connection = database.Connect())
        {
            connection.Register(numbers);
            using var result = connection.Query("SELECT n FROM numbers()");
            Assert.Equal(Enumerable.Range(0, 5_000).Select(n => (long)n), result.Rows().Select(row => (long)row[0]!));
        }

        numbers.AssertEverythingWasDisposedOnce();
    }

    [Fact]
    public void Scan_by_several_threads_delivers_every_row_once()
    {
        const long rows = 1_000_000;
        using var together = new Barrier(2);
        var numbers = Numbers(rows, threads: 4);
        // No thread goes on before another one has joined: the test would hang, not pass, if the scan were not parallel.
        var joined = 0;
        numbers.OnInitLocal = () =>
        {
            if (Interlocked.Increment(ref joined) <= 2)
            {
                Assert.True(together.SignalAndWait(TimeSpan.FromSeconds(30)), "DuckDB scans with one thread only.");
            }
        };
        using (var database = DuckDBDatabase.Open(null, new Dictionary<string, string> { ["threads"] = "4" }))
        using (var connection = database.Connect())
        {
            connection.Register(numbers);
            connection.Execute("SET preserve_insertion_order = false");
            Assert.Equal(rows, connection.Execute("CREATE TABLE t AS SELECT n FROM numbers()"));
            using var result = connection.Query("SELECT count(*), count(DISTINCT n), min(n), max(n) FROM t");
            Assert.Equal([rows, rows, 0L, rows - 1], result.Rows().Single());
        }

        Assert.InRange(numbers.Locals, 2, 4);
        numbers.AssertEverythingWasDisposedOnce();
    }
}
