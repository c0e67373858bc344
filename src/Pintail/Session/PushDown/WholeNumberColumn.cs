using System.Globalization;
using System.Numerics;

namespace Pintail.Session.PushDown;

/// <summary>
/// smallint, integer, bigint, oid. DuckDB compares with any number by widening the column; here the constant is brought into
/// the column's type instead, so that an index is used and no constant is out of range.
/// </summary>
/// <param name="isDoubleExact">Every value is a DOUBLE.</param>
internal sealed class WholeNumberColumn(
    AttachedColumn column,
    string typeId,
    string postgresType,
    BigInteger least,
    BigInteger most,
    bool isDoubleExact
) : LiteralColumn(column, typeId, postgresType)
{
    private enum Place
    {
        Below,
        Within,
        Above,
    }

    // A cast to another whole number or to a DECIMAL gives the same number, or fails.
    public override ComparedColumn? CastTo(PlanType from, PlanType to) =>
        to.IsWholeNumber || to.IsDecimal || isDoubleExact && to.Id == "DOUBLE" ? this : null;

    public override Condition Compare(ComparisonKind kind, PlanConstant constant)
    {
        if (Locate(constant) is not { } found)
            return Condition.Nothing;
        var (place, floor, isWhole) = found;
        var isBelow = kind is ComparisonKind.Less or ComparisonKind.LessOrEqual;
        if (place == Place.Within && isWhole)
            return new Condition($"{Sql} {kind.Sql()} {Typed(Digits(floor))}", Text, IsExact: true);
        if (kind == ComparisonKind.Equal)
            return Condition.Never;
        if (kind == ComparisonKind.NotEqual)
            return WhereNull(isNull: false);
        if (place != Place.Within)
            return isBelow == (place == Place.Above) ? WhereNull(isNull: false) : Condition.Never;
        // Above 5.5 is above 5, and below 5.5 is 5 or below.
        var whole = isBelow ? ComparisonKind.LessOrEqual : ComparisonKind.Greater;
        return new Condition($"{Sql} {whole.Sql()} {Typed(Digits(floor))}", Text, IsExact: true);
    }

    public override Condition Compare(ComparisonKind kind, ComparedColumn other) =>
        other is WholeNumberColumn whole
        && ComparesWithColumns(kind)
        && (whole.PostgresType == PostgresType || whole.PostgresType != "oid" && PostgresType != "oid")
            ? new Condition($"{Sql} {kind.Sql()} {whole.Sql}", $"{Text} {kind.Text()} {whole.Text}", IsExact: true)
            : Condition.Nothing;

    public override Condition AnyOf(IReadOnlyList<PlanConstant> values) =>
        Possible(values) switch
        {
            null => Condition.Nothing,
            { Count: 0 } => Condition.Never,
            { } possible => base.AnyOf(possible),
        };

    public override Condition NoneOf(IReadOnlyList<PlanConstant> values) =>
        Possible(values) switch
        {
            null => Condition.Nothing,
            { Count: 0 } => WhereNull(isNull: false),
            { } possible => base.NoneOf(possible),
        };

    protected override string? Literal(PlanConstant constant) =>
        Locate(constant) is (Place.Within, var number, true) ? Digits(number) : null;

    /// <summary>Those that the column can have; null when some are no numbers.</summary>
    private List<PlanConstant>? Possible(IReadOnlyList<PlanConstant> values) =>
        values.Any(value => Locate(value) is null)
            ? null
            : [.. values.Where(value => Locate(value) is (Place.Within, _, true))];

    private (Place Place, BigInteger Floor, bool IsWhole)? Locate(PlanConstant constant)
    {
        switch (constant.Value)
        {
            // NaN is above all numbers, in DuckDB as in Postgres.
            case double number when double.IsNaN(number) || double.IsPositiveInfinity(number):
                return (Place.Above, 0, true);
            case double number when double.IsNegativeInfinity(number):
                return (Place.Below, 0, true);
            case double number:
                return Located(new BigInteger(Math.Floor(number)), double.IsInteger(number));
            case BigInteger digits when constant.Type.IsWholeNumber:
                return Located(digits, isWhole: true);
            case BigInteger digits when constant.Type.IsDecimal:
                var (floor, isWhole) = DecimalText.Floor(digits, constant.Type.Scale);
                return Located(floor, isWhole);
            default:
                return null;
        }
    }

    private (Place, BigInteger, bool) Located(BigInteger floor, bool isWhole) =>
        (
            floor > most ? Place.Above
            : floor < least ? Place.Below
            : Place.Within,
            floor,
            isWhole
        );

    private static string Digits(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);
}
