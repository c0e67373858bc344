namespace Pintail.Mirror;

/// <summary>
/// How many threads DuckDB needs to load a plan's tables. Each table has a thread of ours that lends itself to DuckDB, so
/// DuckDB's own are needed for what one table has for several: ranges that are read side by side, row groups that are read
/// again for the proof. Without them small tables take less time, as no thread is woken for each step of a statement (decision 0014).
/// </summary>
internal static class LoadThreads
{
    /// <summary>Half of what is read as one range (CtidRanges.DefaultTargetBytes).</summary>
    private const long SmallBytes = 16 << 20;

    /// <param name="usual">How many where some table is large.</param>
    public static int Needed(MirrorPlan plan, int usual) => plan.Tables.All(IsSmall) ? 1 : usual;

    /// <summary>Known to be small: not a view, whose size nobody knows, nor a heap whose rows were never counted.</summary>
    internal static bool IsSmall(TablePlan table) =>
        table.Ranges is [{ HasPages: true }]
        && table.ExpectedRows < LoadMemory.RowGroupRows
        && table.ExpectedBytes <= SmallBytes;
}
