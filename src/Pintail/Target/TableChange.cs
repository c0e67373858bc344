namespace Pintail.Target;

/// <summary>What a run did to a table of the target. The names are stable: JSON and pintail.table_run have them.</summary>
public enum ChangeKind
{
    /// <summary>A new table stands in its place.</summary>
    Replaced,

    /// <summary>It is as it was, which is what the source has now.</summary>
    Unchanged,

    /// <summary>Rows were added; none that stood there was touched.</summary>
    Appended,

    /// <summary>Rows were added, changed or deleted by their key.</summary>
    Merged,
}

/// <summary>What a run did to a table, in rows of the target.</summary>
public sealed record TableChange(ChangeKind Kind)
{
    /// <summary>Rows with a key that was not there; null where it is not known, as after a full copy.</summary>
    public long? Inserted { get; init; }

    /// <summary>Rows that were written again; their values may be what they were.</summary>
    public long? Updated { get; init; }
    public long? Deleted { get; init; }

    public static TableChange Replaced { get; } = new(ChangeKind.Replaced);
    public static TableChange Unchanged { get; } =
        new(ChangeKind.Unchanged)
        {
            Inserted = 0,
            Updated = 0,
            Deleted = 0,
        };

    /// <summary>As pintail.table_run and JSON name it.</summary>
    public string Name => Kind.ToString().ToLowerInvariant();
}
