using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Pintail.DuckDB;
using static Pintail.Tests.Types.VectorTree;

namespace Pintail.Tests.Types;

/// <summary>
/// The mistakes that codecs make, each written once for all DuckDB types that it can happen to. Values that DuckDB itself
/// cannot survive (labels that an ENUM has not, a BOOLEAN of 2, times past 24:00 by more than a little) are left out.
/// </summary>
internal static class Mutants
{
    /// <summary>2000-01-01, from which Postgres counts, in days since 1970-01-01.</summary>
    private const int EpochDays = 10_957;
    private const long EpochMicros = EpochDays * 86_400_000_000L;

    private const int WkbHeaderBytes = 5;
    private const int TimeTzOffsetBits = 24;
    private const ulong TimeTzOffsets = (1UL << TimeTzOffsetBits) - 1;
    private const ulong TimeTzMaxOffset = 16 * 60 * 60 - 1;

    public static IReadOnlyList<Mutant> All { get; } =
    [
        new("byte order", ByteOrder, ByteOrder),
        new("off by one", (vector, type, count) => Add(vector, type, count, 1), (v, t, c) => Add(v, t, c, -1)),
        new("lost sign", (vector, type, count) => Negate(vector, type, count, onlyNegative: true)),
        new("wrong sign", Negate, Negate),
        new("wrong epoch", (vector, type, count) => Shift(vector, type, count, 1), (v, t, c) => Shift(v, t, c, -1)),
        new("swapped parts", SwapParts, SwapParts),
        new("part lost", MutantsOfTexts.LosePart),
        new("truncated", MutantsOfTexts.Truncate),
        new(
            "rotated",
            (vector, type, count) => MutantsOfTexts.Rotate(vector, type, count, back: false),
            (vector, type, count) => MutantsOfTexts.Rotate(vector, type, count, back: true)
        ),
        new("NULL for empty", MutantsOfTexts.NullForEmpty, MutantsOfTexts.EmptyForNull),
        new("last lost", MutantsOfTexts.LoseLast),
        new("reversed", MutantsOfTexts.Reverse, MutantsOfTexts.Reverse),
        new("wrong label", (vector, type, count) => Label(vector, type, count, 1), (v, t, c) => Label(v, t, c, -1)),
        new("row repeated", (_, _, _) => { }) { Row = (row, _) => Math.Max(row - 1, 0) },
        new("rows shifted", (_, _, _) => { }) { Row = (row, count) => (row + 1) % count },
    ];

    private static void ByteOrder(Vector vector, LogicalType type, int count)
    {
        var width = Width(type);
        if (width < 2 || type.Id is DuckDBType.Enum or DuckDBType.TimeTz)
            return;
        var bytes = Bytes(vector, width, count);
        for (var i = 0; i < count; i++)
        {
            var value = bytes.Slice(i * width, width);
            // A whole TIME would be no time of a day any more.
            (
                type.Id == DuckDBType.Time ? value[..2]
                : type.Id == DuckDBType.Interval ? value[8..]
                : value
            ).Reverse();
        }
    }

    private static void Add(Vector vector, LogicalType type, int count, int sign)
    {
        if (type.Id is DuckDBType.Bit or DuckDBType.Geometry)
        {
            for (var i = 0; i < count; i++)
                FlipLowest(vector, type, i, count);
            return;
        }
        var width = Width(type);
        if (width < 2 || type.Id == DuckDBType.Enum)
            return;
        var bytes = Bytes(vector, width, count);
        for (var i = 0; i < count; i++)
        {
            var value = bytes.Slice(i * width, width);
            switch (width)
            {
                case 2:
                    BinaryPrimitives.WriteInt16LittleEndian(
                        value,
                        (short)(BinaryPrimitives.ReadInt16LittleEndian(value) + sign)
                    );
                    break;
                case 4:
                    BinaryPrimitives.WriteInt32LittleEndian(
                        value,
                        BinaryPrimitives.ReadInt32LittleEndian(value) + sign
                    );
                    break;
                case 16 when type.Id != DuckDBType.Interval:
                    BinaryPrimitives.WriteInt128LittleEndian(
                        value,
                        BinaryPrimitives.ReadInt128LittleEndian(value) + sign
                    );
                    break;
                default:
                    var word = width == 16 ? value[8..] : value;
                    var step = type.Id == DuckDBType.TimeTz ? sign * (1L << TimeTzOffsetBits) : sign;
                    BinaryPrimitives.WriteInt64LittleEndian(word, BinaryPrimitives.ReadInt64LittleEndian(word) + step);
                    break;
            }
        }
    }

    // The last bit, as padding stands in front; of a point, a line or a polygon, the last one of the last coordinate.
    private static void FlipLowest(Vector vector, LogicalType type, int row, int count)
    {
        if (!vector.IsValid(row))
            return;
        var bytes = vector.Bytes(row).ToArray();
        var last = type.Id == DuckDBType.Bit ? 1 : sizeof(double);
        if (last > 1 && (WkbKind(bytes) > 3 || bytes.Length < WkbHeaderBytes + 2 * sizeof(double)))
            return;
        bytes[^last] ^= 1;
        vector.Strings(count).Set(row, bytes);
    }

    // Well-known binary in little-endian: a byte order, a kind, then what the kind has.
    private static int WkbKind(byte[] bytes) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(1)) % 1000;

    private static void Negate(Vector vector, LogicalType type, int count) =>
        Negate(vector, type, count, onlyNegative: false);

    private static void Negate(Vector vector, LogicalType type, int count, bool onlyNegative)
    {
        switch (Storage(type))
        {
            case DuckDBType.SmallInt:
                foreach (ref var value in vector.Data<short>(count))
                    value = onlyNegative && value > 0 ? value : (short)-value;
                break;
            case DuckDBType.Integer:
                foreach (ref var value in vector.Data<int>(count))
                    value = onlyNegative && value > 0 ? value : -value;
                break;
            case DuckDBType.BigInt:
                foreach (ref var value in vector.Data<long>(count))
                    value = onlyNegative && value > 0 ? value : -value;
                break;
            case DuckDBType.HugeInt:
                foreach (ref var value in vector.Data<HugeInt>(count))
                    value = onlyNegative && value.Upper >= 0 ? value : HugeInt.From(-value.ToInt128());
                break;
            case DuckDBType.Float:
                foreach (ref var value in vector.Data<uint>(count))
                    value = onlyNegative ? value & int.MaxValue : value ^ (1u << 31);
                break;
            case DuckDBType.Double:
                foreach (ref var value in vector.Data<ulong>(count))
                    value = onlyNegative ? value & long.MaxValue : value ^ (1ul << 63);
                break;
            case DuckDBType.Interval:
                foreach (ref var value in vector.Data<Interval>(count))
                    value = onlyNegative
                        ? new(
                            Positive(value.Months),
                            Positive(value.Days),
                            value.Micros < 0 ? -value.Micros : value.Micros
                        )
                        : new(-value.Months, -value.Days, -value.Micros);
                break;
            case DuckDBType.TimeTz:
                foreach (ref var value in vector.Data<ulong>(count))
                {
                    var offset = value & TimeTzOffsets;
                    if (!onlyNegative || offset > TimeTzMaxOffset)
                        value = (value & ~TimeTzOffsets) | (2 * TimeTzMaxOffset - offset) & TimeTzOffsets;
                }
                break;
        }
        static int Positive(int value) => value < 0 ? -value : value;
    }

    private static void Shift(Vector vector, LogicalType type, int count, int sign)
    {
        if (type.Id == DuckDBType.Date)
        {
            foreach (ref var value in vector.Data<int>(count))
                value += sign * EpochDays;
        }
        if (type.Id is DuckDBType.Timestamp or DuckDBType.TimestampTz)
        {
            foreach (ref var value in vector.Data<long>(count))
                value += sign * EpochMicros;
        }
    }

    private static void SwapParts(Vector vector, LogicalType type, int count)
    {
        switch (type.Id)
        {
            case DuckDBType.Uuid:
                foreach (ref var value in vector.Data<HugeInt>(count))
                    value = new((ulong)value.Upper, (long)value.Lower);
                break;
            case DuckDBType.Interval:
                foreach (ref var value in vector.Data<Interval>(count))
                    value = value with { Months = value.Days, Days = value.Months };
                break;
            case DuckDBType.Struct:
                SwapChildren(vector, type, count);
                break;
            case DuckDBType.Geometry:
                for (var i = 0; i < count; i++)
                    SwapCoordinates(vector, i, count);
                break;
        }
    }

    // The first two neighbours of one type, row by row.
    private static void SwapChildren(Vector vector, LogicalType type, int count)
    {
        for (var i = 1; i < type.StructCount; i++)
        {
            using var left = type.StructChild(i - 1);
            using var right = type.StructChild(i);
            var width = Width(left);
            if (left.Id != right.Id || width == 0 || width != Width(right) || left.Id == DuckDBType.Enum)
                continue;
            var (a, b) = (vector.StructChild(i - 1), vector.StructChild(i));
            var kept = Bytes(a, width, count).ToArray();
            Bytes(b, width, count).CopyTo(Bytes(a, width, count));
            kept.CopyTo(Bytes(b, width, count));
            for (var row = 0; row < count; row++)
            {
                var (validA, validB) = (a.IsValid(row), b.IsValid(row));
                if (validA == validB)
                    continue;
                SetValid(a, row, validB);
                SetValid(b, row, validA);
            }
            return;
        }
    }

    // Of points alone: x and y.
    private static void SwapCoordinates(Vector vector, int row, int count)
    {
        if (!vector.IsValid(row))
            return;
        var bytes = vector.Bytes(row).ToArray();
        if (WkbKind(bytes) != 1)
            return;
        var coordinates = MemoryMarshal.Cast<byte, double>(bytes.AsSpan(WkbHeaderBytes));
        (coordinates[0], coordinates[1]) = (coordinates[1], coordinates[0]);
        vector.Strings(count).Set(row, bytes);
    }

    private static void Label(Vector vector, LogicalType type, int count, int sign)
    {
        if (type.Id == DuckDBType.Boolean)
        {
            foreach (ref var value in vector.Data<byte>(count))
                value = (byte)(value == 0 ? 1 : 0);
        }
        if (type.Id != DuckDBType.Enum)
            return;
        var labels = type.EnumLabels().Length;
        if (type.EnumStorage == DuckDBType.UTinyInt)
        {
            foreach (ref var value in vector.Data<byte>(count))
                value = (byte)((value + labels + sign) % labels);
        }
        else
        {
            foreach (ref var value in vector.Data<ushort>(count))
                value = (ushort)((value + labels + sign) % labels);
        }
    }
}
