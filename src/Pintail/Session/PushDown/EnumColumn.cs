using System.Numerics;
using System.Text;
using Pintail.Postgres;

namespace Pintail.Session.PushDown;

/// <summary>
/// An enum, whose labels are known: whatever DuckDB compares it with, as itself or as a text, is a choice of labels.
/// Labels are literals without a type, which take the column's: the role may not be allowed to name it.
/// </summary>
/// <param name="labels">In their order, which is the same in both.</param>
/// <param name="isText">The plan compares the labels' texts.</param>
internal sealed class EnumColumn(AttachedColumn column, IReadOnlyList<string> labels, bool isText)
    : ComparedColumn(column)
{
    /// <summary>Of labels named in one condition; a filter that chooses among so many saves little.</summary>
    private const int MaxNamed = 100;

    private readonly AttachedColumn _column = column;

    protected override string TypeId => "ENUM";

    public override ComparedColumn? CastTo(PlanType from, PlanType to) =>
        to.Id == "VARCHAR" && !isText ? new EnumColumn(_column, labels, isText: true) : null;

    public override Condition Compare(ComparisonKind kind, PlanConstant constant) =>
        Comparer(constant) is { } sign ? Chosen(index => kind.Holds(sign(index))) : Condition.Nothing;

    public override Condition AnyOf(IReadOnlyList<PlanConstant> values) => Among(values, wanted: true);

    public override Condition NoneOf(IReadOnlyList<PlanConstant> values) => Among(values, wanted: false);

    private Condition Among(IReadOnlyList<PlanConstant> values, bool wanted)
    {
        var signs = values.Select(Comparer).ToList();
        return signs.Contains(null)
            ? Condition.Nothing
            : Chosen(index => signs.Exists(sign => sign!(index) == 0) == wanted);
    }

    /// <summary>By a label's index, how it compares with the constant; null when it does not.</summary>
    private Func<int, int>? Comparer(PlanConstant constant) =>
        (isText, constant) switch
        {
            (true, { Type.Id: "VARCHAR", Value: string text }) => index => Compare(labels[index], text),
            (false, { Type.Id: "ENUM", Value: BigInteger position }) when constant.Type.Labels.SequenceEqual(labels) =>
                index => index.CompareTo((int)position),
            _ => null,
        };

    // By bytes of UTF-8, as DuckDB does.
    private static int Compare(string left, string right) =>
        Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));

    private Condition Chosen(Predicate<int> isChosen)
    {
        var chosen = labels.Where((_, index) => isChosen(index)).ToList();
        if (chosen.Count == 0)
            return Condition.Never;
        if (chosen.Count == labels.Count)
            return WhereNull(isNull: false);
        if (chosen.Count <= MaxNamed)
            return Condition.Or(chosen.Select(label => Single(ComparisonKind.Equal, label)));
        var others = labels.Where((_, index) => !isChosen(index)).ToList();
        return others.Count <= MaxNamed
            ? Condition.And(others.Select(label => Single(ComparisonKind.NotEqual, label)))
            : Condition.Nothing;
    }

    private Condition Single(ComparisonKind kind, string label) =>
        new($"{Sql} {kind.Sql()} {SqlText.Literal(label)}", Text, IsExact: true);
}
