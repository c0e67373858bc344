using System.Globalization;

namespace Pintail.Delta;

/// <summary>How a table is brought up to date once its digest is known, the cheapest first.</summary>
internal enum DeltaLevel
{
    /// <summary>The same rows: nothing is read.</summary>
    Unchanged,

    /// <summary>No row has gone: the new ones are read and added.</summary>
    Appended,

    /// <summary>The new ones are read and take the places of those with their keys; what has gone is found by key.</summary>
    Merged,

    /// <summary>All rows are read.</summary>
    Full,
}

/// <summary>
/// The choice, by numbers. With A the row versions that the last load saw, B those of now and N those that are new:
/// |A| + |N| − |B| versions have gone.
/// </summary>
/// <param name="Why">Of a full copy, as a clause.</param>
internal readonly record struct DeltaChoice(DeltaLevel Level, string? Why = null)
{
    /// <summary>
    /// Past this share of rows a merge reads and writes about as much as a full copy: each row is looked for, deleted and
    /// added again, where a full copy only adds. An estimate.
    /// </summary>
    public const double LargestMergedShare = 0.3;

    /// <summary>
    /// An append only adds, as a full copy does, and writes its rows twice; past half of the table a new one is no dearer
    /// and better packed.
    /// </summary>
    public const double LargestAppendedShare = 0.5;

    /// <summary>
    /// DuckDB keeps the places of deleted rows for long: past this share of them since the last full copy, the next change
    /// is worth one. By small changes the table takes up to 1.6 times its room until then, and a scan 1.25 times its time
    /// (docs/refresh.md).
    /// </summary>
    public const double LargestStaleShare = 0.15;

    /// <param name="loaded">|A|</param>
    /// <param name="rows">|B|</param>
    /// <param name="fresh">|N|, or more than that where it is not exact.</param>
    /// <param name="isExact">It is known which rows the last load saw.</param>
    /// <param name="stale">Rows deleted or written again in the target since the last full copy.</param>
    /// <param name="atAnyCost">The user wants it so, whatever a full copy would cost.</param>
    public static DeltaChoice Of(
        long loaded,
        long rows,
        long fresh,
        bool isExact,
        bool hasKey,
        long stale,
        bool atAnyCost
    )
    {
        var gone = loaded + fresh - rows;
        if (isExact && gone < 0)
            return new(
                DeltaLevel.Full,
                "fewer rows are new than were added, which cannot be: it is copied in full to be sure"
            );
        if (fresh == 0 && gone == 0)
            return new(DeltaLevel.Unchanged);
        if (isExact && gone == 0)
        {
            return fresh > rows * LargestAppendedShare && !atAnyCost
                ? new(DeltaLevel.Full, "most of its rows are new")
                : new(DeltaLevel.Appended);
        }
        if (!hasKey)
        {
            return new(
                DeltaLevel.Full,
                isExact
                    ? "rows were changed or deleted, and it has no key to find them by"
                    : "too many rows were being written at the last load, and it has no key to find them by"
            );
        }
        if (atAnyCost)
            return new(DeltaLevel.Merged);
        if (fresh > rows * LargestMergedShare)
            return new(DeltaLevel.Full, "too many of its rows have changed");
        // What goes now, too: but what the first merge deletes is its own business.
        var isMuch =
            stale > rows * LargestStaleShare || (stale > 0 && isExact && stale + gone > rows * LargestMergedShare);
        return isMuch
            ? new(
                DeltaLevel.Full,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{stale} rows of the copy were replaced or deleted since it was made, and their places are still taken"
                )
            )
            : new(DeltaLevel.Merged);
    }
}
