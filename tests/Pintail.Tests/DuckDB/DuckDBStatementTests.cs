using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

public sealed class DuckDBStatementTests : IDisposable
{
    private readonly DuckDBDatabase _database = DuckDBDatabase.Open();
    private readonly DuckDBConnection _connection;

    public DuckDBStatementTests()
    {
        _connection = _database.Connect();
        _connection.Execute("SET TimeZone = 'UTC'");
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    public static TheoryData<Action<DuckDBStatement>, string?, string> Values =>
        new()
        {
            { s => s.Bind(1, true), "true", "BOOLEAN" },
            { s => s.Bind(1, -7), "-7", "INTEGER" },
            { s => s.Bind(1, long.MinValue), "-9223372036854775808", "BIGINT" },
            { s => s.Bind(1, ulong.MaxValue), "18446744073709551615", "UBIGINT" },
            { s => s.Bind(1, HugeInt.From(-1)), "-1", "HUGEINT" },
            { s => s.Bind(1, 0.1), "0.1", "DOUBLE" },
            { s => s.Bind(1, "grüße 🦆"), "grüße 🦆", "VARCHAR" },
            { s => s.Bind(1, ""), "", "VARCHAR" },
            { s => s.Bind(1, (string?)null), null, "\"NULL\"" },
            { s => s.BindNull(1), null, "\"NULL\"" },
            { s => s.Bind(1, [0, 255, 65]), "\\x00\\xFFA", "BLOB" },
            { s => s.Bind(1, ReadOnlySpan<byte>.Empty), "", "BLOB" },
            { s => s.Bind(1, new DateOnly(1969, 12, 31)), "1969-12-31", "DATE" },
            {
                s => s.Bind(1, new DateTime(1969, 12, 31, 23, 59, 59, DateTimeKind.Utc).AddTicks(9)),
                "1969-12-31 23:59:59",
                "TIMESTAMP"
            },
            {
                s => s.Bind(1, new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.FromHours(2))),
                "2024-02-29 10:00:00+00",
                "TIMESTAMP WITH TIME ZONE"
            },
        };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void Bind_hands_over_the_value_in_its_type(Action<DuckDBStatement> bind, string? text, string type)
    {
        using var statement = _connection.Prepare("SELECT $1::VARCHAR, typeof($1)");
        bind(statement);
        using var result = statement.Query();
        Assert.Equal([text, type], result.Rows().Single());
    }

    [Fact]
    public void Bind_keeps_a_NUL_inside_a_text()
    {
        using var statement = _connection.Prepare("SELECT $1::VARCHAR");
        statement.Bind(1, "a\0b");
        using var result = statement.Query();
        Assert.Equal("a\0b", result.Scalar());
    }

    [Fact]
    public void Bind_of_half_a_surrogate_pair_is_refused()
    {
        using var statement = _connection.Prepare("SELECT $1");
        var error = Assert.Throws<ArgumentException>(() => statement.Bind(1, "secret\uD83E"));
        Assert.Contains("index 6", error.Message);
        Assert.DoesNotContain("secret", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Bind_below_the_first_parameter_is_refused(int number)
    {
        using var statement = _connection.Prepare("SELECT $1");
        Assert.Throws<ArgumentOutOfRangeException>(() => statement.Bind(number, 1));
    }

    [Fact]
    public void Bind_past_the_last_parameter_is_an_error_that_says_how_many_there_are()
    {
        using var statement = _connection.Prepare("SELECT $1");
        Assert.Equal(1, statement.ParameterCount);
        Assert.Contains("1", Assert.Throws<DuckDBException>(() => statement.Bind(2, 1)).Message);
    }

    [Fact]
    public void Query_without_all_values_is_an_error()
    {
        using var statement = _connection.Prepare("SELECT $1, $2");
        statement.Bind(1, 1);
        Assert.Throws<DuckDBException>(statement.Query);
        statement.Bind(2, 2);
        statement.Query().Dispose();
        statement.ClearBindings();
        Assert.Throws<DuckDBException>(statement.Query);
    }

    [Fact]
    public void Execute_runs_again_with_other_values()
    {
        _connection.Execute("CREATE TABLE t (a INTEGER, b VARCHAR)");
        using var insert = _connection.Prepare("INSERT INTO t VALUES (?, ?)");
        for (var i = 0; i < 3; i++)
        {
            insert.Bind(1, i);
            insert.Bind(2, $"row {i}");
            Assert.Equal(1L, insert.Execute());
        }

        using var result = _connection.Query("SELECT string_agg(a || b, ',' ORDER BY a) FROM t");
        Assert.Equal("0row 0,1row 1,2row 2", result.Scalar());
        using var create = _connection.Prepare("CREATE TABLE u AS SELECT * FROM t");
        Assert.Equal(3L, create.Execute());
    }

    [Fact]
    public void Stream_delivers_all_rows()
    {
        using var statement = _connection.Prepare("SELECT range FROM range(100000)");
        using var stream = statement.Stream();
        Assert.Equal(Enumerable.Range(0, 100_000).Sum(n => (long)n), stream.Rows().Sum(row => (long)row[0]!));
    }

    [Fact]
    public void Stream_ended_by_another_query_is_an_error_and_not_its_end()
    {
        using var statement = _connection.Prepare("SELECT range FROM range(1000000)");
        using var stream = statement.Stream();
        Assert.True(stream.TryFetch(out var chunk));
        chunk.Dispose();
        _connection.Execute("SELECT 1");
        Assert.Throws<DuckDBException>(() => stream.TryFetch(out _));
    }

    [Fact]
    public void Stream_whose_connection_is_disposed_is_an_error_and_not_its_end()
    {
        using var connection = _database.Connect();
        using var statement = connection.Prepare("SELECT range FROM range(1000000)");
        using var stream = statement.Stream();
        Assert.True(stream.TryFetch(out var chunk));
        chunk.Dispose();
        connection.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stream.TryFetch(out _));
    }

    [Fact]
    public void Stream_that_fails_half_way_is_an_error_and_not_its_end()
    {
        using var statement = _connection.Prepare(
            "SELECT CASE WHEN range < 500000 THEN range ELSE error('half way') END FROM range(1000000)"
        );
        using var stream = statement.Stream();
        var error = Assert.Throws<DuckDBException>(() => stream.Rows().Count());
        // DuckDB stops its other threads by an interrupt, and now and then tells that instead of the cause.
        Assert.True(error.ErrorType == DuckDBErrorType.Interrupt || error.Message.Contains("half way"), error.Message);
    }

    [Fact]
    public void Statement_disposed_refuses_everything()
    {
        var statement = _connection.Prepare("SELECT $1");
        statement.Dispose();
        statement.Dispose();
        Assert.Throws<ObjectDisposedException>(() => statement.Bind(1, 1));
        Assert.Throws<ObjectDisposedException>(statement.Query);
    }
}
