// From an expression of a plan to a condition that Postgres carries out. Two questions are asked of an expression: for
// which rows can it be true, and for which can it be false; NOT exchanges them. So an answer never has to be exact, only
// large enough, at every level: no row for which a filter is true is lost, NULLs and three-valued logic included.

namespace Pintail.Session.PushDown;

/// <summary>Translates filters over one relation.</summary>
/// <param name="columns">By the index of a <see cref="ScanColumn"/>.</param>
internal sealed class FilterSql(IReadOnlyList<ComparedColumn> columns)
{
    /// <summary>Holds for all rows that every filter keeps; exact when it holds for no others.</summary>
    public Condition Of(IEnumerable<PlanExpression> filters) =>
        Condition.And(filters.Select(filter => Where(filter, wanted: true)));

    /// <summary>Where the expression can have this value (and is not NULL).</summary>
    private Condition Where(PlanExpression expression, bool wanted) =>
        expression switch
        {
            Conjunction { IsAnd: false } either when AsList(either) is { } list => WhereIn(list, wanted),
            Conjunction conjunction => Combine(
                conjunction.Children.Select(child => Where(child, wanted)),
                isAnd: conjunction.IsAnd == wanted
            ),
            NotExpression negation => Where(negation.Child, !wanted),
            NullTest { Child: ScanColumn column } test => At(column)?.WhereNull(test.IsNot != wanted)
                ?? Condition.Nothing,
            Comparison comparison => Compare(comparison, wanted),
            InList list => WhereIn(list, wanted),
            FunctionCall call => Match(call, wanted),
            ScanColumn { Type.Id: "BOOLEAN" } column => Compare(
                ComparisonKind.Equal,
                column,
                new PlanConstant(column.Type, wanted)
            ),
            PlanConstant { Type.Id: "BOOLEAN" } constant when !Equals(constant.Value, wanted) => Condition.Never,
            _ => Condition.Nothing,
        };

    private static Condition Combine(IEnumerable<Condition> parts, bool isAnd) =>
        isAnd ? Condition.And(parts) : Condition.Or(parts);

    private Condition Compare(Comparison comparison, bool wanted)
    {
        var kind = wanted ? comparison.Kind : comparison.Kind.Opposite();
        return (comparison.Left, comparison.Right) switch
        {
            (PlanConstant constant, var other) => Compare(kind.Mirrored(), other, constant),
            (var other, PlanConstant constant) => Compare(kind, other, constant),
            var (left, right) => Column(left) is { } one && Column(right) is { } two
                ? one.Compare(kind, two)
                : Condition.Nothing,
        };
    }

    private Condition Compare(ComparisonKind kind, PlanExpression operand, PlanConstant constant)
    {
        if (Column(operand) is not { } column)
            return Condition.Nothing;
        return (kind, constant.IsNull) switch
        {
            (ComparisonKind.Distinct, true) => column.WhereNull(isNull: false),
            (ComparisonKind.NotDistinct, true) => column.WhereNull(isNull: true),
            (_, true) => Condition.Never,
            (ComparisonKind.Distinct, false) => Labelled(
                Condition.Or([column.Compare(ComparisonKind.NotEqual, constant), column.WhereNull(isNull: true)]),
                $"{column.Text} {kind.Text()} {constant.Text}"
            ),
            (ComparisonKind.NotDistinct, false) => Labelled(
                column.Compare(ComparisonKind.Equal, constant),
                $"{column.Text} {kind.Text()} {constant.Text}"
            ),
            (ComparisonKind.Equal, false) => Labelled(
                column.Compare(kind, constant) with
                {
                    FixedColumns = [column.Sql],
                },
                $"{column.Text} {kind.Text()} {constant.Text}"
            ),
            _ => Labelled(column.Compare(kind, constant), $"{column.Text} {kind.Text()} {constant.Text}"),
        };
    }

    private Condition WhereIn(InList list, bool wanted)
    {
        if (Column(list.Child) is not { } column)
            return Condition.Nothing;
        // Beside a NULL, what is not among the values is NULL.
        if (!wanted && list.Values.Any(value => value.IsNull))
            return Condition.Never;
        PlanConstant[] values = [.. list.Values.Where(value => !value.IsNull)];
        if (values.Length == 0)
            return Condition.Never;
        var condition = wanted ? column.AnyOf(values) : column.NoneOf(values);
        var text =
            $"({column.Text} {(wanted ? "IN" : "NOT IN")} ({string.Join(", ", values.Select(one => one.Text))}))";
        if (list.IsList)
            return Labelled(condition, text) with { IsList = wanted && !condition.IsNever };
        var (sign, word) = wanted ? ("=", " OR ") : ("!=", " AND ");
        return Labelled(
            condition,
            $"({string.Join(word, values.Select(one => $"({column.Text} {sign} {one.Text})"))})"
        );
    }

    // The optimizer makes comparisons of a short IN list; the statement has no place for them.
    private static InList? AsList(Conjunction either)
    {
        var comparisons = either.Children.OfType<Comparison>().Where(one => one.Kind == ComparisonKind.Equal).ToList();
        return
            comparisons.Count == either.Children.Count
            && comparisons.All(one => one is { Right: PlanConstant } && one.Left == comparisons[0].Left)
            ? new InList(
                comparisons[0].Left,
                [.. comparisons.Select(one => (PlanConstant)one.Right)],
                IsList: comparisons.TrueForAll(one => !one.IsWritten)
            )
            : null;
    }

    private Condition Match(FunctionCall call, bool wanted)
    {
        if (call.Arguments is not [var operand, PlanConstant { Type.Id: "VARCHAR" } constant, .. var rest])
            return Condition.Nothing;
        if (Column(operand) is not { } column)
            return Condition.Nothing;
        if (constant.IsNull || rest.Any(argument => argument is PlanConstant { IsNull: true }))
            return Condition.Never;
        var escape = rest is [PlanConstant { Value: string character }] ? character : null;
        if (TextPattern.Of(call.Name, (string)constant.Value!, escape, rest.Length) is not { } pattern)
            return Condition.Nothing;
        var isMatch = pattern.IsNegated != wanted;
        var text =
            $"{call.Name}({column.Text}, {string.Join(", ", call.Arguments.Skip(1).OfType<PlanConstant>().Select(one => one.Text))})";
        return Labelled(column.Match(pattern, isMatch), wanted ? text : $"(NOT {text})");
    }

    /// <summary>The column, as the values that the expression gives compare like its own; null when they do not.</summary>
    private ComparedColumn? Column(PlanExpression expression) =>
        expression switch
        {
            ScanColumn column => At(column)?.As(column.Type),
            CastExpression { Child: ScanColumn column, Type: var type } => At(column)
                ?.As(column.Type)
                ?.CastTo(column.Type, type),
            _ => null,
        };

    /// <summary>Null for one that the relation does not have.</summary>
    private ComparedColumn? At(ScanColumn column) => column.Index < columns.Count ? columns[column.Index] : null;

    private static Condition Labelled(Condition condition, string text) =>
        condition.Sql is null || condition.IsNever ? condition : condition with { Text = text };
}
