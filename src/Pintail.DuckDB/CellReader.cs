using System.Globalization;
using System.Numerics;
using System.Text;

namespace Pintail.DuckDB;

/// <summary>
/// One value as an object: bool, the integer of its size, BigInteger (HUGEINT), float, double, decimal, string (also ENUM,
/// BIT and JSON), byte[], DateOnly, TimeSpan (TIME), DateTime in UTC (TIMESTAMP with and without zone), Interval, Guid,
/// object?[] (LIST, ARRAY), Dictionary by name (STRUCT), list of pairs (MAP), null.
/// A value outside the .NET type's range is an error, never another value: cast it to VARCHAR in SQL. Slow on purpose;
/// the data plane reads vectors.
/// </summary>
internal static class CellReader
{
    internal static object? Read(Vector vector, LogicalType type, int row) =>
        vector.IsValid(row) ? ReadValue(vector, type, row) : null;

    private static object ReadValue(Vector vector, LogicalType type, int row) =>
        type.Id switch
        {
            DuckDBType.Boolean => At<bool>(vector, row),
            DuckDBType.TinyInt => At<sbyte>(vector, row),
            DuckDBType.SmallInt => At<short>(vector, row),
            DuckDBType.Integer => At<int>(vector, row),
            DuckDBType.BigInt => At<long>(vector, row),
            DuckDBType.UTinyInt => At<byte>(vector, row),
            DuckDBType.USmallInt => At<ushort>(vector, row),
            DuckDBType.UInteger => At<uint>(vector, row),
            DuckDBType.UBigInt => At<ulong>(vector, row),
            DuckDBType.Float => At<float>(vector, row),
            DuckDBType.Double => At<double>(vector, row),
            DuckDBType.HugeInt => At<HugeInt>(vector, row).ToBigInteger(),
            DuckDBType.UHugeInt => (BigInteger)(UInt128)At<HugeInt>(vector, row).ToInt128(),
            DuckDBType.Decimal => ReadDecimal(vector, type, row),
            DuckDBType.Varchar => vector.Text(row),
            DuckDBType.Blob => vector.Bytes(row).ToArray(),
            DuckDBType.Bit => ReadBit(vector.Bytes(row)),
            DuckDBType.Enum => type.EnumLabel(ReadEnum(vector, type, row)),
            DuckDBType.Uuid => At<HugeInt>(vector, row).ToGuid(),
            DuckDBType.Interval => At<Interval>(vector, row),
            DuckDBType.List or DuckDBType.Array or DuckDBType.Struct or DuckDBType.Map => NestedReader.Read(
                vector,
                type,
                row
            ),
            _ => ReadTime(vector, type, row),
        };

    private static object ReadTime(Vector vector, LogicalType type, int row) =>
        type.Id switch
        {
            DuckDBType.Date => DateOnly.FromDayNumber(
                Within(At<int>(vector, row) + (long)UnixDays, DateOnly.MaxValue.DayNumber, type)
            ),
            DuckDBType.Time => TimeSpan.FromMicroseconds(At<long>(vector, row)),
            DuckDBType.Timestamp or DuckDBType.TimestampTz => Utc(At<long>(vector, row), TicksPerMicrosecond, type),
            DuckDBType.TimestampS => Utc(At<long>(vector, row), TimeSpan.TicksPerSecond, type),
            DuckDBType.TimestampMs => Utc(At<long>(vector, row), TimeSpan.TicksPerMillisecond, type),
            var id => throw new NotSupportedException(
                $"A {id} value has no .NET form here. Cast it to VARCHAR in SQL."
            ),
        };

    private const int UnixDays = 719162;
    private const long TicksPerMicrosecond = 10;

    private static DateTime Utc(long count, long ticksPerUnit, LogicalType type)
    {
        var ticks = ((Int128)count * ticksPerUnit) + DateTime.UnixEpoch.Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
            ? new DateTime((long)ticks, DateTimeKind.Utc)
            : throw OutOfRange(type);
    }

    private static int Within(long value, int maximum, LogicalType type) =>
        value >= 0 && value <= maximum ? (int)value : throw OutOfRange(type);

    private static OverflowException OutOfRange(LogicalType type) =>
        new($"A {type.Id} value lies outside the range of its .NET type. Cast it to VARCHAR in SQL.");

    private static decimal ReadDecimal(Vector vector, LogicalType type, int row)
    {
        Int128 unscaled = type.DecimalStorage switch
        {
            DuckDBType.SmallInt => At<short>(vector, row),
            DuckDBType.Integer => At<int>(vector, row),
            DuckDBType.BigInt => At<long>(vector, row),
            _ => At<HugeInt>(vector, row).ToInt128(),
        };
        var magnitude = (UInt128)Int128.Abs(unscaled);
        if (magnitude >> 96 != 0 || type.DecimalScale > 28)
        {
            throw OutOfRange(type);
        }

        var (low, middle, high) = ((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64));
        return new decimal(low, middle, high, unscaled < 0, (byte)type.DecimalScale);
    }

    private static int ReadEnum(Vector vector, LogicalType type, int row) =>
        type.EnumStorage switch
        {
            DuckDBType.UTinyInt => At<byte>(vector, row),
            DuckDBType.USmallInt => At<ushort>(vector, row),
            _ => checked((int)At<uint>(vector, row)),
        };

    // The first byte counts the padding bits at the start of the second.
    private static string ReadBit(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var b in bytes[1..])
        {
            text.Append(CultureInfo.InvariantCulture, $"{b:b8}");
        }

        return text.ToString(bytes[0], text.Length - bytes[0]);
    }

    private static T At<T>(Vector vector, int row)
        where T : unmanaged => vector.Data<T>(row + 1)[row];
}
