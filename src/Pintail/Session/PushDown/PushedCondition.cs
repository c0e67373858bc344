namespace Pintail.Session.PushDown;

/// <summary>What Postgres is asked for, instead of all rows of a relation, by one scan.</summary>
internal sealed record PushedCondition
{
    /// <summary>A longer condition costs more than it saves: parsing it, and planning it once for every stream.</summary>
    private const int MaxSqlLength = 100_000;

    private const int MaxTextLength = 2000;

    /// <summary>All rows.</summary>
    public static PushedCondition None { get; } = new();

    /// <summary>Can stand behind WHERE, and beside AND, as it is; null: no condition.</summary>
    public string? WhereSql { get; private init; }

    /// <summary>
    /// So many rows of those that the condition leaves are enough, whichever they are; null: all. What several streams bring
    /// together may be more.
    /// </summary>
    public long? Limit { get; private init; }

    /// <summary>Columns, quoted, that have one value, not NULL, in all rows that the condition leaves.</summary>
    public IReadOnlyList<string> FixedColumns { get; private init; } = [];

    /// <summary>The condition as DuckDB's EXPLAIN writes filters, without a line break; null when there is none.</summary>
    public string? Filters { get; private init; }

    /// <param name="reading">Of the bind that the scan belongs to.</param>
    /// <param name="encoding">The database's: <see cref="Postgres.Catalog.Encoding"/>.</param>
    public static PushedCondition For(ScanReading reading, AttachedRelation relation, string encoding)
    {
        if (reading.ColumnCount != relation.Columns.Count)
            return None;
        // Whatever any of the copies needs is read by each.
        var limit = reading.Appearances is [var single] ? single.Limit : null;
        var rules = new TextRules(encoding);
        var filter = new FilterSql(ComparedColumns.Of(relation, rules, exactly: limit is not null));
        var condition = Condition.Or(reading.Appearances.Select(appearance => filter.Of(appearance.Filters)));
        if (condition.Sql?.Length > MaxSqlLength)
            condition = Condition.Nothing;
        var hasNoFilter = reading.Appearances is [{ Filters.Count: 0 }];
        return new PushedCondition
        {
            WhereSql = condition.Sql,
            Limit = hasNoFilter || condition is { Sql: not null, IsExact: true } ? limit : null,
            FixedColumns = condition.FixedColumns,
            Filters = condition is { Text: { } text } ? Shown(condition.IsList ? $"optional: {text}" : text) : null,
        };
    }

    private static string Shown(string text)
    {
        var line = string.Concat(text.Select(one => char.IsControl(one) ? ' ' : one));
        return line.Length <= MaxTextLength ? line : string.Concat(line.AsSpan(0, MaxTextLength), "…");
    }
}
