using Pintail.SqlLogic.Databases;

namespace Pintail.Tests.SqlLogic;

public sealed class ValueTextTests : IDisposable
{
    private readonly ValueText _text = new();
    private readonly ILogicDatabase _database;
    private readonly ILogicConnection _connection;

    public ValueTextTests()
    {
        _database = DuckDBLogicDatabase.With(_text)(new DatabasePlace(null, false, null, "unused"));
        _connection = _database.Connect();
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("America/St_Johns")]
    public void Every_type_is_written_as_the_session_casts_it(string zone)
    {
        _connection.Execute($"SET TimeZone = '{zone}'");
        var columns = "* REPLACE (CASE WHEN bool THEN '1' WHEN NOT bool THEN '0' END AS bool)";
        var actual = _connection.Execute("FROM test_all_types()");
        var expected = _connection.Execute($"SELECT COLUMNS(*)::VARCHAR FROM (SELECT {columns} FROM test_all_types())");
        Assert.Equal(expected.ColumnNames, actual.ColumnNames);
        Assert.Equal(3, actual.Rows.Count);
        Assert.Equal(expected.Rows, actual.Rows);
    }

    [Theory]
    [InlineData("VARIANT")]
    [InlineData("BIGNUM")]
    [InlineData("JSON")]
    [InlineData("TIME_NS")]
    [InlineData("HUGEINT[][2]")]
    public void Rarer_type_is_written_as_the_session_casts_it(string type)
    {
        var value =
            type.Contains('[') ? "[[1], [2]]"
            : type == "TIME_NS" ? "'01:02:03.000000004'"
            : "42";
        var row = Assert.Single(_connection.Execute($"SELECT {value}::{type} AS x, x::VARCHAR").Rows);
        Assert.NotNull(row[0]);
        Assert.Equal(row[1], row[0]);
    }

    [Fact]
    public void Rows_of_many_chunks_come_in_their_order()
    {
        var result = _connection.Execute(
            "SELECT i, i::DOUBLE, CASE WHEN i % 2 = 0 THEN [i] END FROM range(10000) t(i)"
        );
        Assert.Equal(10_000, result.Rows.Count);
        for (var i = 0; i < 10_000; i++)
            Assert.Equal((string?[])[$"{i}", $"{i}.0", i % 2 == 0 ? $"[{i}]" : null], result.Rows[i]);
    }

    [Fact]
    public void Rendering_adds_no_statement_to_the_session()
    {
        _connection.Execute("CREATE SEQUENCE s");
        Assert.Equal("[1]", _connection.Execute("SELECT [nextval('s')]").Rows[0][0]);
        Assert.Equal("[2]", _connection.Execute("SELECT [nextval('s')]").Rows[0][0]);
        _connection.Execute("BEGIN; CREATE TABLE t (i INTEGER PRIMARY KEY)");
        Assert.Throws<Pintail.DuckDB.DuckDBException>(() => _connection.Execute("INSERT INTO t VALUES (1), (1)"));
        // The transaction is at its end, and says so to whoever asks.
        var error = Assert.Throws<Pintail.DuckDB.DuckDBException>(() => _connection.Execute("SELECT [1]"));
        Assert.Contains("transaction is aborted", error.Message);
    }

    [Theory]
    [InlineData("1e3", "1000", "INTEGER", true)]
    [InlineData("1.50", "1.5", "DECIMAL(10,2)", true)]
    [InlineData("1.50", "1.51", "DECIMAL(10,2)", false)]
    [InlineData("100.0", "100.9", "DOUBLE", true)]
    [InlineData("100.0", "102", "DOUBLE", false)]
    [InlineData("0.0", "0.001", "DOUBLE", false)]
    [InlineData("nan", "NaN", "FLOAT", true)]
    [InlineData("inf", "Infinity", "FLOAT", true)]
    [InlineData("inf", "1e38", "FLOAT", false)]
    [InlineData("1", "one", "INTEGER", false)]
    [InlineData("9007199254740993", "9007199254740992", "BIGINT", false)]
    public void Numbers_are_equal_by_their_type(string actual, string expected, string type, bool same) =>
        Assert.Equal(same, _text.SameNumber(actual, expected, type));

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
        _text.Dispose();
    }
}
