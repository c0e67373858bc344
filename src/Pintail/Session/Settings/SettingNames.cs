namespace Pintail.Session.Settings;

/// <summary>The settings that mean something here.</summary>
internal static class SettingNames
{
    public const string UseCtidScan = "pg_use_ctid_scan";
    public const string PagesPerTask = "pg_pages_per_task";
    public const string ConnectionLimit = "pg_connection_limit";
    public const string PoolMaxConnections = "pg_pool_max_connections";
    public const string ArrayAsVarchar = "pg_array_as_varchar";
    public const string NumericAsVarchar = "pg_numeric_as_varchar";
    public const string FilterPushdown = "pg_experimental_filter_pushdown";
    public const string ShowQueries = "pg_debug_show_queries";
    public const string StatementTimeout = "pg_statement_timeout_millis";
    public const string IdleTimeout = "pg_idle_in_transaction_timeout_millis";
    public const string NullByteReplacement = "pg_null_byte_replacement";

    /// <summary>Pintail's own: what a numeric becomes that no DECIMAL is declared for.</summary>
    public const string NumericAs = "pintail_numeric_as";
}
