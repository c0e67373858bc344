using Pintail.Postgres;

namespace Pintail.Session.PushDown;

/// <summary>
/// A column whose values Postgres and DuckDB compare alike, with constants as literals of the column's own type, so that an
/// index is used.
/// </summary>
/// <param name="typeId">DuckDB's type.</param>
/// <param name="postgresType">In pg_catalog.</param>
internal class LiteralColumn(AttachedColumn column, string typeId, string postgresType) : ComparedColumn(column)
{
    protected override string TypeId => typeId;

    /// <summary>Columns of equal names compare with each other.</summary>
    protected string PostgresType => postgresType;

    /// <summary>The column as an operand of = and &lt;&gt;.</summary>
    protected virtual string EqualSql => Sql;

    /// <summary>What Postgres' input function of the type reads as the value; null: it has none, and nothing is asked.</summary>
    protected virtual string? Literal(PlanConstant constant) => LiteralText.Of(constant, typeId);

    public override Condition Compare(ComparisonKind kind, PlanConstant constant) =>
        Literal(constant) is { } literal
            ? Exactly($"{Sql} {kind.Sql()} {Typed(literal)}", kind, constant)
            : Condition.Nothing;

    public override Condition Compare(ComparisonKind kind, ComparedColumn other) =>
        other is LiteralColumn same && same.PostgresType == PostgresType && ComparesWithColumns(kind)
            ? new Condition($"{Sql} {kind.Sql()} {same.Sql}", $"{Text} {kind.Text()} {same.Text}", IsExact: true)
            : Condition.Nothing;

    public override Condition AnyOf(IReadOnlyList<PlanConstant> values) => Among(values, "OPERATOR(pg_catalog.=) ANY");

    public override Condition NoneOf(IReadOnlyList<PlanConstant> values) =>
        Among(values, "OPERATOR(pg_catalog.<>) ALL");

    protected static bool ComparesWithColumns(ComparisonKind kind) =>
        kind is not (ComparisonKind.Distinct or ComparisonKind.NotDistinct);

    protected string Typed(string literal) => $"{SqlText.Literal(literal)}::pg_catalog.{postgresType}";

    protected Condition Exactly(string sql, ComparisonKind kind, PlanConstant constant) =>
        new(sql, $"{Text} {kind.Text()} {constant.Text}", IsExact: true);

    private Condition Among(IReadOnlyList<PlanConstant> values, string test)
    {
        var literals = new List<string>(values.Count);
        foreach (var value in values)
        {
            if (Literal(value) is not { } literal)
                return Condition.Nothing;
            literals.Add(SqlText.Literal(literal));
        }
        return literals.Count == 0
            ? Condition.Nothing
            : new Condition(
                $"{Sql} {test} (ARRAY[{string.Join(", ", literals)}]::pg_catalog.{postgresType}[])",
                Text,
                IsExact: true
            );
    }
}
