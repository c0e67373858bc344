using Pintail.Types;

namespace Pintail.Verify;

/// <summary>What one side's texts add up to: per column, and whole rows in buckets by their hash. Of the same size for any table.</summary>
internal sealed class TextSums(int columns)
{
    /// <summary>
    /// 64 KiB of sums on each thread; of a hundred million rows with one difference on each side some fifty thousand are
    /// looked at again.
    /// </summary>
    public const int BucketCount = 1 << BucketBits;
    private const int BucketBits = 12;

    public Fingerprint[] Columns { get; } = new Fingerprint[columns];
    public Fingerprint[] Buckets { get; } = new Fingerprint[BucketCount];
    public long Rows { get; set; }

    public static int BucketOf(Fingerprint row) => (int)(row.First >> (64 - BucketBits));

    public void Add(TextSums other)
    {
        for (var i = 0; i < Columns.Length; i++)
            Columns[i] += other.Columns[i];
        for (var i = 0; i < Buckets.Length; i++)
            Buckets[i] += other.Buckets[i];
        Rows += other.Rows;
    }

    public bool IsSame(TextSums other) =>
        Rows == other.Rows && Columns.SequenceEqual(other.Columns) && Buckets.SequenceEqual(other.Buckets);

    /// <summary>The buckets that rows which differ are in.</summary>
    public IReadOnlySet<int> Different(TextSums other) =>
        Enumerable.Range(0, BucketCount).Where(bucket => Buckets[bucket] != other.Buckets[bucket]).ToHashSet();
}
