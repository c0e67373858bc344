// What changes after the mirror's snapshot can explain. A row version that the mirror's snapshot did not see was written
// by the oldest transaction that ran then (x1), or by a later one: its xmin is x1 or past it, and freezing does not
// change what the system column shows. So a source row that is missing or differs in the mirror is explained when its
// xmin is x1 or past it, compared by age() within one statement: ages move on. BETWEEN 0 AND, because ages of rows from
// more than 2^31 transactions ago are negative. A row that only the mirror has left no trace at the source: a deletion
// can explain it if any transaction has ended since.

using System.Globalization;
using Pintail.Mirror;
using Pintail.Postgres;
using Pintail.Target;

namespace Pintail.Verify;

/// <summary>What can explain that a table's rows differ.</summary>
/// <param name="CanBe">A transaction has ended since, so a row that only the mirror has may have been deleted.</param>
/// <param name="RowSql">Postgres' SQL over a row: true when it was written since.</param>
/// <param name="Remark">What limits it; null when nothing does.</param>
internal sealed record LaterChanges(bool CanBe, string RowSql, string? Remark)
{
    /// <summary>age() is 32 bits wide; half of that leaves room on both sides.</summary>
    private const long MostTransactions = 1L << 30;

    private static LaterChanges None(string? remark) => new(false, "false", remark);

    private static LaterChanges All(string remark) => new(true, "true", remark);

    /// <param name="holders">Relations that hold the table's rows.</param>
    public static LaterChanges Since(
        RecordedTable mirrored,
        Snapshot now,
        TablePlan plan,
        IReadOnlyList<Relation> holders
    )
    {
        if (holders.Any(holder => holder.Kind == RelationKind.ForeignTable))
            return All("Rows of foreign tables are read at their own moment: any difference may be a later change.");
        if (mirrored.SnapshotXmin is not { } oldest || Position(mirrored.SnapshotLsn) is not { } before)
            return None(
                "The copy was made by an older Pintail, which did not keep what tells later changes apart: mirror it again."
            );
        if (Position(now.Lsn) < before)
            return None(
                "The source's log stands before the mirror's snapshot, so nothing is explained by later changes: it was restored, is a standby that lags, or another server."
            );
        // Not by the log's position: it moves without any change, and a commit that nobody waited for moves it later.
        if (now.NextTransaction <= oldest)
            return None(null);
        if (now.NextTransaction - oldest > MostTransactions)
            return None("More than a billion transactions have passed since, too many to tell which rows changed.");
        // The system columns need SELECT on the whole table.
        return
            plan.Relation is { Kind: not RelationKind.View, CanSelect: true }
            && holders.All(holder => holder.AccessMethod == "heap")
            ? new LaterChanges(true, WrittenSince(oldest), null)
            : All(
                "Its rows do not tell when they were written: as something was, any difference may be a later change."
            );
    }

    private static string WrittenSince(long oldest)
    {
        // Without its epoch, as system columns show it.
        var xid = ((uint)oldest).ToString(CultureInfo.InvariantCulture);
        return $"pg_catalog.age(xmin) BETWEEN 0 AND pg_catalog.age('{xid}'::pg_catalog.xid)";
    }

    /// <summary>pg_lsn's text, pg_lsn.c: two halves in hexadecimal digits.</summary>
    internal static ulong? Position(string? lsn)
    {
        var halves = lsn?.Split('/') ?? [];
        return
            halves.Length == 2
            && uint.TryParse(halves[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
            && uint.TryParse(halves[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low)
            ? ((ulong)high << 32) | low
            : null;
    }
}
