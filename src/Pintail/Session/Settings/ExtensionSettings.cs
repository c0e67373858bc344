// The settings of DuckDB's postgres extension by their names, types and defaults, so that scripts that set them run and
// what asks for them gets an answer; docs/sql.md says of each what it means here, or why nothing. (Those of connections
// have this program's default.) DuckDB's C API tells nobody that a setting is set: its value is looked at where it counts.

using Pintail.DuckDB;

namespace Pintail.Session.Settings;

/// <summary>All settings that a session has besides DuckDB's own.</summary>
internal static class ExtensionSettings
{
    /// <summary>The default of pg_pages_per_task, which is taken for none: the planner knows the table.</summary>
    public const ulong DefaultPages = 1000;

    /// <param name="connections">What a scan may use when nothing is set.</param>
    public static IEnumerable<ConfigOption> All(int connections) =>
        [.. OfScans((ulong)connections), .. OfValues, .. OfPool((ulong)connections), .. WithoutMeaning];

    private static IEnumerable<ConfigOption> OfScans(ulong connections) =>
        [
            Flag(SettingNames.UseCtidScan, true, "Tables are read in ranges of pages, by several connections"),
            new(
                SettingNames.PagesPerTask,
                DuckDBType.UBigInt,
                DefaultPages,
                "Pages of a range; at its default the table decides"
            ),
            new(
                SettingNames.ConnectionLimit,
                DuckDBType.UBigInt,
                connections,
                "Postgres connections that a scan may use",
                IsGlobal: true
            ),
            Flag(SettingNames.FilterPushdown, true, "Postgres filters rows"),
            Flag(SettingNames.ShowQueries, false, "Tell the SQL that Postgres gets"),
            new(
                SettingNames.StatementTimeout,
                DuckDBType.UInteger,
                null,
                "statement_timeout of scans, in milliseconds"
            ),
            new(
                SettingNames.IdleTimeout,
                DuckDBType.UInteger,
                null,
                "idle_in_transaction_session_timeout of scans, in milliseconds"
            ),
        ];

    private static IEnumerable<ConfigOption> OfValues =>
        [
            Flag(SettingNames.ArrayAsVarchar, false, "Arrays arrive as text") with
            {
                IsGlobal = true,
            },
            Flag(SettingNames.NumericAsVarchar, false, "Numerics without a precision arrive as text") with
            {
                IsGlobal = true,
            },
            new(
                SettingNames.NumericAs,
                DuckDBType.Varchar,
                ValueSettings.UndeclaredDecimal,
                "What numerics without a precision arrive as: DECIMAL(38,10), VARCHAR or DOUBLE",
                IsGlobal: true
            ),
            new(
                SettingNames.NullByteReplacement,
                DuckDBType.Varchar,
                null,
                "What is written in the place of a NUL in a text"
            ),
        ];

    private static IEnumerable<ConfigOption> OfPool(ulong connections) =>
        [
            new(
                SettingNames.PoolMaxConnections,
                DuckDBType.UBigInt,
                connections,
                "As pg_connection_limit",
                IsGlobal: true
            ),
            Unused("pg_pool_acquire_mode", DuckDBType.Varchar, "force", isGlobal: true),
            Unused("pg_pool_wait_timeout_millis", DuckDBType.UBigInt, 30_000UL, isGlobal: true),
            Unused("pg_pool_enable_thread_local_cache", DuckDBType.Boolean, false, isGlobal: true),
            Unused("pg_pool_max_lifetime_millis", DuckDBType.UBigInt, 0UL, isGlobal: true),
            Unused("pg_pool_idle_timeout_millis", DuckDBType.UBigInt, 60_000UL, isGlobal: true),
            Unused("pg_pool_enable_reaper_thread", DuckDBType.Boolean, true, isGlobal: true),
            Unused("pg_pool_health_check_query", DuckDBType.Varchar, "SELECT 1", isGlobal: true),
            Unused("pg_connection_cache", DuckDBType.Boolean, true, isGlobal: true),
        ];

    private static IEnumerable<ConfigOption> WithoutMeaning =>
        [
            Unused("pg_use_binary_copy", DuckDBType.Boolean, true),
            Unused("pg_order_pushdown", DuckDBType.Boolean, true),
            Unused("pg_use_text_protocol", DuckDBType.Boolean, false),
            Unused("pg_use_legacy_text_protocol", DuckDBType.Boolean, false),
            Unused("pg_numeric_nan_as_null", DuckDBType.Boolean, true),
            Unused("pg_use_information_schema_introspection", DuckDBType.Boolean, false),
            Unused("pg_staleness_query_enabled", DuckDBType.Boolean, false, isGlobal: true),
            Unused("pg_staleness_query", DuckDBType.Varchar, null, isGlobal: true),
            Unused("pg_oauth_token", DuckDBType.Varchar, null),
        ];

    private static ConfigOption Flag(string name, bool value, string description) =>
        new(name, DuckDBType.Boolean, value, description);

    private static ConfigOption Unused(string name, DuckDBType type, object? value, bool isGlobal = false) =>
        new(name, type, value, "Of DuckDB's postgres extension; without a meaning in Pintail", isGlobal);
}
