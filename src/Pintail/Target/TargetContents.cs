namespace Pintail.Target;

/// <summary>A table that an earlier run left, as pintail.table_state says.</summary>
public sealed record RecordedTable(string Source, string SourceSchema, string SourceTable, TargetTable Target)
{
    /// <summary>By source column: the DuckDB types that the data of earlier runs decided.</summary>
    public IReadOnlyDictionary<string, string> ColumnTypes { get; init; } = new Dictionary<string, string>();

    /// <summary>Where the source's write-ahead log stood at the snapshot that the copy stands at.</summary>
    public string? SnapshotLsn { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset SnapshotTime { get; init; }

    /// <summary>The oldest transaction that ran at that snapshot, with its epoch; null when an older version made the copy.</summary>
    public long? SnapshotXmin { get; init; }

    /// <summary>Rows of the copy.</summary>
    public long RowCount { get; init; }

    /// <summary>Of the relation that it is a copy of.</summary>
    public uint SourceOid { get; init; }

    /// <summary>What it is a copy of; null when an older version made it.</summary>
    public CopiedKind? Kind { get; init; }

    /// <summary>Rows that were deleted or written again since the last full copy: their places in the file may still be taken.</summary>
    public long StaleRows { get; init; }

    /// <summary>As <see cref="RefreshBase.Definition"/>; null when an older version made the copy.</summary>
    public string? Definition { get; init; }

    /// <summary>What the next refresh can build on; null when it has to copy in full.</summary>
    public RefreshBase? Base { get; init; }

    /// <summary>Why there is no <see cref="Base"/>; null when there is one, or an older version made the copy.</summary>
    public string? NotDifferencable { get; init; }

    public string SourceName => $"{SourceSchema}.{SourceTable}";
}

/// <summary>What a target holds before a run: what planning needs to know of it.</summary>
public sealed record TargetContents(IReadOnlyList<TargetObject> Objects, IReadOnlyList<RecordedTable> Recorded)
{
    /// <summary>A target that does not exist yet.</summary>
    public static TargetContents Empty { get; } = new([], []);
}
