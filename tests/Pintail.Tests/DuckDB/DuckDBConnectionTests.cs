using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

public sealed class DuckDBConnectionTests : IDisposable
{
    private readonly DuckDBDatabase _database = DuckDBDatabase.Open();
    private readonly DuckDBConnection _connection;

    public DuckDBConnectionTests()
    {
        _connection = _database.Connect();
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Theory]
    [InlineData("CREATE TABLE t AS SELECT range AS a FROM range(10)", 10)]
    [InlineData("CREATE TABLE t AS SELECT 1 AS a WHERE false", 0)]
    [InlineData("CREATE TABLE t (a INTEGER); INSERT INTO t SELECT 1 FROM range(5)", 5)]
    [InlineData("CREATE TABLE t AS SELECT 1 AS a FROM range(4); UPDATE t SET a = 2", 4)]
    [InlineData("CREATE TABLE t AS SELECT 1 AS a FROM range(3); DELETE FROM t", 3)]
    [InlineData("CREATE TABLE t (a INTEGER)", 0)]
    [InlineData("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1); SELECT 7 AS \"Count\"", 0)]
    [InlineData("-- nothing", 0)]
    [InlineData("", 0)]
    public void Execute_returns_the_rows_that_the_last_statement_changed(string sql, long expected)
    {
        Assert.Equal(expected, _connection.Execute(sql));
    }

    [Fact]
    public void Execute_stops_at_the_first_statement_that_fails()
    {
        Assert.Throws<DuckDBException>(() =>
            _connection.Execute("CREATE TABLE a (i INT); SELECT nope; CREATE TABLE b (i INT)")
        );
        using var result = _connection.Query("SELECT table_name FROM duckdb_tables()");
        Assert.Equal("a", Assert.Single(result.Rows())[0]);
    }

    [Theory]
    [InlineData("SELEC", DuckDBErrorType.Parser)]
    [InlineData("SELECT nope", DuckDBErrorType.Binder)]
    [InlineData("SELECT * FROM nope", DuckDBErrorType.Catalog)]
    [InlineData("SELECT 'x'::INTEGER", DuckDBErrorType.Conversion)]
    [InlineData("SELECT error('mine')", DuckDBErrorType.InvalidInput)]
    public void Error_says_its_type(string sql, DuckDBErrorType type)
    {
        Assert.Equal(type, Assert.Throws<DuckDBException>(() => _connection.Query(sql)).ErrorType);
        var prepared = Assert.Throws<DuckDBException>(() =>
        {
            using var statement = _connection.Prepare(sql);
            statement.Query().Dispose();
        });
        Assert.Equal(type, prepared.ErrorType);
    }

    // By number: half a surrogate pair does not survive in an attribute.
    [Theory]
    [InlineData(0x0000, "")]
    [InlineData(0x0000, "; DROP TABLE t")]
    [InlineData(0xD83E, "'")]
    [InlineData(0xD83E, "")]
    [InlineData(0xDD86, "'")]
    public void Sql_that_C_cannot_see_as_it_is_is_refused_with_its_place(int character, string rest)
    {
        const int index = 8;
        var sql = $"SELECT '{(char)character}{rest}";
        var error = Assert.Throws<ArgumentException>(() => _connection.Execute(sql));
        Assert.Contains($"index {index}", error.Message);
        Assert.Throws<ArgumentException>(() => _connection.Prepare(sql));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(100_000)]
    public void Sql_of_any_length_arrives_whole(int length)
    {
        var text = string.Concat(Enumerable.Repeat("ü🦆", length / 2));
        using var result = _connection.Query($"SELECT '{text}'");
        Assert.Equal(text, result.Scalar());
    }

    [Fact]
    public void Transaction_belongs_to_its_connection()
    {
        using var other = _database.Connect();
        _connection.Execute("CREATE TABLE t (a INTEGER); BEGIN; INSERT INTO t VALUES (1)");
        using (var before = other.Query("SELECT count(*) FROM t"))
        {
            Assert.Equal(0L, before.Scalar());
        }

        _connection.Execute("COMMIT");
        using var after = other.Query("SELECT count(*) FROM t");
        Assert.Equal(1L, after.Scalar());
    }

    [Fact]
    public void Connection_disposed_refuses_queries()
    {
        _connection.Dispose();
        _connection.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _connection.Execute("SELECT 1"));
        Assert.Throws<ObjectDisposedException>(() => _connection.Prepare("SELECT 1"));
        Assert.Throws<ObjectDisposedException>(() => _connection.CreateAppender("t"));
    }
}
