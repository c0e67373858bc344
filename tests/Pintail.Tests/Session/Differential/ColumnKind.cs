namespace Pintail.Tests.Session.Differential;

/// <summary>A type of columns, with the few values that they have, so that comparisons hit.</summary>
/// <param name="Sql">In Postgres, with its collation.</param>
/// <param name="Values">As Postgres reads them.</param>
/// <param name="Constants">Expressions in DuckDB's SQL, among them each value, others beside them, and of other types.</param>
internal sealed record ColumnKind(
    Family Family,
    string Sql,
    IReadOnlyList<string> Values,
    IReadOnlyList<string> Constants
)
{
    /// <summary>A collation or an extension that not every server has.</summary>
    public string? Needs { get; init; }

    /// <summary>A column of it can have an index of its own.</summary>
    public bool HasOrder => Family is not (Family.Json or Family.Pair or Family.Numbers or Family.Texts);

    /// <summary>Equal values are shown alike, so that it can be a key of groups.</summary>
    public bool IsKey =>
        Family is not (Family.Floating or Family.Interval or Family.Json or Family.Pair or Family.Numbers);
}

/// <summary>A column as a query names it.</summary>
internal sealed record Operand(string Sql, ColumnKind Kind);

/// <summary>A relation of the source. All have a column id: an int, unique and never NULL.</summary>
internal sealed record RandomRelation(string Name, IReadOnlyList<(string Name, ColumnKind Kind)> Columns, bool IsLarge)
{
    /// <summary>id among them, which is the first.</summary>
    public IReadOnlyList<Operand> As(string alias) =>
        [.. Columns.Select(column => new Operand($"{alias}.{Quoted(column.Name)}", column.Kind))];

    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
