namespace Pintail.Postgres;

/// <summary>pg_class.relkind, as far as it holds or shows rows.</summary>
public enum RelationKind
{
    Table,
    PartitionedTable,
    View,
    MaterializedView,
    ForeignTable,
}

/// <summary>pg_class.relpersistence.</summary>
public enum Persistence
{
    Permanent,
    Unlogged,
    Temporary,
}

/// <summary>
/// One relation as the catalog stood in one snapshot. Immutable; what this role may do with it is part of the reading.
/// </summary>
public sealed record Relation
{
    public required uint Oid { get; init; }
    public required string Schema { get; init; }
    public required string Name { get; init; }
    public required RelationKind Kind { get; init; }
    public Persistence Persistence { get; init; }

    /// <summary>pg_am.amname of a table's storage ("heap" for ordinary ones); null where there is no storage.</summary>
    public string? AccessMethod { get; init; }
    public string? Comment { get; init; }

    /// <summary>The partitioned table this relation is a partition of; null when it is none.</summary>
    public uint? PartitionOf { get; init; }

    /// <summary>
    /// Direct children, partitions or inheriting tables, in OID order; empty for most. All that give rows to a query,
    /// so also one that the catalog does not list (in a system schema).
    /// </summary>
    public IReadOnlyList<uint> Children { get; init; } = [];

    /// <summary>
    /// Inheriting tables' rows are among its own to a query; they need not keep its keys nor, up to version 17, its NOT
    /// NULL. Partitions keep both.
    /// </summary>
    public bool HasInheritingTables => Kind == RelationKind.Table && Children.Count > 0;

    /// <summary>USAGE on the schema and SELECT on the whole relation.</summary>
    public bool CanSelect { get; init; }

    /// <summary>USAGE on the schema.</summary>
    public bool CanUseSchema { get; init; }

    /// <summary>row_security_active(oid): policies hide rows from this role.</summary>
    public bool RowSecurityActive { get; init; }

    /// <summary>Bytes of the main fork, from the storage; 0 where there is none (views, partitioned parents).</summary>
    public long HeapBytes { get; init; }

    /// <summary>The heap and that of its TOAST table, without maps and indexes; 0 where there is no storage.</summary>
    public long TableBytes { get; init; }

    /// <summary>pg_class.reltuples; −1 when the relation was never analysed.</summary>
    public double EstimatedRows { get; init; }

    /// <summary>pg_class.relfilenode: changes when the heap is rewritten; 0 where there is no storage.</summary>
    public uint FileNode { get; init; }

    /// <summary>False for a materialized view WITH NO DATA, which cannot be read.</summary>
    public bool IsPopulated { get; init; } = true;

    /// <summary>Live columns in attnum order; empty for a table without columns.</summary>
    public IReadOnlyList<Column> Columns { get; init; } = [];

    /// <summary>Primary key and usable unique indexes; the primary key first.</summary>
    public IReadOnlyList<TableKey> Keys { get; init; } = [];

    /// <summary>Unique indexes that are no key: what they keep apart is not all rows, or not at every moment.</summary>
    public IReadOnlyList<UniqueIndex> UniqueIndexes { get; init; } = [];

    /// <summary>schema.name without quotes, for messages and filters only; never for SQL.</summary>
    public string FullName => $"{Schema}.{Name}";
}

/// <summary>
/// A key that holds at every moment: unique, valid, checked at once, not partial, on plain columns. Only a primary key's
/// columns are all NOT NULL by definition; rows with a NULL in another key may repeat unless it says otherwise.
/// </summary>
/// <param name="ColumnNumbers">attnum of each key column in key order.</param>
public sealed record TableKey(string Name, bool IsPrimary, IReadOnlyList<int> ColumnNumbers)
{
    /// <summary>UNIQUE NULLS NOT DISTINCT (version 15): rows with a NULL do not repeat either.</summary>
    public bool NullsNotDistinct { get; init; }
}

/// <summary>A unique index that is no <see cref="TableKey"/>.</summary>
public sealed record UniqueIndex(string Name, bool IsPrimary, UniqueIndexObstacle Obstacle);

/// <summary>Why a unique index is no key.</summary>
public enum UniqueIndexObstacle
{
    /// <summary>Making it did not finish, or has not yet: pg_index.indisvalid is false.</summary>
    NotValid,

    /// <summary>Within a transaction rows may break it for a while.</summary>
    Deferrable,

    /// <summary>With a WHERE: for some rows only.</summary>
    Partial,

    /// <summary>Over something else than columns.</summary>
    Expression,
}
