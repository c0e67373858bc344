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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out Interval value)
    {
        var micros = BinaryPrimitives.ReadInt64BigEndian(field);
        var days = BinaryPrimitives.ReadInt32BigEndian(field[8..]);
        var months = BinaryPrimitives.ReadInt32BigEndian(field[12..]);
        value = new Interval(months, days, micros);
        return !(
            (months == int.MaxValue && days == int.MaxValue && micros == long.MaxValue)
            || (months == int.MinValue && days == int.MinValue && micros == long.MinValue)
        );
    }
}
