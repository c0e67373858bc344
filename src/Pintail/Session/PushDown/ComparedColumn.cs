using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Types;

namespace Pintail.Session.PushDown;

/// <summary>
/// A column of an attached relation, and what Postgres can be asked of it such that the answer holds for DuckDB's value.
/// This one stands for all columns of which nothing but NULL can be asked.
/// </summary>
internal class ComparedColumn(AttachedColumn column)
{
    /// <summary>Quoted.</summary>
    public string Sql { get; } = SqlText.Identifier(column.Mapping.Column.Name);

    /// <summary>As DuckDB's EXPLAIN writes it.</summary>
    public string Text { get; } = IsPlain(column.Name) ? column.Name : DuckDBText.Identifier(column.Name);

    /// <summary>DuckDB's type of the column itself; null: not compared at all.</summary>
    protected virtual string? TypeId => null;

    private bool IsRow { get; } = TypeTable.Base(column.Mapping.Column.Type, -1, 0).Type.Kind == TypeKind.Composite;

    private bool MakesNulls { get; } = column.Mapping.Type.MakesNulls;

    /// <summary>Where the column is NULL, or is not.</summary>
    public Condition WhereNull(bool isNull)
    {
        if (isNull && MakesNulls)
            return Condition.Nothing;
        // A row of NULLs IS NULL, but is a value.
        var test = (IsRow, isNull) switch
        {
            (true, true) => "IS NOT DISTINCT FROM NULL",
            (true, false) => "IS DISTINCT FROM NULL",
            (false, true) => "IS NULL",
            (false, false) => "IS NOT NULL",
        };
        return new Condition($"{Sql} {test}", $"{Text} IS {(isNull ? "" : "NOT ")}NULL", IsExact: !MakesNulls);
    }

    /// <summary>This, when the plan sees the column with the type that it is compared as.</summary>
    public ComparedColumn? As(PlanType type) => TypeId == type.Id ? this : null;

    /// <summary>What compares as the cast's result does; null when there is no such thing.</summary>
    public virtual ComparedColumn? CastTo(PlanType from, PlanType to) => null;

    /// <param name="kind">None of those that tell NULL apart.</param>
    /// <param name="constant">Not NULL.</param>
    public virtual Condition Compare(ComparisonKind kind, PlanConstant constant) => Condition.Nothing;

    public virtual Condition Compare(ComparisonKind kind, ComparedColumn other) => Condition.Nothing;

    public virtual Condition AnyOf(IReadOnlyList<PlanConstant> values) =>
        Condition.Or(values.Select(value => Compare(ComparisonKind.Equal, value)));

    public virtual Condition NoneOf(IReadOnlyList<PlanConstant> values) =>
        Condition.And(values.Select(value => Compare(ComparisonKind.NotEqual, value)));

    public virtual Condition Match(TextPattern pattern, bool isMatch) => Condition.Nothing;

    private static bool IsPlain(string name) =>
        name.Length > 0
        && !char.IsAsciiDigit(name[0])
        && name.All(one => char.IsAsciiLetterLower(one) || char.IsAsciiDigit(one) || one == '_');
}
