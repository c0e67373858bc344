namespace Pintail.Session.PushDown;

/// <summary>
/// A condition in Postgres' SQL that holds, at least, for the rows for which some expression is true.
/// </summary>
/// <param name="Sql">Can stand beside AND as it is; null: all rows.</param>
/// <param name="Text">As DuckDB's EXPLAIN would write it; null with <paramref name="Sql"/>.</param>
/// <param name="IsExact">It holds for no other rows.</param>
internal readonly record struct Condition(string? Sql, string? Text, bool IsExact)
{
    private const string False = "false";

    /// <summary>Nothing that Postgres could be asked is known to follow.</summary>
    public static Condition Nothing => default;

    /// <summary>True for no row.</summary>
    public static Condition Never => new(False, False, IsExact: true);

    /// <summary>Stands in DuckDB's EXPLAIN as a filter that the scan may leave out.</summary>
    public bool IsList { get; init; }

    /// <summary>Columns, quoted, that have one value, not NULL, in all rows for which it holds; there may be others.</summary>
    public IReadOnlyList<string> FixedColumns
    {
        get => field ?? [];
        init;
    }

    public bool IsNever => Sql == False;

    /// <summary>What is known of one part holds whatever the others are.</summary>
    public static Condition And(IEnumerable<Condition> parts)
    {
        var all = parts.ToList();
        var known = all.Where(part => part.Sql is not null).DistinctBy(part => part.Sql).ToList();
        if (known.FirstOrDefault(part => part.IsNever) is { Sql: not null })
            return Never;
        var isExact = all.All(part => part.IsExact);
        return known switch
        {
            [] => Nothing,
            [var one] => one with { IsExact = isExact },
            _ => new(
                string.Join(" AND ", known.Select(part => part.Sql)),
                string.Join(" AND ", known.Select(part => part.IsList ? $"optional: {part.Text}" : part.Text)),
                isExact
            )
            {
                FixedColumns = [.. known.SelectMany(part => part.FixedColumns)],
            },
        };
    }

    /// <summary>One part of which nothing is known leaves all rows possible.</summary>
    public static Condition Or(IEnumerable<Condition> parts)
    {
        var all = parts.ToList();
        if (all.Any(part => part.Sql is null))
            return Nothing;
        var possible = all.Where(part => !part.IsNever).DistinctBy(part => part.Sql).ToList();
        return possible switch
        {
            [] => Never,
            [var one] => one with { IsExact = all.All(part => part.IsExact) },
            _ => new(
                $"({string.Join(" OR ", possible.Select(part => $"({part.Sql})"))})",
                $"({string.Join(" OR ", possible.Select(part => $"({part.Text})"))})",
                all.All(part => part.IsExact)
            ),
        };
    }
}
