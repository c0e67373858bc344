namespace Pintail.Mirror;

public enum FindingSeverity
{
    /// <summary>Worth knowing; nothing is missing.</summary>
    Note,

    /// <summary>Something is not copied or not as it is in Postgres; --strict makes it an error.</summary>
    Warning,

    /// <summary>A table that was asked for cannot be copied: the run ends with exit 1.</summary>
    Error,
}

/// <summary>What was found while planning. The names are stable: JSON prints them in snake_case.</summary>
public enum FindingKind
{
    NotReadable,
    RowSecurity,
    ViewSkipped,
    ForeignTableSkipped,
    NoColumns,
    FilterMatchesNothing,
    PartitionsSkipped,
    RenameMatchesNothing,
    NameCollision,
    ColumnCollision,
    TargetInTheWay,
    ReservedName,
    ColumnAsText,
    ColumnWidened,
    ColumnRefused,
    ForeignPartition,
    UnloggedOnStandby,
    NotLocked,
    SourceGone,
    SnapshotNotShared,
}

/// <param name="Relation">schema.table at the source; null when it concerns the run.</param>
/// <param name="Remedy">What to do about it; null when there is nothing to do.</param>
public sealed record Finding(
    FindingSeverity Severity,
    FindingKind Kind,
    string? Relation,
    string? Column,
    string Message,
    string? Remedy = null
);
