namespace Pintail.Session.Syntax;

/// <summary>ATTACH of a Postgres database.</summary>
/// <param name="Path">As written: conninfo, URI, either with "postgres:" before it, or empty.</param>
/// <param name="Type">The option TYPE, which is not among the others; null when the path alone says Postgres.</param>
/// <param name="Options">Found without case; no value for a bare word such as READ_ONLY, several for a list.</param>
internal sealed record AttachStatement(
    string Path,
    string? Alias,
    string? Type,
    bool IfNotExists,
    bool OrReplace,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Options
) : SessionStatement
{
    /// <summary>The path without the prefix that only names the type; postgres://… is a URI and keeps its own.</summary>
    public string Conninfo => Path[PostgresPath.PrefixLength(Path)..];

    /// <summary>Without AS what DuckDB makes of the path, unless that may show a password or is nothing.</summary>
    public string Name => Alias ?? PostgresPath.DatabaseName(Conninfo);
}

/// <summary>ATTACH of a path that begins with md:, whose options are MotherDuck's.</summary>
internal sealed record AttachMotherDuckStatement(
    string Path,
    string? Alias,
    bool IfNotExists,
    bool OrReplace,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Options
) : SessionStatement;
