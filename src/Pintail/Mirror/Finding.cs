namespace Pintail.Mirror;

/// <summary>How bad a finding is. The names are stable: JSON prints them in snake_case.</summary>
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
    /// <summary>The role lacks a privilege; the remedy is the GRANT.</summary>
    NotReadable,

    /// <summary>Policies hide rows from this role.</summary>
    RowSecurity,

    /// <summary>A view or materialized view, and --views was not given.</summary>
    ViewSkipped,

    /// <summary>Its rows are in another database.</summary>
    ForeignTableSkipped,

    /// <summary>DuckDB has no tables without columns.</summary>
    NoColumns,

    /// <summary>An include or exclude entry that names nothing, or that another filter takes back.</summary>
    FilterMatchesNothing,

    /// <summary>The filters select partitions and not the table they are parts of.</summary>
    PartitionsSkipped,

    /// <summary>A rename that names nothing of the source.</summary>
    RenameMatchesNothing,

    /// <summary>Two tables would have one name in the target, where case does not count.</summary>
    NameCollision,

    /// <summary>Two columns would have one name in the target, where case does not count.</summary>
    ColumnCollision,

    /// <summary>The target holds something of that name that Pintail did not make.</summary>
    TargetInTheWay,

    /// <summary>Pintail's own tables, or DuckDB's own schemas, have that name in the target.</summary>
    ReservedName,

    /// <summary>No DuckDB type holds the values: what Postgres prints arrives.</summary>
    ColumnAsText,

    /// <summary>The DuckDB type holds more than the column's own.</summary>
    ColumnWidened,

    /// <summary>It holds values that its DuckDB type cannot, and nobody chose what becomes of them.</summary>
    ColumnRefused,

    /// <summary>A part is read at its own moment, not at the snapshot.</summary>
    ForeignPartition,

    /// <summary>A standby has none of its rows.</summary>
    UnloggedOnStandby,

    /// <summary>Locked too late or not at all, so that it could change while it is read.</summary>
    NotLocked,

    /// <summary>Mirrored before, and not at the source any more.</summary>
    SourceGone,

    /// <summary>Mirrored before as a table of its own, and a partition now.</summary>
    CopyNotRefreshed,

    /// <summary>Mirrored before under other names than now.</summary>
    CopyUnderOtherName,

    /// <summary>Mirrored before from another address of what is the same database, and not there any more.</summary>
    CopyOfOtherAddress,

    /// <summary>The server or a pooler lets one connection only read the snapshot.</summary>
    SnapshotNotShared,

    /// <summary>A new name that looks as if a schema stood in it.</summary>
    NewNameHasDot,

    /// <summary>A setting of a single table or column that names none, or a partition's.</summary>
    SettingMatchesNothing,

    /// <summary>Settings of an append that cannot be followed, or that come without --strategy append.</summary>
    SettingHasNoEffect,

    /// <summary>By --exclude-column.</summary>
    ColumnExcluded,

    /// <summary>The type is the user's choice.</summary>
    ColumnTypeChosen,

    /// <summary>By --where.</summary>
    RowsFiltered,

    /// <summary>By --limit.</summary>
    RowsLimited,

    /// <summary>The server does not take the --where as a condition.</summary>
    RowFilterRefused,

    /// <summary>A materialized view that was never filled.</summary>
    NotPopulated,

    /// <summary>Copied, and a crash of the server empties it.</summary>
    Unlogged,

    /// <summary>A partitioned table is one table in the target.</summary>
    PartitionsCountedOnce,

    /// <summary>The data decide, and were not asked in this plan.</summary>
    NotProbed,

    /// <summary>A probe found values that the DuckDB type cannot hold.</summary>
    ValuesNotRepresentable,

    /// <summary>DuckDB's lists begin at 1, whatever the array's bounds.</summary>
    LowerBoundsDropped,

    /// <summary>By --strategy skip.</summary>
    TableSkipped,

    /// <summary>Reading will probably take longer than --max-snapshot-age.</summary>
    SnapshotMayGetTooOld,

    /// <summary>A key that --keys asks for and the target does not get, or not in full.</summary>
    KeyNotCarried,
}

/// <summary>Something that a plan has to say.</summary>
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
    /// tell of the user's own choices or of what is only good to know, but for columns that become something else. How long
    /// it takes is no deviation, nor is a copy that is left over.
    /// </summary>
    public bool IsDeviation =>
        Severity == FindingSeverity.Error
        || (
            Severity == FindingSeverity.Warning
            && Kind
                is not (
                    FindingKind.SnapshotMayGetTooOld
                    or FindingKind.SourceGone
                    or FindingKind.CopyNotRefreshed
                    or FindingKind.CopyOfOtherAddress
                )
        )
        || Kind is FindingKind.ColumnAsText or FindingKind.ColumnWidened;
}
