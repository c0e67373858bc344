using Pintail.Postgres;

namespace Pintail.Session.PushDown;

/// <summary>
/// text, varchar, name, char(n), citext. DuckDB compares bytes. Postgres does under the collation C; its = under any other
/// collation holds for equal bytes too, and perhaps for more, and uses an index: so = is asked plainly, and everything else
/// under C. What DuckDB sees of a char(n) has no blanks at the end, as Postgres' own cast to text.
/// </summary>
/// <param name="postgresType">In pg_catalog, of constants that = compares with; null: as text under C only.</param>
/// <param name="exactly">Where the collation could let more rows through, they are tested a second time.</param>
internal sealed class TextColumn(AttachedColumn column, string? postgresType, TextRules rules, bool exactly)
    : ComparedColumn(column)
{
    private const string TextType = "text";

    private bool IsPadded => postgresType == "bpchar";

    protected override string TypeId => "VARCHAR";

    private string BytesSql =>
        $"{(postgresType == TextType ? Sql : $"{Sql}::pg_catalog.text")} COLLATE pg_catalog.\"C\"";

    public override Condition Compare(ComparisonKind kind, PlanConstant constant)
    {
        if (constant is not { Type.Id: "VARCHAR", Value: string value })
            return Condition.Nothing;
        if (!IsPossible(value))
        {
            return kind switch
            {
                ComparisonKind.Equal => Condition.Never,
                ComparisonKind.NotEqual => WhereNull(isNull: false),
                _ when value.Contains('\0') => Condition.Nothing,
                _ => CompareBytes(kind, value),
            };
        }
        return kind == ComparisonKind.Equal ? Equal([value]) : CompareBytes(kind, value);
    }

    public override Condition Compare(ComparisonKind kind, ComparedColumn other) =>
        other is TextColumn text && rules.IsUtf8 && kind is not (ComparisonKind.Distinct or ComparisonKind.NotDistinct)
            ? new Condition(
                $"{BytesSql} {kind.Sql()} {text.BytesSql}",
                $"{Text} {kind.Text()} {text.Text}",
                IsExact: true
            )
            : Condition.Nothing;

    public override Condition AnyOf(IReadOnlyList<PlanConstant> values) =>
        Possible(values) switch
        {
            null => Condition.Nothing,
            [] => Condition.Never,
            var possible => Equal(possible),
        };

    public override Condition NoneOf(IReadOnlyList<PlanConstant> values) =>
        Possible(values) switch
        {
            null => Condition.Nothing,
            [] => WhereNull(isNull: false),
            var possible when rules.IsUtf8 => Exact(
                $"{BytesSql} OPERATOR(pg_catalog.<>) ALL {List(possible, TextType)}"
            ),
            _ => Condition.Nothing,
        };

    public override Condition Match(TextPattern pattern, bool isMatch) =>
        rules.IsUtf8 && !pattern.LikeSql.Contains('\0')
            ? Exact($"{BytesSql} OPERATOR(pg_catalog.{(isMatch ? "~~" : "!~~")}) {Typed(pattern.LikeSql, TextType)}")
            : Condition.Nothing;

    /// <summary>A column can have the value: Postgres' texts have no U+0000, and a char(n) shows no blank at its end.</summary>
    private bool IsPossible(string value) => !value.Contains('\0') && !(IsPadded && value.EndsWith(' '));

    /// <summary>Null when there is one that the server may not read, or that is no text.</summary>
    private string[]? Possible(IReadOnlyList<PlanConstant> values) =>
        values.All(one =>
            one is { Type.Id: "VARCHAR", Value: string value } && (!IsPossible(value) || rules.CanEqual(value))
        )
            ? [.. values.Select(one => (string)one.Value!).Where(IsPossible)]
            : null;

    private Condition CompareBytes(ComparisonKind kind, string value) =>
        rules.IsUtf8 ? Exact($"{BytesSql} {kind.Sql()} {Typed(value, TextType)}") : Condition.Nothing;

    private Condition Equal(string[] values)
    {
        if (!values.All(rules.CanEqual))
            return Condition.Nothing;
        var type = postgresType ?? TextType;
        var equal = $"OPERATOR(pg_catalog.=) {Operand(values, type)}";
        if (postgresType is null)
            return rules.IsUtf8 ? Exact($"{BytesSql} {equal}") : Condition.Nothing;
        var plain = new Condition($"{Sql} {equal}", Text, IsExact: false);
        return exactly && rules.IsUtf8
            ? Exact($"{plain.Sql} AND {BytesSql} OPERATOR(pg_catalog.=) {Operand(values, TextType)}")
            : plain;
    }

    private Condition Exact(string sql) => new(sql, Text, IsExact: true);

    private static string Operand(string[] values, string type) =>
        values is [var one] ? Typed(one, type) : $"ANY {List(values, type)}";

    private static string List(string[] values, string type) =>
        $"(ARRAY[{string.Join(", ", values.Select(SqlText.Literal))}]::pg_catalog.{type}[])";

    private static string Typed(string value, string type) => $"{SqlText.Literal(value)}::pg_catalog.{type}";
}
