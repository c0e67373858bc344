using Pintail.DuckDB;

namespace Pintail.Mirror;

/// <summary>
/// How much memory DuckDB needs to load a plan's tables. Each stream fills a row group of its own, uncompressed, and
/// compresses it when it is full; what goes beyond the limit is written to disk and read again, or ends the load when it
/// cannot be. The limit is a guess on the generous side, lifted when a load fails for it.
/// </summary>
internal static class LoadMemory
{
    /// <summary>For the blocks of finished row groups that are on their way to disk, the catalog and publishing.</summary>
    private const long BaseBytes = 128L << 20;

    /// <summary>DEFAULT_ROW_GROUP_SIZE in DuckDB's storage_info.hpp.</summary>
    public const long RowGroupRows = 122_880;

    /// <summary>Values and validity of a column each take at least one block of DEFAULT_BLOCK_ALLOC_SIZE, in storage_info.hpp.</summary>
    private const long ColumnBytes = 2 * (256L << 10);

    /// <summary>
    /// What a column of a table that fills no row group takes until the checkpoint at the end: the first segments of values
    /// and validity, room for 2,048 rows each, which are too small to be written to disk for lack of memory. A guess: the whole
    /// process grew by 34 KiB per column over 10,000 tables of 10 rows and three flat columns.
    /// </summary>
    private const long SmallColumnBytes = 48L << 10;

    /// <summary>A value takes more than in Postgres (texts 16 bytes beside their letters), and the row group before may still be there.</summary>
    private const double Growth = 2;

    /// <summary>As much as DuckDB takes by itself.</summary>
    private const double ShareOfMachine = 0.8;

    public static long NeededBytes(MirrorPlan plan, long machineBytes)
    {
        var largest = plan.Tables.Select(StreamBytes).DefaultIfEmpty(0).Max();
        var small = plan.Tables.Where(table => table.ExpectedRows < RowGroupRows).Sum(table => table.Columns.Count);
        return (long)
            Math.Min(BaseBytes + plan.Jobs * largest + small * SmallColumnBytes, machineBytes * ShareOfMachine);
    }

    /// <summary>Whether an error says, anywhere in its story, that DuckDB was short of memory.</summary>
    public static bool IsShortage(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is DuckDBException { ErrorType: DuckDBErrorType.OutOfMemory })
                return true;
        }
        return false;
    }

    private static double StreamBytes(TablePlan table)
    {
        var rowBytes = table.ExpectedRows > 0 ? (double)table.ExpectedBytes / table.ExpectedRows : 0;
        // Small tables never fill a row group.
        var groupBytes = Math.Min(rowBytes * RowGroupRows, table.ExpectedBytes);
        return table.Columns.Count * ColumnBytes + groupBytes * Growth;
    }
}
