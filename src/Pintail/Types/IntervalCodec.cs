using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>
/// interval_send (timestamp.c): microseconds int64, days int32, months int32. DuckDB's INTERVAL keeps the same three.
/// From PostgreSQL 17 all three at their minimum or maximum mean −infinity and infinity (timestamp.h,
/// INTERVAL_NOBEGIN and INTERVAL_NOEND), which DuckDB does not have.
/// </summary>
internal readonly struct IntervalCodec : IFixedCodec<Interval>
{
    public static string TypeName => "interval";
    public static int Length => 16;
    public static (string What, string Remedy) Limit =>
        (
            "an infinite interval, which DuckDB's INTERVAL cannot hold",
            "Replace infinite intervals at the source, or leave the table out of the selection."
        );

    public static FixedTraits Traits { get; } = new(TimeTexts.Interval, value => $"NOT pg_catalog.isfinite({value})");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out Interval value)
    {
        FiniteIntervalCodec.TryRead(field, out value);
        return !IsInfinite(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(Interval value, Span<byte> field)
    {
        FiniteIntervalCodec.TryWrite(value, field);
        // What would read as infinity is a finite interval in DuckDB.
        return !IsInfinite(value);
    }

    private static bool IsInfinite(Interval value) =>
        value
            is { Months: int.MaxValue, Days: int.MaxValue, Micros: long.MaxValue }
                or { Months: int.MinValue, Days: int.MinValue, Micros: long.MinValue };
}

/// <summary>interval before PostgreSQL 17: the same bytes, and every one of them is finite.</summary>
internal readonly struct FiniteIntervalCodec : IFixedCodec<Interval>
{
    public static string TypeName => IntervalCodec.TypeName;
    public static int Length => IntervalCodec.Length;
    public static FixedTraits Traits { get; } = new(TimeTexts.Interval);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out Interval value)
    {
        var micros = BinaryPrimitives.ReadInt64BigEndian(field);
        var days = BinaryPrimitives.ReadInt32BigEndian(field[8..]);
        var months = BinaryPrimitives.ReadInt32BigEndian(field[12..]);
        value = new Interval(months, days, micros);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(Interval value, Span<byte> field)
    {
        BinaryPrimitives.WriteInt64BigEndian(field, value.Micros);
        BinaryPrimitives.WriteInt32BigEndian(field[8..], value.Days);
        BinaryPrimitives.WriteInt32BigEndian(field[12..], value.Months);
        return true;
    }
}
