using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>A statement as the server described it, before it is run.</summary>
/// <param name="Columns">Null when the statement gives no rows at all. Their numbers count from 1.</param>
public sealed record DescribedStatement(int ParameterCount, IReadOnlyList<Column>? Columns)
{
    /// <summary>Whether the server describes it alike now: rows could else be read as what they are not.</summary>
    internal bool IsStill(StatementDescription found) =>
        found.ParameterTypes.Count == ParameterCount
        && (found.Columns is null) == (Columns is null)
        && (
            Columns is null
            || Columns.Count == found.Columns!.Count && Columns.Zip(found.Columns, IsStill).All(isStill => isStill)
        );

    private static bool IsStill(Column planned, ResultColumn found) =>
        planned.Name == found.Name
        && planned.Type.Oid == found.Type
        && (found.TypeModifier == planned.TypeModifier || found.TypeModifier == ResultColumn.UnknownModifier);
}
