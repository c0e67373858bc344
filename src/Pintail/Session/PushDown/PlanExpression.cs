namespace Pintail.Session.PushDown;

/// <summary>
/// An expression over the columns of one scan, as far as its meaning is known; everything else is <see cref="Unknown"/>.
/// </summary>
internal abstract record PlanExpression
{
    public static PlanExpression Unknown { get; } = new UnknownExpression();
}

internal sealed record UnknownExpression : PlanExpression;

/// <param name="Index">Of the columns that the scan was bound with.</param>
internal sealed record ScanColumn(int Index, PlanType Type) : PlanExpression;

/// <summary>A cast that fails where it does not fit.</summary>
internal sealed record CastExpression(PlanExpression Child, PlanType Type) : PlanExpression;

/// <param name="IsWritten">The statement has it at this place; the optimizer's own, as for IN, have none.</param>
internal sealed record Comparison(ComparisonKind Kind, PlanExpression Left, PlanExpression Right, bool IsWritten)
    : PlanExpression;

/// <summary>AND or OR.</summary>
internal sealed record Conjunction(bool IsAnd, IReadOnlyList<PlanExpression> Children) : PlanExpression;

internal sealed record NotExpression(PlanExpression Child) : PlanExpression;

internal sealed record NullTest(PlanExpression Child, bool IsNot) : PlanExpression;

/// <summary>child = ANY (values); the values may include NULLs.</summary>
/// <param name="IsList">Written as IN, not as several comparisons.</param>
internal sealed record InList(PlanExpression Child, IReadOnlyList<PlanConstant> Values, bool IsList) : PlanExpression;

/// <param name="Name">As the catalog of DuckDB names it: prefix, ~~.</param>
internal sealed record FunctionCall(string Name, PlanExpression[] Arguments) : PlanExpression;
