using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>
/// How large the blocks of a new file should be. Each table takes at least one of DuckDB's blocks of 256 KiB, however
/// little it holds: 10,000 tables of 10 rows 2.6 GB, and as much memory when they are written. Blocks of 16 KiB, the
/// smallest there are, take a fifteenth of that; for large tables they are slower to read and compress less.
/// </summary>
internal static class BlockSize
{
    /// <summary>DEFAULT_BLOCK_ALLOC_SIZE in DuckDB's storage_info.hpp.</summary>
    private const long DefaultBytes = 256L << 10;

    private const int SmallestBytes = 16 << 10;

    /// <summary>What little is lost is not worth another kind of file.</summary>
    private const long LeastLoss = 1L << 30;

    /// <summary>So many times what the tables hold.</summary>
    private const long LossPerByte = 4;

    /// <returns>Null for DuckDB's default, also where a storage version is asked for: then an older DuckDB may be to read the file.</returns>
    public static int? Of(MirrorPlan plan, TargetSpec target)
    {
        var taken = plan.Tables.Count * DefaultBytes;
        return
            target.StorageVersion is null
            && taken >= LeastLoss
            && plan.Tables.All(LoadThreads.IsSmall)
            && taken > LossPerByte * plan.ExpectedBytes
            ? SmallestBytes
            : null;
    }
}
