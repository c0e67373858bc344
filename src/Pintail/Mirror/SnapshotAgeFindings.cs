using System.Globalization;

namespace Pintail.Mirror;

/// <summary>Said before: that a run will probably hold its snapshot for longer than it may.</summary>
internal static class SnapshotAgeFindings
{
    /// <summary>
    /// Of heap and TOAST, all connections together: what a network of 1 Gbit/s carries. One machine's loopback is two to
    /// three times as fast (benchmarks/results), a source behind a slow line slower.
    /// </summary>
    private const double CopiedBytesPerSecond = 100e6;

    /// <summary>A digest reads the heap and sends nothing.</summary>
    private const double DigestedBytesPerSecond = 400e6;

    /// <returns>Null: there is time enough, as far as can be told.</returns>
    public static Finding? Find(IReadOnlyList<TablePlan> tables, MirrorSpec spec)
    {
        if (spec.MaxSnapshotAge == Timeout.InfiniteTimeSpan)
            return null;
        var seconds = tables.Sum(Seconds);
        if (seconds <= spec.MaxSnapshotAge.TotalSeconds)
            return null;
        var bytes = tables.Sum(table => table.ExpectedBytes) / 1e9;
        return new Finding(
            FindingSeverity.Warning,
            FindingKind.SnapshotMayGetTooOld,
            null,
            null,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Reading {bytes:0.#} GB will probably take {TimeSpan.FromSeconds(seconds).TotalHours:0.#} h (at 100 MB/s), longer than "
                    + $"the {RunLimits.Words(spec.MaxSnapshotAge)} for which the snapshot may be held."
            ),
            "Raise --max-snapshot-age, or copy fewer tables per run (--include-table)."
        );
    }

    private static double Seconds(TablePlan table) =>
        table.ExpectedBytes / (table.Strategy == RefreshStrategy.Delta ? DigestedBytesPerSecond : CopiedBytesPerSecond);
}
