using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>A table that a run is done with, and what publishing it takes.</summary>
internal sealed record LoadedTable(TablePlan Plan, TableResult Result)
{
    /// <summary>The new table, or the rows that changed; null when there is none.</summary>
    public TargetTable? Staging { get; init; }

    /// <summary>Keys of the rows of the target that the source has no more; null where there are none.</summary>
    public TargetTable? Gone { get; init; }

    /// <summary>What was compared; null when nothing was.</summary>
    public string? Proof { get; init; }

    public bool IsLoaded => Result.Status == TableStatus.Loaded;
}
