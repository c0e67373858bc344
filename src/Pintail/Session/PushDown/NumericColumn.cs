using System.Numerics;

namespace Pintail.Session.PushDown;

/// <summary>
/// numeric that is read as DECIMAL. Postgres compares numerics exactly, whatever their scales. What no DECIMAL holds (NaN,
/// more digits than a column without a declared precision is read with) ends a scan that meets it; a row that Postgres
/// leaves out is not met.
/// </summary>
internal sealed class NumericColumn(AttachedColumn column) : LiteralColumn(column, "DECIMAL", "numeric")
{
    // Fewer digits behind the point would round.
    public override ComparedColumn? CastTo(PlanType from, PlanType to) =>
        to.IsDecimal && to.Scale >= from.Scale ? this : null;

    protected override string? Literal(PlanConstant constant) =>
        constant.Value is BigInteger digits && (constant.Type.IsDecimal || constant.Type.IsWholeNumber)
            ? DecimalText.Of(digits, constant.Type.Scale)
            : null;
}
