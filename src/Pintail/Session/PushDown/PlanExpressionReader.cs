using System.Text.Json;

namespace Pintail.Session.PushDown;

/// <summary>Expressions of a plan, whose references count the columns of what stands below.</summary>
internal static class PlanExpressionReader
{
    /// <param name="below">The columns that references mean.</param>
    public static PlanExpression Read(JsonElement expression, IReadOnlyList<PlanExpression> below) =>
        PlanJson.Text(expression, "expression_class") switch
        {
            "BOUND_REF" => ReadReference(expression, below),
            "BOUND_CONSTANT" => Constant(expression),
            "BOUND_COMPARISON" => ReadComparison(expression, below),
            "BOUND_BETWEEN" => ReadBetween(expression, below),
            "BOUND_CONJUNCTION" => ReadConjunction(expression, below),
            "BOUND_OPERATOR" => ReadOperator(expression, below),
            "BOUND_CAST" => ReadCast(expression, below),
            "BOUND_FUNCTION" => ReadFunction(expression, below),
            _ => PlanExpression.Unknown,
        };

    private static PlanExpression ReadReference(JsonElement expression, IReadOnlyList<PlanExpression> below) =>
        PlanJson.Index(expression, "index") is { } index && index < below.Count ? below[index] : PlanExpression.Unknown;

    private static PlanExpression Constant(JsonElement expression) =>
        expression.TryGetProperty("value", out var value) && PlanConstantReader.Read(value) is { } constant
            ? constant
            : PlanExpression.Unknown;

    private static PlanExpression ReadComparison(JsonElement expression, IReadOnlyList<PlanExpression> below) =>
        Kind(PlanJson.Text(expression, "type")) is { } kind
            ? new Comparison(
                kind,
                Part(expression, "left", below),
                Part(expression, "right", below),
                !PlanJson.IsUnset(expression, "query_location")
            )
            : PlanExpression.Unknown;

    private static ComparisonKind? Kind(string? type) =>
        type switch
        {
            "COMPARE_EQUAL" => ComparisonKind.Equal,
            "COMPARE_NOTEQUAL" => ComparisonKind.NotEqual,
            "COMPARE_LESSTHAN" => ComparisonKind.Less,
            "COMPARE_LESSTHANOREQUALTO" => ComparisonKind.LessOrEqual,
            "COMPARE_GREATERTHAN" => ComparisonKind.Greater,
            "COMPARE_GREATERTHANOREQUALTO" => ComparisonKind.GreaterOrEqual,
            "COMPARE_DISTINCT_FROM" => ComparisonKind.Distinct,
            "COMPARE_NOT_DISTINCT_FROM" => ComparisonKind.NotDistinct,
            _ => null,
        };

    // input BETWEEN lower AND upper is two comparisons, each with its bound or without it.
    private static PlanExpression ReadBetween(JsonElement expression, IReadOnlyList<PlanExpression> below)
    {
        var input = Part(expression, "input", below);
        var lower = PlanJson.IsTrue(expression, "lower_inclusive")
            ? ComparisonKind.GreaterOrEqual
            : ComparisonKind.Greater;
        var upper = PlanJson.IsTrue(expression, "upper_inclusive") ? ComparisonKind.LessOrEqual : ComparisonKind.Less;
        return new Conjunction(
            IsAnd: true,
            [
                new Comparison(lower, input, Part(expression, "lower", below), IsWritten: true),
                new Comparison(upper, input, Part(expression, "upper", below), IsWritten: true),
            ]
        );
    }

    private static PlanExpression ReadConjunction(JsonElement expression, IReadOnlyList<PlanExpression> below) =>
        PlanJson.Text(expression, "type") switch
        {
            "CONJUNCTION_AND" => new Conjunction(IsAnd: true, Children(expression, below)),
            "CONJUNCTION_OR" => new Conjunction(IsAnd: false, Children(expression, below)),
            _ => PlanExpression.Unknown,
        };

    private static PlanExpression ReadOperator(JsonElement expression, IReadOnlyList<PlanExpression> below) =>
        (PlanJson.Text(expression, "type"), Children(expression, below)) switch
        {
            ("OPERATOR_NOT", [var child]) => new NotExpression(child),
            ("OPERATOR_IS_NULL", [var child]) => new NullTest(child, IsNot: false),
            ("OPERATOR_IS_NOT_NULL", [var child]) => new NullTest(child, IsNot: true),
            ("COMPARE_IN", [var child, .. var values]) when values.All(value => value is PlanConstant) => new InList(
                child,
                [.. values.Cast<PlanConstant>()],
                IsList: true
            ),
            _ => PlanExpression.Unknown,
        };

    // What a cast that gives NULL where it does not fit means is another question.
    private static PlanExpression ReadCast(JsonElement expression, IReadOnlyList<PlanExpression> below) =>
        expression.TryGetProperty("try_cast", out var isTry)
        && isTry.ValueKind == JsonValueKind.False
        && expression.TryGetProperty("return_type", out var type)
            ? new CastExpression(Part(expression, "child", below), PlanConstantReader.ReadType(type))
            : PlanExpression.Unknown;

    private static PlanExpression ReadFunction(JsonElement expression, IReadOnlyList<PlanExpression> below) =>
        PlanJson.Text(expression, "name") is { } name
            ? new FunctionCall(name, Children(expression, below))
            : PlanExpression.Unknown;

    private static PlanExpression[] Children(JsonElement expression, IReadOnlyList<PlanExpression> below) =>
        [.. PlanJson.Items(expression, "children").Select(child => Read(child, below))];

    private static PlanExpression Part(JsonElement expression, string name, IReadOnlyList<PlanExpression> below) =>
        expression.TryGetProperty(name, out var part) ? Read(part, below) : PlanExpression.Unknown;
}
