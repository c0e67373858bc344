using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

public class PatientExecutionTests
{
    private const int MaxRuns = 40;

    // A caller that polls a thousand times a second needs 1 to 2 % of a core, one that spins its share of a busy machine.
    private static readonly TimeSpan Waiting = TimeSpan.FromSeconds(2);

    [Fact]
    public void Caller_of_a_prepared_statement_sleeps_while_other_threads_have_the_work() =>
        AssertSleeps("CREATE OR REPLACE TABLE t AS SELECT * FROM waiting()", statement => statement.Execute());

    [Fact]
    public void Caller_of_a_stream_sleeps_until_its_first_rows_are_there() =>
        AssertSleeps("SELECT count(*) FROM waiting()", statement => statement.Stream().Dispose());

    private static void AssertSleeps(string sql, Action<DuckDBStatement> run)
    {
        using var database = DuckDBDatabase.Open(null, new Dictionary<string, string> { ["threads"] = "4" });
        using var connection = database.Connect();
        var function = new WaitingFunction();
        connection.Register(function);
        using var statement = connection.Prepare(sql);

        // Who takes the one stream, the caller or a thread of DuckDB's, is chance.
        for (var number = 0; number < MaxRuns; number++)
        {
            var before = CallerTime();
            run(statement);
            var used = CallerTime() - before;
            if (function.ThreadId == Environment.CurrentManagedThreadId)
                continue;
            Assert.True(used < Waiting / 20, $"{used.TotalMilliseconds:F0} ms of processor time for waiting");
            return;
        }
        Assert.Fail($"The caller took the stream in all of {MaxRuns} runs.");
    }

    // Of this thread alone: other tests run at the same time (/proc/thread-self/stat, proc(5): utime and stime in ticks
    // of a hundredth of a second).
    private static TimeSpan CallerTime()
    {
        var fields = File.ReadAllText("/proc/thread-self/stat").Split(')')[^1].Split(' ');
        return TimeSpan.FromMilliseconds(10 * (long.Parse(fields[12]) + long.Parse(fields[13])));
    }

    private sealed class WaitingFunction() : TableFunction("waiting")
    {
        /// <summary>Whose thread filled last.</summary>
        public int ThreadId { get; private set; }

        public override TableBinding Bind(BindContext context)
        {
            using var type = LogicalType.Of(DuckDBType.Integer);
            context.AddColumn("i", type);
            return new Binding(this);
        }

        private sealed class Binding(WaitingFunction function) : TableBinding
        {
            public override TableScan Init(InitContext context) => new Scan(function);
        }

        private sealed class Scan(WaitingFunction function) : TableScan
        {
            public override LocalScan InitLocal() => new Rows(function);
        }

        private sealed class Rows(WaitingFunction function) : LocalScan
        {
            public override int Fill(DataChunk output)
            {
                function.ThreadId = Environment.CurrentManagedThreadId;
                // Time passing is the very thing that is tested.
                Thread.Sleep(Waiting);
                return 0;
            }
        }
    }
}
