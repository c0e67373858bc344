using System.Text.Json;
using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

public sealed class ScalarFunctionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pintail-test-");
    private readonly DuckDBDatabase _database = DuckDBDatabase.Open(
        null,
        new Dictionary<string, string> { ["threads"] = "4" }
    );

    private readonly DuckDBConnection _connection;
    private readonly TestScalarFunction _see = new();

    public ScalarFunctionTests()
    {
        _connection = _database.Connect();
        _connection.Register(_see);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(
        "1::TINYINT, 2::SMALLINT, 3, 4::BIGINT, 5::HUGEINT, 6::UTINYINT, 7::UBIGINT, true, 1.5::FLOAT, 0.1::DOUBLE"
    )]
    [InlineData("1.25::DECIMAL(4,2), -1.5::DECIMAL(9,1), 123456789012.5::DECIMAL(18,1), 7::DECIMAL(38,0), 5.0")]
    [InlineData("'short', 'a text longer than twelve bytes', 'blob'::BLOB, '10110'::BIT, '{\"a\": [1]}'::JSON")]
    [InlineData("'b'::ENUM('a', 'b'), '5cf7c1e0-0000-4000-8000-00000000000f'::UUID, INTERVAL '1 month 2 days 3 us'")]
    [InlineData(
        "DATE '2024-02-29', TIME '12:30:00.5', TIMESTAMP '2024-02-29 01:02:03', '2024-01-01 00:00:00+00'::TIMESTAMPTZ"
    )]
    [InlineData("[1, NULL, 3], [['x', 'longer than twelve bytes'], NULL, []], []::INTEGER[], [[[1], [2, 3]], []]")]
    [InlineData("{'a': 1, 'b': 'text', 'c': {'d': [1, 2], 'e': NULL::INTEGER}}, [{'a': 1}, NULL, {'a': 3}]")]
    [InlineData("MAP {'one': 1, 'two': NULL}, [1, 2, 3]::INTEGER[3], MAP {1: [{'x': MAP {'k': [1]}}]}, [4, 5], 'flat'")]
    [InlineData(
        "NULL::INTEGER, NULL::VARCHAR, NULL::INTEGER[], NULL::STRUCT(a INTEGER, b VARCHAR[]), NULL::MAP(INTEGER, DATE)"
    )]
    public void Constants_of_any_type_arrive_flat_in_each_row(string constants)
    {
        AssertSees(constants, "range(3000)");
        AssertSees(constants, "range(1)");
    }

    [Fact]
    public void Arguments_without_a_NET_form_arrive_with_their_type()
    {
        var seen = new List<(DuckDBType, long)>();
        _see.OnInvoke = input =>
        {
            using var timeTz = input[0].LogicalType();
            using var union = input[1].LogicalType();
            using var nothing = input[2].LogicalType();
            Assert.False(input[2].IsValid(0));
            seen.Add((timeTz.Id, input[0].Data<long>(1)[0]));
            // A union's first child is its tag.
            seen.Add((union.Id, input[1].StructChild(0).Data<byte>(1)[0]));
            seen.Add((nothing.Id, 0));
        };
        _connection.Execute(
            "SELECT see('00:00:01+15:59:59'::TIMETZ, union_value(b := 3)::UNION(a INTEGER, b INTEGER), NULL)"
        );
        Assert.Equal((DuckDBType.TimeTz, 1_000_000L << 24), seen[0]);
        Assert.Equal((DuckDBType.Union, 1L), seen[1]);
    }

    [Fact]
    public void NULLs_are_passed_in()
    {
        var rows = _see.Collecting();
        using var result = _connection.Query("SELECT count(see(n, NULL::VARCHAR)) FROM (VALUES (1), (NULL), (3)) t(n)");
        Assert.Equal(3L, result.Scalar());
        Assert.Equal([1, null, 3], rows.Select(row => row[0]));
        Assert.All(rows, row => Assert.Null(row[1]));
    }

    [Fact]
    public void Result_may_be_NULL()
    {
        var halves = new Halves();
        _connection.Register(halves);
        using var result = _connection.Query("SELECT half(n) FROM range(5) t(n)");
        Assert.Equal([0L, null, 1L, null, 2L], result.Rows().Select(row => row[0]));
    }

    /// <summary>Constants, dictionaries and slices below the top, which the C API has no way to tell from flat vectors.</summary>
    [Theory]
    [InlineData("{'constant': 7, 'text': 'longer than twelve bytes', 'n': n}")]
    [InlineData("{'outer': {'constant': [1, 2], 'n': n}}")]
    [InlineData("[n, 7, NULL]")]
    [InlineData("[{'constant': 'a', 'n': n}]")]
    [InlineData("MAP {'k': {'n': n, 'constant': 1}}")]
    [InlineData("array_value({'n': n, 'constant': 5}, {'n': 3, 'constant': 6})")]
    [InlineData("list_transform(range(n % 5), lambda x: {'x': x, 'n': n, 'y': 'why'})")]
    [InlineData("CASE WHEN n % 3 = 0 THEN NULL ELSE [[n], NULL, [1, 2]] END")]
    [InlineData("list_slice([{'a': 1}, {'a': 2}, {'a': 3}], n % 2, 2)")]
    [InlineData("[list_transform([1, 2, 3], lambda x: 5), repeat([5], 3), list_reverse([7, 8])]")]
    [InlineData("list_select([{'a': [5, n]}, {'a': [6]}], [n % 2 + 1, 1])")]
    public void Nested_values_made_in_the_query_arrive_flat_in_all_their_depth(string expression)
    {
        // Without it, what is constant is folded before it is a vector.
        _connection.Execute("SET disabled_optimizers = 'expression_rewriter'");
        AssertSees(expression, "range(5000) t(n)");
        AssertSees(expression, "range(5000) t(n) WHERE n % 7 = 3");
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("", "Dictionary")]
    [InlineData("", "FSST")]
    [InlineData("WHERE i % 7 = 3", null)]
    [InlineData("WHERE i % 7 = 3", "Dictionary")]
    [InlineData("WHERE i > 60000 AND i % 2 = 0", "FSST")]
    public void Columns_of_an_attached_file_arrive_flat_however_they_are_stored(string where, string? compression)
    {
        _connection.Execute($"ATTACH '{Path.Combine(_folder.FullName, "stored.duckdb")}' AS stored");
        if (compression is not null)
            _connection.Execute($"SET force_compression = '{compression}'");
        _connection.Execute(
            """
            CREATE TABLE stored.t AS SELECT i, 5 AS constant, 'text number ' || i % 7 AS word,
              {'i': i, 'constant': 1, 'word': 'a long text number ' || i % 5, 'same': 'always the same text'} AS pair,
              CASE WHEN i % 4 > 0 THEN list_transform(range(i % 4), lambda x: {'x': x, 'word': 'a long text number ' || x % 3}) END AS list,
              CASE WHEN i % 5 > 0 THEN MAP {'key ' || i % 3: [i, NULL]} END AS map
            FROM range(70000) t(i)
            """
        );
        _connection.Execute("CHECKPOINT stored");
        _connection.Execute("SET force_compression = 'auto'");
        AssertSees("i, constant, word, pair, list, map", $"stored.t {where}");
        // A chunk without nested columns is passed on as it is.
        AssertSees("i, constant, word, pair.word, pair.same", $"stored.t {where}");
    }

    [Fact]
    public void List_entries_of_several_rows_may_be_the_same()
    {
        var elements = 0;
        _see.OnInvoke = input =>
        {
            Assert.All(
                input[0].ListEntries(input.RowCount).ToArray(),
                entry => Assert.Equal(new ListEntry(0, 3), entry)
            );
            elements = input[0].ListSize;
        };
        _connection.Execute("SELECT see([1, 2, 3]) FROM range(2000)");
        Assert.Equal(3, elements);
    }

    [Fact]
    public void Calls_run_on_several_threads()
    {
        _connection.Execute("CREATE TABLE big AS SELECT i, [i] AS list FROM range(1_000_000) t(i)");
        using var together = new Barrier(2);
        long rows = 0;
        var joined = 0;
        var threads = new System.Collections.Concurrent.ConcurrentDictionary<int, bool>();
        _see.OnInvoke = input =>
        {
            Interlocked.Add(ref rows, input.RowCount);
            // The first two threads wait for each other: without a second one the test fails.
            if (threads.TryAdd(Environment.CurrentManagedThreadId, true) && Interlocked.Increment(ref joined) <= 2)
                Assert.True(together.SignalAndWait(TimeSpan.FromSeconds(30)), "DuckDB calls on one thread only.");
        };
        using var result = _connection.Query("SELECT sum(see(i, list)) FROM big");
        Assert.Equal(1_000_000, rows);
        Assert.Equal("1000000", result.Scalar()!.ToString());
        Assert.InRange(threads.Count, 2, 4);
    }

    [Fact]
    public void Calls_are_neither_folded_nor_shared_between_equal_rows()
    {
        var rows = _see.Collecting();
        _connection.Execute("SELECT see(1) FROM range(10)");
        Assert.Equal(10, rows.Count);
        _connection.Execute("SELECT see('same'), see('same') FROM range(10)");
        Assert.Equal(30, rows.Count);
        _connection.Execute("CREATE TABLE words AS SELECT 'word ' || i % 3 AS word FROM range(50000) t(i)");
        rows.Clear();
        _connection.Execute("SELECT sum(see(word)) FROM words");
        Assert.Equal(50_000, rows.Count);
        // Planning alone calls nothing.
        rows.Clear();
        using var statement = _connection.Prepare("SELECT see(2)");
        Assert.Empty(rows);
        statement.Execute();
        statement.Execute();
        Assert.Equal(2, rows.Count);
    }

    [Fact]
    public void Call_without_arguments_is_made_for_each_row()
    {
        long rows = 0;
        _see.OnInvoke = input => Interlocked.Add(ref rows, input.RowCount);
        _connection.Execute("SELECT see() FROM range(3000)");
        Assert.Equal(3000, rows);
    }

    [Theory]
    [InlineData("SELECT see(i, [i]) FROM range(10000) t(i)")]
    [InlineData("SELECT see(1)")]
    [InlineData("CREATE TABLE t AS SELECT see(i) FROM range(1_000_000) t(i)")]
    public void Exception_fails_the_query_and_is_the_inner_exception(string sql)
    {
        var thrown = new TimeoutException("called\0with a NUL and half a pair \uD83E");
        _see.OnInvoke = _ => throw thrown;
        var error = Assert.Throws<DuckDBException>(() => _connection.Execute(sql));
        Assert.Same(thrown, error.InnerException);
        Assert.Equal(DuckDBErrorType.InvalidInput, error.ErrorType);
        Assert.Contains("half a pair", error.Message);
        Assert.Null(Assert.Throws<DuckDBException>(() => _connection.Execute("SELECT error('other')")).InnerException);
        _see.OnInvoke = static _ => { };
        using var result = _connection.Query("SELECT see(1)");
        Assert.Equal(1, result.Scalar());
    }

    [Fact]
    public void Exception_in_a_stream_fails_the_fetch_and_is_the_inner_exception()
    {
        var thrown = new TimeoutException("late");
        var calls = 0;
        _see.OnInvoke = _ =>
        {
            if (Interlocked.Increment(ref calls) > 1000)
                throw thrown;
        };
        using var statement = _connection.Prepare("SELECT see(i) FROM range(100_000_000) t(i)");
        using var stream = statement.Stream();
        Assert.Same(thrown, Assert.Throws<DuckDBException>(() => stream.Rows().Count()).InnerException);
    }

    [Fact]
    public void Parameters_come_before_further_arguments()
    {
        var function = new TestScalarFunction("tagged") { ParameterTypes = [DuckDBType.Varchar, DuckDBType.Any] };
        var rows = function.Collecting();
        _connection.Register(function);
        _connection.Execute("SELECT tagged('t', 1::TINYINT, true, [2])");
        Assert.Equal(["t", (sbyte)1, true], rows.Single()[..3]);
        Assert.Equal(
            DuckDBErrorType.Binder,
            Assert.Throws<DuckDBException>(() => _connection.Execute("SELECT tagged('t')")).ErrorType
        );
    }

    [Theory]
    [InlineData("", DuckDBType.Integer)]
    [InlineData("sum", DuckDBType.Integer)]
    [InlineData("wrong_result", DuckDBType.Any)]
    public void Function_that_DuckDB_does_not_take_is_refused(string name, DuckDBType returns)
    {
        var other = new TestScalarFunction(name) { Returns = returns };
        Assert.Contains($"'{name}'", Assert.Throws<DuckDBException>(() => _connection.Register(other)).Message);
    }

    [Fact]
    public void Function_under_the_same_name_is_an_overload_or_takes_the_place_of_the_first()
    {
        var called = new List<string>();
        _see.OnInvoke = _ => called.Add("first");
        var overload = new TestScalarFunction("SEE") { ParameterTypes = [DuckDBType.Varchar], Variadic = false };
        overload.OnInvoke = _ => called.Add("overload");
        _connection.Register(overload);
        _connection.Execute("SELECT see('text'), see(1, 2)");
        Assert.Equal(["first", "overload"], called.Order());
        called.Clear();
        var second = new TestScalarFunction();
        second.OnInvoke = _ => called.Add("second");
        _connection.Register(second);
        _connection.Execute("SELECT see(1, 2)");
        Assert.Equal(["second"], called);
    }

    [Fact]
    public void Function_is_known_to_all_connections_of_its_database()
    {
        using var other = _database.Connect();
        using var result = other.Query("SELECT see(1)");
        Assert.Equal(1, result.Scalar());
    }

    [Fact]
    public void Chunk_is_unusable_after_its_call()
    {
        DataChunk? chunk = null;
        _see.OnInvoke = input => chunk = input;
        _connection.Execute("SELECT see(1)");
        Assert.Throws<ObjectDisposedException>(() => chunk![0]);
    }

    private void AssertSees(string expressions, string from)
    {
        using var expected = _connection.Query($"SELECT {expressions} FROM {from}");
        var rows = _see.Collecting();
        using var seen = _connection.Query($"SELECT sum(see({expressions}))::BIGINT FROM {from}");
        var wanted = expected.Rows().Select(AsText).Order(StringComparer.Ordinal).ToList();
        Assert.Equal((long)wanted.Count, seen.Scalar());
        Assert.Equal(wanted, rows.Select(AsText).Order(StringComparer.Ordinal));
    }

    private static string AsText(object?[] row) =>
        JsonSerializer.Serialize(row.Select(cell => (cell?.GetType().Name, cell)), Options);

    private static readonly JsonSerializerOptions Options = new() { IncludeFields = true };

    private sealed class Halves() : ScalarFunction("half")
    {
        public override IReadOnlyList<DuckDBType> Parameters => [DuckDBType.BigInt];
        public override DuckDBType ReturnType => DuckDBType.BigInt;

        public override void Invoke(DataChunk input, Vector output)
        {
            var whole = input[0].Data<long>(input.RowCount);
            var half = output.Data<long>(input.RowCount);
            for (var row = 0; row < whole.Length; row++)
            {
                half[row] = whole[row] / 2;
                if (whole[row] % 2 != 0)
                    output.SetNull(row);
            }
        }
    }
}
