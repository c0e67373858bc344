// What changes after the mirror's snapshot can explain. A row version that the mirror's snapshot did not see was written
// by the oldest transaction that ran then (x1), or by a later one: its xmin is x1 or past it, and freezing does not
// change what the system column shows. So a source row that is missing or differs in the mirror is explained when its
// xmin is x1 or past it, compared by age() within one statement: ages move on. BETWEEN 0 AND, because ages of rows from
// more than 2^31 transactions ago are negative. A row that only the mirror has left no trace at the source: a deletion
// may be why if any transaction has ended since, whatever that did. A wrong copy is explained by chance then, so what is
// only possible is never said to be known.

using System.Globalization;
using Pintail.Mirror;
using Pintail.Postgres;
using Pintail.Target;

namespace Pintail.Verify;

/// <summary>What can explain that a table's rows differ.</summary>
/// <param name="CanBe">A transaction has ended since, so a row that only the mirror has may have been deleted.</param>
/// <param name="RowSql">Postgres' SQL over a row: true when it was written since, or when nobody can know.</param>
/// <param name="Remark">What limits it; null when nothing does.</param>
internal sealed record LaterChanges(bool CanBe, string RowSql, string? Remark)
{
    private const string Deleted =
        "Rows that only the mirror has may have been deleted at the source since, or have never been there: a deleted row "
        + "leaves no trace, so any transaction that has ended since may be why.";

    /// <summary>Each row tells whether it was written since.</summary>
    public bool RowsTell => RowSql != "true" && !IsUnknown;

    /// <summary>It cannot be told whether anything changed, and nothing counts as explained.</summary>
    public bool IsUnknown => !CanBe && Remark is not null;

    /// <summary>age() is 32 bits wide; half of that leaves room on both sides.</summary>
    private const long MostTransactions = 1L << 30;

    private static LaterChanges None(string? remark) => new(false, "false", remark);

    private static LaterChanges All(string why) =>
        new(true, "true", $"Whether its rows changed since cannot be known, so any difference may be a change: {why}.");

    /// <summary>The same where what decides the rows is not in the rows.</summary>
    /// <param name="why">A clause.</param>
    public LaterChanges WithoutTrace(string why) => CanBe && RowsTell ? All(why) : this;

    /// <summary>What is to be said of differences that may be later changes.</summary>
    public IEnumerable<string> Remarks(RowDifferences explained)
    {
        if (Remark is not null)
            yield return Remark;
        if (CanBe && RowsTell && explained.Surplus > 0)
            yield return Deleted;
    }

    /// <param name="holders">Relations that hold the table's rows.</param>
    public static LaterChanges Since(
        RecordedTable mirrored,
        Snapshot now,
        TablePlan plan,
        IReadOnlyList<Relation> holders
    )
    {
        if (holders.Any(holder => holder.Kind == RelationKind.ForeignTable))
            return All("rows of foreign tables are another server's and read at their own moment");
        if (mirrored.SnapshotXmin is not { } oldest || LogPosition.Parse(mirrored.SnapshotLsn) is not { } before)
            return None(
                "The copy was made by an older Pintail, which did not keep what tells later changes apart: mirror it again."
            );
        if (LogPosition.Parse(now.Lsn) < before)
            return None(
                "The source's log stands before the mirror's snapshot, so nothing is explained by later changes: it was restored, is a standby that lags, or another server."
            );
        // Not by the log's position: it moves without any change, and a commit that nobody waited for moves it later.
        if (now.NextTransaction <= oldest)
            return None(null);
        if (now.NextTransaction - oldest > MostTransactions)
            return None("More than a billion transactions have passed since, too many to tell which rows changed.");
        return WhyRowsDoNotTell(plan.Relation, holders) is { } why
            ? All(why)
            : new LaterChanges(true, WrittenSince(oldest), null);
    }

    private static string? WhyRowsDoNotTell(Relation relation, IReadOnlyList<Relation> holders)
    {
        if (relation.Kind == RelationKind.View)
            return "a view's rows do not tell when they were written; verify the tables that it reads";
        // The system columns need SELECT on the whole table.
        if (!relation.CanSelect)
        {
            return $"rows tell when they were written only to a role that may read the whole table (GRANT SELECT ON {SqlText.Qualified(relation.Schema, relation.Name)}), "
                + "and this one may read columns of it";
        }
        return holders.FirstOrDefault(holder => holder.AccessMethod != "heap") is { } other
            ? $"{other.FullName} is stored by {other.AccessMethod ?? "something"}, whose rows do not tell when they were written"
            : null;
    }

    private static string WrittenSince(long oldest)
    {
        // Without its epoch, as system columns show it.
        var xid = ((uint)oldest).ToString(CultureInfo.InvariantCulture);
        return $"pg_catalog.age(xmin) BETWEEN 0 AND pg_catalog.age('{xid}'::pg_catalog.xid)";
    }
}
