using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Session.Settings;

namespace Pintail.Tests.Session;

public sealed class ScanSettingsTests : IDisposable
{
    private const int Connections = 4;

    private readonly DuckDBDatabase _database = DuckDBDatabase.Open(null, new Dictionary<string, string>());
    private readonly DuckDBConnection _connection;

    public ScanSettingsTests()
    {
        _connection = _database.Connect();
        foreach (var setting in ExtensionSettings.All(Connections))
            _connection.Register(setting);
    }

    private ScanSettings Settings => ScanSettingsReader.Read(_connection, Connections);

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void Defaults_leave_everything_to_the_program() =>
        Assert.Equal(
            new ScanSettings
            {
                UseCtidScan = true,
                PagesPerTask = null,
                ConnectionLimit = Connections,
                FilterPushdown = true,
                ShowQueries = false,
                Values = new ValueSettings(false, "DECIMAL(38,10)"),
                StatementTimeout = null,
                IdleTimeout = null,
            },
            Settings
        );

    [Fact]
    public void Values_that_are_set_are_read()
    {
        _connection.Execute(
            """
            SET pg_use_ctid_scan = false; SET pg_pages_per_task = 7; SET pg_connection_limit = 9;
            SET pg_array_as_varchar = true; SET pg_experimental_filter_pushdown = false;
            SET pg_debug_show_queries = true; SET pintail_numeric_as = 'double';
            SET pg_statement_timeout_millis = 1500; SET pg_idle_in_transaction_timeout_millis = 2500;
            """
        );
        Assert.Equal(
            new ScanSettings
            {
                UseCtidScan = false,
                PagesPerTask = 7,
                ConnectionLimit = 9,
                FilterPushdown = false,
                ShowQueries = true,
                Values = new ValueSettings(true, "DOUBLE"),
                StatementTimeout = TimeSpan.FromSeconds(1.5),
                IdleTimeout = TimeSpan.FromSeconds(2.5),
            },
            Settings
        );
    }

    [Theory]
    [InlineData("SET pg_pool_max_connections = 9", 9)]
    [InlineData("SET pg_pool_max_connections = 9; SET pg_connection_limit = 7", 9)]
    [InlineData("SET pg_connection_limit = 0", Connections)]
    [InlineData("SET pg_connection_limit = 7; RESET GLOBAL pg_connection_limit", Connections)]
    public void Connection_limit_has_two_names(string sql, int expected)
    {
        _connection.Execute(sql);
        Assert.Equal(expected, Settings.ConnectionLimit);
    }

    [Theory]
    [InlineData("", 3)]
    [InlineData("SET pg_pages_per_task = 1000", 3)]
    [InlineData("SET pg_pages_per_task = 1024", 12)]
    [InlineData("SET pg_use_ctid_scan = false", 1)]
    [InlineData("SET pg_use_ctid_scan = false; SET pg_pages_per_task = 1", 1)]
    public void Pieces_of_a_table_are_as_set(string sql, int expected)
    {
        const int BlockBytes = 8192;
        if (sql.Length > 0)
            _connection.Execute(sql);
        Assert.Equal(expected, CtidRanges.Split(96L << 20, BlockBytes, Settings.RangeBytes(BlockBytes)).Count);
    }

    [Fact]
    public void Connection_limit_is_the_whole_database_s()
    {
        _connection.Execute("SET pg_connection_limit = 7; SET pg_use_ctid_scan = false");
        using var other = _database.Connect();
        var settings = ScanSettingsReader.Read(other, Connections);
        Assert.Equal((7, true), (settings.ConnectionLimit, settings.UseCtidScan));
    }

    [Fact]
    public void Numeric_as_varchar_is_the_extension_s_name_for_it()
    {
        _connection.Execute("SET pg_numeric_as_varchar = true");
        Assert.Equal("VARCHAR", Settings.Values.NumericAs);
    }

    [Theory]
    [InlineData("SET pintail_numeric_as = 'INTEGER'", "'DECIMAL(38,10)', 'VARCHAR', 'DOUBLE'")]
    [InlineData("SET pg_connection_limit = 5000000000", "2147483647")]
    public void Value_that_means_nothing_names_the_setting(string sql, string expected)
    {
        _connection.Execute(sql);
        var error = Assert.Throws<PintailException>(() => Settings);
        Assert.Equal(ErrorKind.Configuration, error.Kind);
        Assert.Contains($"setting {sql.Split(' ')[1]} ", error.Message);
        Assert.Contains(expected, error.Message);
    }
}
