namespace Pintail.Mirror;

public enum FindingSeverity
{
    /// <summary>Worth knowing; nothing is missing.</summary>
    Note,

    /// <summary>Something is not copied or not as it is in Postgres.</summary>
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
    SettingMatchesNothing,
    ColumnExcluded,
    ColumnTypeChosen,
    RowsFiltered,
    RowsLimited,
    RowFilterRefused,
    NotPopulated,
    Unlogged,
    PartitionsCountedOnce,
    NotProbed,
    ValuesNotRepresentable,
    LowerBoundsDropped,
    KeyNotCarried,
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
)
{
    /// <summary>
    /// Something does not arrive as it is, or a setting does nothing: what --strict refuses. Notes are left out, as they
    /// tell of the user's own choices or of what is only good to know, but for columns that become something else.
    /// </summary>
    public bool IsDeviation =>
        Severity > FindingSeverity.Note || Kind is FindingKind.ColumnAsText or FindingKind.ColumnWidened;
}
