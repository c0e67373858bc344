namespace Pintail.Mirror;

/// <summary>Which relations are wanted. Names are exact and case-sensitive, tables as schema.table; exclude always wins.</summary>
public sealed record TableFilter
{
    /// <summary>No filter at all.</summary>
    public static TableFilter Everything { get; } = new();

    /// <summary>Empty: all.</summary>
    public IReadOnlyList<string> IncludedSchemas { get; init; } = [];
    public IReadOnlyList<string> ExcludedSchemas { get; init; } = [];

    /// <summary>schema.table; empty: all.</summary>
    public IReadOnlyList<string> IncludedTables
    {
        get;
        init => (field, _includedTables) = (value, [.. value]);
    } = [];

    public IReadOnlyList<string> ExcludedTables
    {
        get;
        init => (field, _excludedTables) = (value, [.. value]);
    } = [];

    // Every table of a large database may be named, and each is looked for.
    private readonly HashSet<string> _includedTables = [];
    private readonly HashSet<string> _excludedTables = [];

    /// <summary>Every filter lets it through.</summary>
    public bool Selects(string schema, string table)
    {
        var name = $"{schema}.{table}";
        return (IncludedSchemas.Count == 0 || IncludedSchemas.Contains(schema))
            && (IncludedTables.Count == 0 || _includedTables.Contains(name))
            && !ExcludedSchemas.Contains(schema)
            && !_excludedTables.Contains(name);
    }

    /// <summary>The schema filters leave a table, written schema.table, in. The schema may itself hold dots.</summary>
    internal bool SelectsSchemaOf(string entry) =>
        (IncludedSchemas.Count == 0 || IncludedSchemas.Any(schema => IsIn(entry, schema)))
        && !ExcludedSchemas.Any(schema => IsIn(entry, schema));

    private static bool IsIn(string entry, string schema) => entry.StartsWith(schema + ".", StringComparison.Ordinal);

    /// <summary>Excluded by its name, written schema.table.</summary>
    internal bool Excludes(string entry) => _excludedTables.Contains(entry);

    /// <summary>The user named this very table.</summary>
    public bool Names(string schema, string table) => _includedTables.Contains($"{schema}.{table}");
}
