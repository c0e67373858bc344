namespace Pintail.Session.Syntax;

/// <summary>Paths of ATTACH that name a Postgres database without TYPE.</summary>
internal static class PostgresPath
{
    // The extension's two names as DuckDB's path prefixes (ExtensionHelper::ExtractExtensionPrefixFromPath).
    private static readonly string[] Prefixes = ["postgres:", "postgres_scanner:"];

    // libpq's URIs (fe-connect.c), which DuckDB itself takes for files unless a TYPE is given.
    private static readonly string[] UriSchemes = ["postgres://", "postgresql://"];

    public static bool IsPostgres(string path) => PrefixLength(path) > 0 || IsUri(path);

    /// <summary>How much of the path is no part of the conninfo.</summary>
    public static int PrefixLength(string path) =>
        IsUri(path)
            ? 0
            : Prefixes.FirstOrDefault(prefix => path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))?.Length
                ?? 0;

    public static bool IsMotherDuck(string path) => path.StartsWith("md:", StringComparison.OrdinalIgnoreCase);

    private static bool IsUri(string path) =>
        UriSchemes.Any(scheme => path.StartsWith(scheme, StringComparison.Ordinal));
}
