using Pintail.Copy;
using Pintail.Types;

namespace Pintail.Mirror;

/// <summary>What a copy reads: columns, and the COPY statements that give them, each a part of the rows.</summary>
internal sealed record CopyRequest(
    IReadOnlyList<CopyColumn> Columns,
    IReadOnlyList<string> Statements,
    long? ExpectedRows
)
{
    /// <summary>All rows of a table.</summary>
    /// <param name="foldContent">Fingerprint every column on the way in.</param>
    public static CopyRequest For(TablePlan plan, bool foldContent) =>
        new(
            [.. plan.Columns.Select(column => Column(column.Name, column.Mapping, foldContent))],
            [.. plan.Ranges.Select(range => CopyStatement.For(plan, range))],
            plan.ExpectedRows
        );

    public static CopyColumn Column(string name, ColumnMapping mapping, bool foldContent = false) =>
        new(name, mapping.CreateLogicalType, mapping.CreateDecoder)
        {
            CreateFold = foldContent ? () => new FieldFold(mapping.CreateCanonical()) : null,
        };
}
