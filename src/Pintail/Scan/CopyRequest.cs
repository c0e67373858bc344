using Pintail.Copy;
using Pintail.Postgres;
using Pintail.Types;
using Pintail.Wire;

namespace Pintail.Scan;

/// <summary>What a copy reads: columns, and the COPY statements that give them, each a part of the rows.</summary>
internal sealed record CopyRequest(
    IReadOnlyList<CopyColumn> Columns,
    IReadOnlyList<string> Statements,
    long? ExpectedRows
)
{
    /// <summary>How a worker begins to read one of the statements.</summary>
    public Func<SnapshotWorker, string, ICopyRows> Start { get; init; } = (worker, copySql) => worker.Copy(copySql);

    public static CopyColumn Column(string name, ColumnMapping mapping, bool foldContent = false) =>
        new(name, mapping.CreateLogicalType, mapping.CreateDecoder)
        {
            CreateFold = foldContent ? () => new FieldFold(mapping.CreateCanonical()) : null,
        };
}
