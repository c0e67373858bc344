namespace Pintail.Session.PushDown;

/// <summary>
/// real and double precision. Both sides take NaN for equal to itself and above all numbers, and the two zeros for one.
/// </summary>
/// <param name="literalType">FLOAT or DOUBLE, which constants must have: the column's own, or wider.</param>
internal sealed class FloatColumn(AttachedColumn column, string typeId, string literalType)
    : LiteralColumn(column, typeId, literalType == "FLOAT" ? "float4" : "float8")
{
    private readonly AttachedColumn _column = column;

    public override ComparedColumn? CastTo(PlanType from, PlanType to) =>
        to.Id == "DOUBLE" ? new FloatColumn(_column, TypeId, to.Id) : null;

    // Operators over real and double precision widen the first, as DuckDB does.
    public override Condition Compare(ComparisonKind kind, ComparedColumn other) =>
        other is FloatColumn && ComparesWithColumns(kind)
            ? new Condition($"{Sql} {kind.Sql()} {other.Sql}", $"{Text} {kind.Text()} {other.Text}", IsExact: true)
            : Condition.Nothing;

    protected override string? Literal(PlanConstant constant) =>
        constant.Type.Id == literalType ? LiteralText.Of(constant, literalType) : null;
}
