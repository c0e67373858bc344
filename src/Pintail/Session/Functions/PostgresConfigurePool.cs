using System.Globalization;
using System.Text;
using Pintail.DuckDB;

namespace Pintail.Session.Functions;

/// <summary>
/// <c>postgres_configure_pool(catalog_name := 'alias', max_connections := 8, …)</c>: a row per attached database, or of the one
/// that is named, after it was changed. Changed when the statement runs, for scans that begin later. What counts the
/// extension's pool is NULL: there is none.
/// </summary>
internal sealed class PostgresConfigurePool(SqlDatabase database) : TableFunction("postgres_configure_pool")
{
    private const string Catalog = "catalog_name";
    private const string MaxConnections = "max_connections";

    private static readonly (string Name, DuckDBType Type)[] Columns =
    [
        (Catalog, DuckDBType.Varchar),
        ("acquire_mode", DuckDBType.Varchar),
        ("available_connections", DuckDBType.UBigInt),
        ("total_connections", DuckDBType.UBigInt),
        (MaxConnections, DuckDBType.UBigInt),
        ("wait_timeout_millis", DuckDBType.UBigInt),
        ("cache_hits", DuckDBType.UBigInt),
        ("cache_misses", DuckDBType.UBigInt),
        ("try_failures", DuckDBType.UBigInt),
        ("thread_local_cache_enabled", DuckDBType.Boolean),
        ("thread_local_cache_hits", DuckDBType.UBigInt),
        ("thread_local_cache_misses", DuckDBType.UBigInt),
        ("max_lifetime_millis", DuckDBType.UBigInt),
        ("idle_timeout_millis", DuckDBType.UBigInt),
        ("reaper_thread_running", DuckDBType.Boolean),
        ("reaper_thread_period_millis", DuckDBType.UBigInt),
        ("health_check_query", DuckDBType.Varchar),
    ];

    public override IReadOnlyList<(string Name, DuckDBType Type)> NamedParameters =>
        [
            (Catalog, DuckDBType.Varchar),
            ("acquire_mode", DuckDBType.Varchar),
            (MaxConnections, DuckDBType.UBigInt),
            ("wait_timeout_millis", DuckDBType.UBigInt),
            ("enable_thread_local_cache", DuckDBType.Boolean),
            ("max_lifetime_millis", DuckDBType.UBigInt),
            ("idle_timeout_millis", DuckDBType.UBigInt),
            ("enable_reaper_thread", DuckDBType.Boolean),
            ("health_check_query", DuckDBType.Varchar),
        ];

    public override TableBinding Bind(BindContext context)
    {
        var given = NamedParameters
            .Select(parameter => (parameter.Name, Value: context.NamedParameter(parameter.Name)))
            .Where(parameter => parameter.Value is not null)
            .ToDictionary(parameter => parameter.Name, parameter => parameter.Value!);
        if (given.Count > 0 && !given.ContainsKey(Catalog))
            throw Refused(
                $"{Name}: the '{Catalog}' argument must be specified to change an option",
                $"Name the attached database: {Catalog} := 'pg'."
            );
        if (given.GetValueOrDefault(MaxConnections) is ulong and (0 or > int.MaxValue))
            throw Refused(
                $"{Name}: {MaxConnections} has to be a number from 1 to {int.MaxValue.ToString(CultureInfo.InvariantCulture)}.",
                "RESET pg_pool_max_connections is the default of all attached databases."
            );
        foreach (var (name, type) in Columns)
        {
            using var logical = LogicalType.Of(type);
            context.AddColumn(name, logical);
        }
        return new Binding(this, given);
    }

    private List<object?[]> Run(Dictionary<string, object> given)
    {
        var attachments = database.Attachments.OrderBy(one => one.Alias, StringComparer.Ordinal).ToList();
        if (given.TryGetValue(Catalog, out var alias))
        {
            var named =
                database.FindAttachment((string)alias)
                ?? throw Refused(
                    $"{Name}: there is no attached Postgres database {alias}.",
                    "SHOW DATABASES lists what there is."
                );
            named.Pool = Change(named.Pool, given);
            attachments = [named];
        }
        return [.. attachments.Select(Row)];
    }

    private static PoolOptions Change(PoolOptions pool, Dictionary<string, object> given) =>
        pool with
        {
            MaxConnections = given.TryGetValue(MaxConnections, out var connections)
                ? (int)(ulong)connections
                : pool.MaxConnections,
            AcquireMode = Given("acquire_mode", pool.AcquireMode, given),
            WaitTimeoutMillis = Given("wait_timeout_millis", pool.WaitTimeoutMillis, given),
            ThreadLocalCache = Given("enable_thread_local_cache", pool.ThreadLocalCache, given),
            MaxLifetimeMillis = Given("max_lifetime_millis", pool.MaxLifetimeMillis, given),
            IdleTimeoutMillis = Given("idle_timeout_millis", pool.IdleTimeoutMillis, given),
            ReaperThread = Given("enable_reaper_thread", pool.ReaperThread, given),
            HealthCheckQuery = Given("health_check_query", pool.HealthCheckQuery, given),
        };

    private static T Given<T>(string name, T usual, Dictionary<string, object> given) =>
        given.TryGetValue(name, out var value) ? (T)value : usual;

    private object?[] Row(Attachment attachment)
    {
        var pool = attachment.Pool;
        return
        [
            attachment.Alias,
            pool.AcquireMode,
            null,
            null,
            (ulong)(pool.MaxConnections ?? database.ConnectionLimit),
            pool.WaitTimeoutMillis,
            null,
            null,
            null,
            pool.ThreadLocalCache,
            null,
            null,
            pool.MaxLifetimeMillis,
            pool.IdleTimeoutMillis,
            pool.ReaperThread,
            null,
            pool.HealthCheckQuery,
        ];
    }

    private static PintailException Refused(string message, string hint) => new(ErrorKind.Configuration, message, hint);

    private sealed class Binding(PostgresConfigurePool function, Dictionary<string, object> given) : TableBinding
    {
        public override TableScan Init(InitContext context) => new Scan(function, given);
    }

    private sealed class Scan(PostgresConfigurePool function, Dictionary<string, object> given) : TableScan
    {
        public override LocalScan InitLocal() => new RowScan(function.Run(given));
    }

    private sealed class RowScan(List<object?[]> rows) : LocalScan
    {
        private int _next;

        public override int Fill(DataChunk output)
        {
            var count = Math.Min(DataChunk.Capacity, rows.Count - _next);
            for (var row = 0; row < count; row++, _next++)
            {
                for (var column = 0; column < Columns.Length; column++)
                    Set(output[column], row, count, rows[_next][column]);
            }
            return count;
        }

        private static void Set(Vector vector, int row, int count, object? value)
        {
            switch (value)
            {
                case string text:
                    vector.Strings(count).Set(row, Encoding.UTF8.GetBytes(text));
                    break;
                case ulong number:
                    vector.Data<ulong>(count)[row] = number;
                    break;
                case bool flag:
                    vector.Data<bool>(count)[row] = flag;
                    break;
                default:
                    vector.SetNull(row);
                    break;
            }
        }
    }
}
