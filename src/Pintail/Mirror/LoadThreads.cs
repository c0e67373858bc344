namespace Pintail.Mirror;

/// <summary>
/// How many threads DuckDB needs to load a plan's tables. Each table has a thread of ours that lends itself to DuckDB, so
/// DuckDB's own are needed for what one table has for several: ranges that are read side by side, row groups that are read
/// again for the proof. Without them a small table costs half as much: no thread is woken for each step of its statements.
/// </summary>
internal static class LoadThreads
{
    private const long SmallBytes = 16 << 20;

    /// <param name="usual">How many where some table is large.</param>
    public static int Needed(MirrorPlan plan, int usual) => plan.Tables.All(IsSmall) ? 1 : usual;

    /// <summary>Known to be small: not a view, whose size nobody knows, nor a heap whose rows were never counted.</summary>
    internal static bool IsSmall(TablePlan table) =>
        table.Ranges is [{ HasPages: true }]
        && table.ExpectedRows < LoadMemory.RowGroupRows
        && table.ExpectedBytes <= SmallBytes;
}
