// When what changed in a table can be told from its rows alone. The method (docs/refresh.md): a row version that an
// earlier snapshot did not see carries a transaction id that is not before the oldest transaction that ran then, so the
// versions with such ids are all that can be new, and the numbers of rows tell how many have gone. That is a proof only
// while transaction ids mean the same, the heap is the same heap, and no value changes without its row being written.
// Each of these is a condition here, and each that fails means a full copy. Every answer is a clause that completes "it is
// copied in full: …".

using Pintail.Postgres;
using Pintail.Target;

namespace Pintail.Delta;

/// <summary>The conditions, as functions of what was recorded and what is found.</summary>
internal static class DeltaConditions
{
    /// <summary>age() is 32 bits wide and signed; half of that leaves room on both sides.</summary>
    public const long MostTransactions = 1L << 30;

    public const string OtherDefinition = "its definition, its types or the settings for it have changed";

    /// <summary>Where TimescaleDB keeps the parts of its tables, some of them compressed behind the server's back.</summary>
    private const string TimescaleSchema = "_timescaledb_internal";

    /// <summary>What keeps a table from being refreshed by difference at all, now and next time; null when nothing does.</summary>
    /// <param name="holders">Relations that hold its rows.</param>
    /// <param name="columns">Those that are copied.</param>
    public static string? Obstacle(
        Relation relation,
        IReadOnlyList<Relation> holders,
        IEnumerable<Column> columns,
        RefreshKnowledge knowledge
    )
    {
        if (knowledge.Facts is not { } facts)
            return knowledge.Unknown;
        if (relation.Kind is not (RelationKind.Table or RelationKind.PartitionedTable))
            return "only tables tell what changed";
        if (facts.Identity.IsDistributed)
            return "Citus or Greenplum may keep rows elsewhere";
        foreach (var holder in holders.Append(relation))
        {
            if (OfHolder(holder, relation, facts) is { } why)
                return why;
        }
        foreach (var column in columns)
        {
            if (column.Generated == GeneratedKind.Virtual)
                return $"the virtual column \"{column.Name}\" is computed when it is read";
            if (StableTypes.Unstable(column.Type) is { } type)
                return $"values of type {type} in \"{column.Name}\" may change without their row";
        }
        return null;
    }

    private static string? OfHolder(Relation holder, Relation relation, RefreshFacts facts)
    {
        if (holder.RowSecurityActive)
            return "row security decides which rows this role sees";
        if (holder.Schema == TimescaleSchema)
            return "it is a hypertable of TimescaleDB";
        if (!holder.CanSelect)
        {
            return $"the system columns of {holder.FullName} can only be read with SELECT on the whole table "
                + $"(GRANT SELECT ON {SqlText.Qualified(holder.Schema, holder.Name)})";
        }
        if (holder == relation && relation.Kind == RelationKind.PartitionedTable)
            return null;
        if (holder is not { Kind: RelationKind.Table, AccessMethod: "heap" })
            return $"{holder.FullName} is not an ordinary table";
        return facts.Heaps.GetValueOrDefault(holder.Oid) is { FileNode: > 0 }
            ? null
            : $"{holder.FullName} is nowhere in the storage";
    }

    /// <summary>What has happened between the recorded snapshot and this one that makes rows incomparable; null when nothing has.</summary>
    /// <param name="definition">As <see cref="RefreshBase.Definition"/>, of now.</param>
    public static string? Broken(
        RefreshBase recorded,
        RefreshFacts now,
        IReadOnlyList<Relation> holders,
        string definition
    ) => OfServer(recorded, now) ?? OfHeaps(recorded, now, holders, definition);

    private static string? OfServer(RefreshBase recorded, RefreshFacts now)
    {
        var identity = now.Identity;
        if (recorded.SystemIdentifier != identity.SystemIdentifier)
            return "it is another server";
        if (recorded.DatabaseOid != identity.DatabaseOid)
            return "the database was made anew";
        if (recorded.IsInRecovery != identity.IsInRecovery)
            return "a standby and a primary are not compared";
        if (recorded.Timeline != identity.Timeline)
            return "the server was promoted or restored";
        // Also on another standby, which has statistics of its own.
        if (recorded.StatsReset != identity.StatsReset)
            return "the server crashed, its statistics were reset, or it is a copy";
        if (LogPosition.Parse(recorded.ReadLsn) is not { } before || LogPosition.Parse(now.LsnBefore) is not { } after)
            return "the log's position is not known";
        if (after < before)
            return "the server stands before the last load";
        if (now.OldestTransaction < recorded.OldestTransaction)
            return "the server's transactions stand before those of the last load";
        return now.NextTransaction - recorded.OldestTransaction > MostTransactions
            ? "more than a billion transactions have passed"
            : null;
    }

    private static string? OfHeaps(
        RefreshBase recorded,
        RefreshFacts now,
        IReadOnlyList<Relation> holders,
        string definition
    )
    {
        if (recorded.Definition != definition)
            return OtherDefinition;
        var heaps = recorded.Heaps.ToDictionary(heap => heap.Oid);
        if (heaps.Count != holders.Count || !holders.All(holder => heaps.ContainsKey(holder.Oid)))
            return "other partitions or children belong to it";
        foreach (var holder in holders)
        {
            var (was, found) = (heaps[holder.Oid], now.Heaps[holder.Oid]);
            if (was.FileNode != found.FileNode || was.TablespaceOid != found.TablespaceOid)
                return $"{holder.FullName} was rewritten or emptied";
            if (was.DefinitionHash != found.DefinitionHash)
                return $"the columns of {holder.FullName} have changed";
        }
        return null;
    }
}
