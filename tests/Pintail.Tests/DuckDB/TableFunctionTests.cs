using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

public class TableFunctionTests
{
    /// <summary>The numbers from 0 to count − 1, dealt out in chunks to whichever thread asks next.</summary>
    internal static TestTableFunction Numbers(long count, int threads = 1, string name = "numbers")
    {
        long next = 0;
        return new TestTableFunction(name)
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

    [Fact]
    public void Parameters_arrive_in_few_NET_types()
    {
        object?[] seen = [];
        object?[] named = [];
        var function = Numbers(1);
        function.ParameterTypes =
        [
            DuckDBType.Boolean,
            DuckDBType.Integer,
            DuckDBType.BigInt,
            DuckDBType.UBigInt,
            DuckDBType.Double,
            DuckDBType.Varchar,
            DuckDBType.Blob,
            DuckDBType.Date,
            DuckDBType.Varchar,
        ];
        function.NamedParameterTypes = [("host name", DuckDBType.Varchar), ("port", DuckDBType.Integer)];
        function.OnBind += context =>
        {
            seen = [.. Enumerable.Range(0, context.ParameterCount).Select(context.Parameter)];
            named = [context.NamedParameter("host name"), context.NamedParameter("port")];
            Assert.Equal("grüße", context.Parameter<string>(5));
            Assert.Contains(
                "Parameter 9",
                Assert.Throws<ArgumentException>(() => context.Parameter<string>(8)).Message
            );
            Assert.Throws<ArgumentOutOfRangeException>(() => context.Parameter(9));
        };
        using var database = DuckDBDatabase.Open();
        using var connection = database.Connect();
        connection.Register(function);
        connection.Execute(
            "SELECT * FROM numbers(true, -7, -9223372036854775808, 18446744073709551615::UBIGINT, 0.1, 'grüße', '\\xFF'::BLOB, "
                + "DATE '2024-02-29', NULL, \"host name\" := 'db')"
        );
        object?[] expected =
        [
            true,
            -7L,
            long.MinValue,
            ulong.MaxValue,
            0.1,
            "grüße",
            new byte[] { 255 },
            "2024-02-29",
            null,
        ];
        Assert.Equal(expected, seen);
        Assert.Equal(["db", null], named);
    }

    [Fact]
    public void Parameter_of_another_type_is_a_binder_error()
    {
        var function = Numbers(1);
        function.ParameterTypes = [DuckDBType.Integer];
        using var database = DuckDBDatabase.Open();
        using var connection = database.Connect();
        connection.Register(function);
        Assert.Equal(
            DuckDBErrorType.Binder,
            Assert.Throws<DuckDBException>(() => connection.Execute("SELECT * FROM numbers()")).ErrorType
        );
        Assert.Equal(0, function.Bindings);
    }

    [Theory]
    [InlineData(true, "SELECT c, a FROM wide()", new[] { 0, 2 }, "c,a", new object[] { 2, 0 })]
    [InlineData(true, "SELECT b FROM wide()", new[] { 1 }, "b", new object[] { 1 })]
    [InlineData(false, "SELECT b FROM wide()", new[] { 0, 1, 2 }, "b", new object[] { 1 })]
    [InlineData(true, "SELECT count(*)::INTEGER AS n FROM wide()", new[] { 0 }, "n", new object[] { 1 })]
    public void Projection_asks_for_the_columns_that_are_read(
        bool projects,
        string sql,
        int[] asked,
        string names,
        object[] values
    )
    {
        IReadOnlyList<int> indexes = [];
        var function = new TestTableFunction("wide")
        {
            Projects = projects,
            OnBind = static context =>
            {
                using var type = LogicalType.Of(DuckDBType.Integer);
                Array.ForEach(["a", "b", "c"], name => context.AddColumn(name, type));
            },
            OnInit = context => indexes = context.ColumnIndexes,
            Filler = () =>
            {
                var rows = 1;
                return output =>
                {
                    Assert.Equal(indexes.Count, output.ColumnCount);
                    for (var column = 0; column < output.ColumnCount; column++)
                    {
                        output[column].Data<int>(1)[0] = indexes[column];
                    }

                    return rows--;
                };
            },
        };
        using var database = DuckDBDatabase.Open();
        using var connection = database.Connect();
        connection.Register(function);
        using var result = connection.Query(sql);
        Assert.Equal(asked, indexes.Order());
        Assert.Equal(names, string.Join(",", Enumerable.Range(0, result.ColumnCount).Select(result.ColumnName)));
        Assert.Equal(values, result.Rows().Single());
    }

    [Fact]
    public void Cardinality_reaches_the_optimizer()
    {
        var function = Numbers(1);
        function.Rows = 123_456;
        using var database = DuckDBDatabase.Open();
        using var connection = database.Connect();
        connection.Register(function);
        using var result = connection.Query("EXPLAIN SELECT * FROM numbers()");
        Assert.Contains("123,456 rows", (string)result.Rows().Single()[1]!);
    }

    [Fact]
    public void Function_is_known_to_all_connections_of_its_database()
    {
        using var database = DuckDBDatabase.Open();
        using var connection = database.Connect();
        using var other = database.Connect();
        other.Register(Numbers(2));
        using var result = connection.Query("SELECT count(*) FROM numbers()");
        Assert.Equal(2L, result.Scalar());
    }

    [Theory]
    [InlineData("NUMBERS", false)]
    [InlineData("numbers", true)]
    [InlineData("range", false)]
    [InlineData("", false)]
    public void Function_under_a_name_that_is_taken_is_refused(string name, bool withParameter)
    {
        var (first, second) = (Numbers(1), Numbers(2, name: name));
        second.ParameterTypes = withParameter ? [DuckDBType.Integer] : [];
        using (var database = DuckDBDatabase.Open())
        using (var connection = database.Connect())
        {
            connection.Register(first);
            Assert.Contains($"'{name}'", Assert.Throws<DuckDBException>(() => connection.Register(second)).Message);
            using var result = connection.Query("SELECT count(*) FROM numbers()");
            Assert.Equal(1L, result.Scalar());
        }

        first.AssertEverythingWasDisposedOnce();
        second.AssertEverythingWasDisposedOnce();
    }

    [Fact]
    public void Chunk_and_contexts_are_unusable_after_their_call()
    {
        BindContext? context = null;
        DataChunk? chunk = null;
        var function = Numbers(1);
        function.OnBind += seen => context = seen;
        var filler = function.Filler;
        function.Filler = () =>
        {
            var fill = filler();
            return output => fill(chunk = output);
        };
        using var database = DuckDBDatabase.Open();
        using var connection = database.Connect();
        connection.Register(function);
        connection.Execute("SELECT * FROM numbers()");
        Assert.Throws<InvalidOperationException>(() => context!.Parameter(0));
        Assert.Throws<ObjectDisposedException>(() => chunk![0]);
    }
}
