using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

/// <summary>Whatever happens to a query, each object that the function made is disposed exactly once.</summary>
public sealed class TableFunctionLifetimeTests : IDisposable
{
    private readonly DuckDBDatabase _database = DuckDBDatabase.Open(
        null,
        new Dictionary<string, string> { ["threads"] = "4" }
    );

    private readonly DuckDBConnection _connection;
    private readonly TestTableFunction _function = TableFunctionTests.Numbers(100_000, threads: 4);

    public TableFunctionLifetimeTests()
    {
        _connection = _database.Connect();
        _connection.Execute("SET preserve_insertion_order = false");
        _connection.Register(_function);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
        _function.AssertEverythingWasDisposedOnce();
    }

    [Theory]
    [InlineData("EXPLAIN SELECT * FROM numbers()")]
    [InlineData("SELECT json_serialize_plan('SELECT * FROM numbers()', optimize := true)")]
    public void Plan_without_execution_binds_and_scans_nothing(string sql)
    {
        _connection.Execute(sql);
        Assert.InRange(_function.Bindings, 1, 10);
        Assert.Equal(0, _function.Scans);
    }

    [Fact]
    public void Query_of_several_scans_keeps_them_apart()
    {
        using var result = _connection.Query(
            "SELECT count(*) FROM numbers() a CROSS JOIN (SELECT * FROM numbers() LIMIT 2) b"
        );
        Assert.Equal(200_000L, result.Scalar());
        Assert.Equal(2, _function.Scans);
    }

    [Fact]
    public void Statement_prepared_once_scans_at_each_execution()
    {
        using var statement = _connection.Prepare("SELECT count(*) FROM numbers()");
        for (var i = 1; i <= 3; i++)
        {
            using var result = statement.Query();
            Assert.Equal(100_000L, result.Scalar());
            Assert.Equal(i, _function.Scans);
        }
    }

    [Fact]
    public void Limit_ends_the_scan_early()
    {
        using var result = _connection.Query("SELECT * FROM numbers() LIMIT 1");
        Assert.Single(result.Rows());
    }

    [Fact]
    public void Stream_abandoned_after_its_first_chunk_lets_go()
    {
        using var statement = _connection.Prepare("SELECT * FROM numbers()");
        using var stream = statement.Stream();
        Assert.True(stream.TryFetch(out var chunk));
        chunk.Dispose();
    }

    [Fact]
    public void Bind_that_throws_fails_the_query_with_its_exception()
    {
        var thrown = new TimeoutException("bind 🦆");
        _function.OnBind += _ => throw thrown;
        AssertFails(thrown, DuckDBErrorType.Binder);
        Assert.Equal(0, _function.Bindings);
    }

    [Fact]
    public void Prepare_whose_bind_throws_fails_with_its_exception()
    {
        var thrown = new TimeoutException("bind");
        _function.OnBind += _ => throw thrown;
        Assert.Same(
            thrown,
            Assert.Throws<DuckDBException>(() => _connection.Prepare("SELECT * FROM numbers()")).InnerException
        );
    }

    [Fact]
    public void Bind_that_adds_no_column_is_an_error_that_leaves_the_database_usable()
    {
        var function = new TestTableFunction("empty");
        _connection.Register(function);
        var error = Assert.Throws<DuckDBException>(() => _connection.Execute("SELECT * FROM empty()"));
        Assert.Contains("no column", error.Message);
        Assert.Equal(100_000L, Count());
        Assert.Equal(1, function.Bindings);
        function.AssertEverythingWasDisposedOnce();
    }

    [Fact]
    public void Init_that_throws_fails_the_query_with_its_exception()
    {
        var thrown = new TimeoutException("init");
        _function.OnInit += _ => throw thrown;
        AssertFails(thrown, DuckDBErrorType.InvalidInput);
        Assert.Equal((true, 0), (_function.Bindings > 0, _function.Scans));
    }

    [Fact]
    public void MaxThreads_below_1_fails_the_query_after_the_scan_was_made()
    {
        _function.Threads = 0;
        var error = Assert.Throws<DuckDBException>(() => _connection.Execute("SELECT * FROM numbers()"));
        Assert.IsType<ArgumentOutOfRangeException>(error.InnerException);
        Assert.Equal((1, 0), (_function.Scans, _function.Locals));
    }

    [Fact]
    public void InitLocal_that_throws_on_one_thread_fails_the_query_with_its_exception()
    {
        var thrown = new TimeoutException("local");
        var calls = 0;
        _function.OnInitLocal = () =>
        {
            if (Interlocked.Increment(ref calls) == 2)
            {
                throw thrown;
            }
        };
        // The first thread leaves work for a second one.
        var filler = _function.Filler;
        _function.Filler = () =>
        {
            var fill = filler();
            return output =>
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref calls) >= 2, TimeSpan.FromSeconds(30));
                return fill(output);
            };
        };
        AssertFails(thrown, DuckDBErrorType.InvalidInput, "CREATE TABLE t AS SELECT * FROM numbers()");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Fill_that_throws_fails_the_query_with_its_exception(int afterCalls)
    {
        var thrown = new TimeoutException("fill\0with a NUL and half a pair \uD83E");
        var calls = 0;
        var filler = _function.Filler;
        _function.Filler = () =>
        {
            var fill = filler();
            return output => Interlocked.Increment(ref calls) > afterCalls ? throw thrown : fill(output);
        };
        AssertFails(thrown, DuckDBErrorType.InvalidInput, "CREATE TABLE t AS SELECT * FROM numbers()");
        Assert.Throws<DuckDBException>(() => _connection.Execute("SELECT * FROM t"));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2049)]
    public void Fill_that_claims_an_impossible_number_of_rows_fails_the_query(int rows)
    {
        _function.Filler = () => _ => rows;
        var error = Assert.Throws<DuckDBException>(() => _connection.Execute("SELECT * FROM numbers()"));
        Assert.IsType<ArgumentOutOfRangeException>(error.InnerException);
    }

    [Fact]
    public void Fill_that_throws_in_a_stream_fails_the_fetch_with_its_exception()
    {
        var thrown = new TimeoutException("late");
        var calls = 0;
        var endless = TableFunctionTests.Numbers(long.MaxValue, name: "endless");
        var filler = endless.Filler;
        endless.Filler = () =>
        {
            var fill = filler();
            // DuckDB reads about a megabyte ahead.
            return output => ++calls > 1000 ? throw thrown : fill(output);
        };
        _connection.Register(endless);
        using var statement = _connection.Prepare("SELECT * FROM endless()");
        using var stream = statement.Stream();
        Assert.Same(thrown, Assert.Throws<DuckDBException>(() => stream.Rows().Count()).InnerException);
    }

    [Fact]
    public void Dispose_that_throws_is_survived()
    {
        _function.OnDispose = () => throw new InvalidOperationException("dispose");
        Assert.Equal(100_000L, Count());
    }

    [Fact]
    public void Exception_of_one_query_is_not_told_by_the_next()
    {
        var thrown = new TimeoutException("once");
        var succeeds = _function.OnInit;
        _function.OnInit = _ => throw thrown;
        AssertFails(thrown, DuckDBErrorType.InvalidInput);
        _function.OnInit = succeeds;
        Assert.Null(Assert.Throws<DuckDBException>(() => _connection.Execute("SELECT error('other')")).InnerException);
    }

    [Fact]
    public async Task Interrupt_in_the_middle_of_a_scan_lets_go_of_everything()
    {
        var endless = TableFunctionTests.Numbers(long.MaxValue, threads: 4, name: "endless");
        using var filling = new ManualResetEventSlim();
        endless.OnInitLocal = filling.Set;
        _connection.Register(endless);
        var query = Task.Run(() => _connection.Execute("CREATE TABLE t AS SELECT * FROM endless() WHERE n < 0"));
        Assert.True(filling.Wait(TimeSpan.FromSeconds(30)));
        await InterruptTests.InterruptUntilItEnds(_connection, query);
        var error = await Assert.ThrowsAsync<DuckDBException>(() => query);
        Assert.Equal(DuckDBErrorType.Interrupt, error.ErrorType);
        Assert.True(endless.Locals > 0);
        endless.AssertScansWereDisposedOnce();
    }

    private void AssertFails(Exception thrown, DuckDBErrorType type, string sql = "SELECT * FROM numbers()")
    {
        var error = Assert.Throws<DuckDBException>(() => _connection.Execute(sql));
        Assert.Same(thrown, error.InnerException);
        Assert.Equal(type, error.ErrorType);
        Assert.Contains(thrown.Message.Split('\0')[0], error.Message);
        Assert.Equal(42, One());
    }

    private object? Count()
    {
        using var result = _connection.Query("SELECT count(*) FROM numbers()");
        return result.Scalar();
    }

    private object? One()
    {
        using var result = _connection.Query("SELECT 42");
        return result.Scalar();
    }
}
