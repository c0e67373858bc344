using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

public sealed class ConfigOptionTests : IDisposable
{
    private readonly DuckDBDatabase _database = DuckDBDatabase.Open(null, new Dictionary<string, string>());
    private readonly DuckDBConnection _connection;
    private readonly DuckDBConnection _other;

    public ConfigOptionTests()
    {
        (_connection, _other) = (_database.Connect(), _database.Connect());
        _connection.Register(new ConfigOption("test_flag", DuckDBType.Boolean, true, "a flag"));
        _connection.Register(new ConfigOption("test_number", DuckDBType.UBigInt, 7UL, "a number", IsGlobal: true));
        _connection.Register(new ConfigOption("test_small", DuckDBType.UInteger, null, "a small number"));
        _connection.Register(new ConfigOption("test_text", DuckDBType.Varchar, "für", "a text"));
    }

    public void Dispose()
    {
        _other.Dispose();
        _connection.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void Defaults_are_what_was_given()
    {
        Assert.Equal(true, _connection.Setting("test_flag"));
        Assert.Equal(7UL, _connection.Setting("test_number"));
        Assert.Null(_connection.Setting("test_small"));
        Assert.Equal("für", _connection.Setting("test_text"));
        using var result = _connection.Query(
            "SELECT value, description FROM duckdb_settings() WHERE name = 'test_text'"
        );
        Assert.Equal(["für", "a text"], Assert.Single(result.Rows()));
    }

    [Fact]
    public void Setting_is_the_connection_s_or_the_database_s()
    {
        _connection.Execute("SET test_flag = false; SET test_number = 8; SET test_small = 9");
        Assert.Equal(
            (false, 8UL, 9UL),
            (_connection.Setting("test_flag"), _connection.Setting("test_number"), _connection.Setting("test_small"))
        );
        Assert.Equal((true, 8UL), (_other.Setting("test_flag"), _other.Setting("test_number")));
        _connection.Execute("RESET test_flag; RESET GLOBAL test_number");
        Assert.Equal((true, 7UL), (_connection.Setting("test_flag"), _connection.Setting("test_number")));
    }

    [Fact]
    public void Setting_of_another_type_is_refused() =>
        Assert.Throws<DuckDBException>(() => _connection.Execute("SET test_number = 'many'"));

    [Fact]
    public void Name_that_exists_is_refused() =>
        Assert.Throws<DuckDBException>(() =>
            _connection.Register(new ConfigOption("test_flag", DuckDBType.Boolean, true, ""))
        );

    [Fact]
    public void Setting_that_is_not_there_is_null() => Assert.Null(_connection.Setting("test_nothing"));
}
