using Pintail.Delta;
using Pintail.Postgres;
using Pintail.Scan;
using Pintail.Target;
using Pintail.Types;

namespace Pintail.Mirror;

/// <summary>A column as it arrives in the target.</summary>
/// <param name="Name">Its name in the target.</param>
public sealed record PlannedColumn(string Name, ColumnMapping Mapping);

/// <summary>How one table is copied.</summary>
public sealed record TablePlan
{
    public required Relation Relation { get; init; }
    public required TargetTable Target { get; init; }

    /// <summary>Those that are copied, in their order at the source.</summary>
    public required IReadOnlyList<PlannedColumn> Columns { get; init; }

    /// <summary>In the order in which they are read; more than one can be read in parallel.</summary>
    public required IReadOnlyList<ScanRange> Ranges { get; init; }

    /// <summary>At the source, not in the target: the user leaves them out.</summary>
    public IReadOnlyList<Column> ExcludedColumns { get; init; } = [];

    /// <summary>A condition in Postgres' SQL, tried before; null: all rows.</summary>
    public string? RowFilter { get; init; }

    /// <summary>Null: no limit. There is one range then.</summary>
    public long? RowLimit { get; init; }

    /// <summary>Relations that store its rows: itself, or its leaves and children.</summary>
    public IReadOnlyList<Relation> Holders { get; init; } = [];

    /// <summary>How it is brought up to date.</summary>
    public RefreshStrategy Strategy { get; init; } = RefreshStrategy.Full;

    /// <summary>The user chose the strategy, whatever another would cost.</summary>
    internal bool AtAnyCost { get; init; }

    /// <summary>Of an append: by what new rows are told.</summary>
    internal Watermark? Watermark { get; init; }

    /// <summary>What is to be done about the changes; null until somebody has looked.</summary>
    internal TableDelta? Delta { get; init; }

    /// <summary>Why so, as a clause: "first load".</summary>
    public string Reason { get; init; } = "";

    /// <summary>The copy that only changed rows are added to; null for a full copy.</summary>
    internal RecordedTable? Recorded { get; init; }

    /// <summary>The last copy was made to be built on, and nobody asked for a full one.</summary>
    internal bool ExpectsRefresh { get; init; }

    /// <summary>As <see cref="RefreshBase.Definition"/>.</summary>
    internal string Definition { get; init; } = "";

    /// <summary>Why the next refresh cannot build on this load, as a clause; null when it can.</summary>
    internal string? NotDifferencable { get; init; }

    /// <summary>From the server's statistics: an estimate.</summary>
    public long ExpectedRows { get; init; }

    /// <summary>Heap and TOAST in the storage, leaves included.</summary>
    public long ExpectedBytes { get; init; }

    /// <summary>schema.table at the source, for messages.</summary>
    public string Name => Relation.FullName;

    /// <summary>The same table, copied in full after all.</summary>
    /// <param name="why">A clause.</param>
    internal TablePlan InFull(string why) =>
        this with
        {
            Strategy = RefreshStrategy.Full,
            Reason = why,
            Recorded = null,
            Watermark = null,
            Delta = null,
        };
}

/// <summary>How a table is brought up to date.</summary>
/// <param name="Level">Not <see cref="DeltaLevel.Full"/>.</param>
/// <param name="Loaded">Rows of the copy.</param>
/// <param name="Counted">The source's numbers, which are a proof; null for an append, which has none.</param>
/// <param name="Key">Names in the target of the columns that tell rows apart; empty where there is no such key.</param>
/// <param name="NewRows">What the new rows are read from.</param>
internal sealed record TableDelta(
    DeltaLevel Level,
    long Loaded,
    CountedRows? Counted,
    IReadOnlyList<string> Key,
    IReadOnlyList<ScanRange> NewRows
);

/// <summary>What digests say of a table.</summary>
/// <param name="Rows">At the source.</param>
/// <param name="New">Of these, the ones that the copy was made without.</param>
internal sealed record CountedRows(long Rows, long New);

/// <summary>A table that was selected and cannot be copied, with the finding that says why.</summary>
public sealed record RefusedTable(Relation Relation, TargetTable Target, Finding Reason)
{
    /// <summary>What the reason is to the table's result; a transient one is worth another attempt.</summary>
    public ErrorKind Kind { get; init; } =
        Reason.Kind switch
        {
            FindingKind.NotReadable or FindingKind.RowSecurity => ErrorKind.SourcePermission,
            FindingKind.TargetInTheWay => ErrorKind.TargetConflict,
            FindingKind.ColumnRefused => ErrorKind.ValueNotRepresentable,
            FindingKind.NotLocked => ErrorKind.SourceConflict,
            _ => ErrorKind.Configuration,
        };

    internal PintailException ToError() => new(Kind, Reason.Message, Reason.Remedy);
}

/// <summary>What a run will do, or would do.</summary>
public sealed record MirrorPlan
{
    /// <summary>user@host:port/database.</summary>
    public required string Source { get; init; }

    /// <summary>The file or database, for people; no secrets.</summary>
    public required string Target { get; init; }
    public required string ServerVersion { get; init; }

    /// <summary>Null in a plan that is not carried out.</summary>
    public string? SnapshotLsn { get; init; }

    /// <summary>The source's clock; UTC.</summary>
    public required DateTimeOffset SnapshotTime { get; init; }

    /// <inheritdoc cref="Snapshot.OldestTransaction"/>
    public long SnapshotXmin { get; init; }

    /// <summary>The largest first, so that none of them is left to run alone at the end.</summary>
    public required IReadOnlyList<TablePlan> Tables { get; init; }

    /// <summary>Selected, and not copied.</summary>
    public required IReadOnlyList<RefusedTable> Refused { get; init; }
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Copies that no run refreshes any more, to be dropped because the spec says so.</summary>
    public IReadOnlyList<PrunedCopy> Pruned { get; init; } = [];

    /// <summary>What tells changed rows from others.</summary>
    internal RefreshKnowledge Knowledge { get; init; } = RefreshKnowledge.None("it is not known what changed");

    /// <summary>Connections that may read rows at a time.</summary>
    public required int Jobs { get; init; }

    /// <summary>From the server's statistics: an estimate.</summary>
    public long ExpectedRows => Tables.Sum(table => table.ExpectedRows);

    /// <summary>Heap and TOAST in the storage.</summary>
    public long ExpectedBytes => Tables.Sum(table => table.ExpectedBytes);

    internal void ThrowIfNothingSelected(MirrorSpec spec)
    {
        if (Tables.Count > 0 || Refused.Count > 0 || spec.AllowEmpty)
            return;
        throw new PintailException(
            ErrorKind.NothingSelected,
            $"Nothing is selected: {Source} has no table that the filters select and this role may read.",
            "Look at 'pintail plan' and the filters (names are exact and case-sensitive), or allow it with --allow-empty."
        );
    }

    // A table that another session keeps locked is worth waiting for, but not for ever: the last attempt goes on without it.
    internal void ThrowIfLockedOut(MirrorSpec spec, int attempt)
    {
        var lockedOut = Refused.FirstOrDefault(table => table.Kind.IsTransient());
        if (lockedOut is not null && attempt < spec.MaxRetries)
            throw lockedOut.ToError();
    }
}
