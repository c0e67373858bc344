using System.Runtime.CompilerServices;

namespace Pintail.Types.Natural;

/// <summary>
/// A date that DuckDB made: what Postgres would refuse is refused here. Both begin and end at whole Julian days:
/// DATETIME_MIN_JULIAN and DATE_END_JULIAN in src/include/datatype/timestamp.h.
/// </summary>
internal readonly struct RangedDateCodec : IFixedCodec<int>
{
    /// <summary>UNIX_EPOCH_JDATE.</summary>
    internal const int UnixEpochJulian = 2_440_588;

    private const int First = 0 - UnixEpochJulian;
    private const int End = 2_147_483_494 - UnixEpochJulian;

    public static string TypeName => "date (4714-11-24 BC to 5874897-12-31)";
    public static int Length => DateCodec.Length;
    public static (string What, string Remedy) Limit => DateCodec.Limit;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out int value) => DateCodec.TryRead(field, out value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(int value, Span<byte> field) =>
        DateCodec.TryWrite(value, field) && (value is >= First and < End or int.MaxValue or -int.MaxValue);
}

/// <summary>The same for timestamps: MIN_TIMESTAMP there; DuckDB's range ends before Postgres'.</summary>
internal readonly struct RangedTimestampCodec : IFixedCodec<long>
{
    private const long First = -RangedDateCodec.UnixEpochJulian * 86_400_000_000L;

    public static string TypeName => "timestamp (from 4714-11-24 BC on)";
    public static int Length => TimestampCodec.Length;
    public static (string What, string Remedy) Limit => TimestampCodec.Limit;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out long value) => TimestampCodec.TryRead(field, out value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(long value, Span<byte> field) =>
        TimestampCodec.TryWrite(value, field) && (value is >= First or -long.MaxValue);
}
