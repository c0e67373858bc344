namespace Pintail.Session.Syntax;

/// <summary>Paths of ATTACH that name a Postgres database without TYPE.</summary>
internal static class PostgresPath
{
    // The extension's two names as DuckDB's path prefixes (ExtensionHelper::ExtractExtensionPrefixFromPath).
    private static readonly string[] Prefixes = ["postgres:", "postgres_scanner:"];

    // libpq's URIs (fe-connect.c), which DuckDB itself takes for files unless a TYPE is given.
    private static readonly string[] UriSchemes = ["postgres://", "postgresql://"];

    // DuckDB's own databases and their schema (AttachedDatabase::NameIsReserved).
    private static readonly string[] Reserved = ["main", "temp", "system"];

    private const string Unnamed = "postgres";

    public static bool IsPostgres(string path) => PrefixLength(path) > 0 || IsUri(path);

    /// <summary>How much of the path is no part of the conninfo.</summary>
    public static int PrefixLength(string path) =>
        IsUri(path)
            ? 0
            : Prefixes.FirstOrDefault(prefix => path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))?.Length
                ?? 0;

    /// <summary>
    /// The name of a database that is attached without one: as DuckDB makes it of any path (AttachedDatabase::ExtractDatabaseName),
    /// what stands behind the last slash, up to a point.
    /// </summary>
    public static string DatabaseName(string conninfo)
    {
        if (conninfo.Contains("pass", StringComparison.OrdinalIgnoreCase))
            return Unnamed;
        var last = conninfo[(conninfo.LastIndexOf('/') + 1)..];
        var name = last.Split('.')[0];
        return name.Length == 0 || last.Contains('@', StringComparison.Ordinal) ? Unnamed
            : Reserved.Contains(name, StringComparer.OrdinalIgnoreCase) ? $"{name}_db"
            : name;
    }

    public static bool IsMotherDuck(string path) => path.StartsWith("md:", StringComparison.OrdinalIgnoreCase);

    private static bool IsUri(string path) =>
        UriSchemes.Any(scheme => path.StartsWith(scheme, StringComparison.Ordinal));
}
