using System.Globalization;
using System.Numerics;
using Pintail.DuckDB;
using Vector = Pintail.DuckDB.Vector;

namespace Pintail.Tests.DuckDB;

internal static class ScalarTypeCases
{
    private const long Micros = ((((12 * 60) + 34) * 60) + 56) * 1_000_000L;
    private static readonly DateTime Moment = new(2024, 2, 29, 12, 34, 56, DateTimeKind.Utc);
    private static readonly long Seconds = new DateTimeOffset(Moment).ToUnixTimeSeconds();

    internal static IEnumerable<TypeCase> All =>
        [.. Numbers(), .. DatesAndTimes(), .. TimestampsAndIntervals(), .. Texts(), .. Enums()];

    private static IEnumerable<TypeCase> Numbers() =>
        [
            TypeCase.Of("BOOLEAN", DuckDBType.Boolean, true, false, "true", "false", true),
            TypeCase.Of("TINYINT", DuckDBType.TinyInt, sbyte.MinValue, sbyte.MaxValue, "-128", "127", sbyte.MinValue),
            TypeCase.Of("SMALLINT", DuckDBType.SmallInt, short.MinValue, (short)7, "-32768", "7", short.MinValue),
            TypeCase.Of("INTEGER", DuckDBType.Integer, int.MinValue, 7, "-2147483648", "7", int.MinValue),
            TypeCase.Of("BIGINT", DuckDBType.BigInt, long.MinValue, 7L, "-9223372036854775808", "7", long.MinValue),
            TypeCase.Of("UTINYINT", DuckDBType.UTinyInt, byte.MaxValue, (byte)0, "255", "0", byte.MaxValue),
            TypeCase.Of("USMALLINT", DuckDBType.USmallInt, ushort.MaxValue, (ushort)0, "65535", "0", ushort.MaxValue),
            TypeCase.Of("UINTEGER", DuckDBType.UInteger, uint.MaxValue, 0u, "4294967295", "0", uint.MaxValue),
            TypeCase.Of(
                "UBIGINT",
                DuckDBType.UBigInt,
                ulong.MaxValue,
                0ul,
                "18446744073709551615",
                "0",
                ulong.MaxValue
            ),
            TypeCase.Of(
                "HUGEINT",
                DuckDBType.HugeInt,
                HugeInt.From(Int128.MinValue),
                HugeInt.From(-1),
                "-170141183460469231731687303715884105728",
                "-1",
                (BigInteger)Int128.MinValue
            ),
            TypeCase.Of(
                "UHUGEINT",
                DuckDBType.UHugeInt,
                new HugeInt(ulong.MaxValue, -1),
                new HugeInt(1, 0),
                "340282366920938463463374607431768211455",
                "1",
                (BigInteger)UInt128.MaxValue
            ),
            TypeCase.Of("FLOAT", DuckDBType.Float, 1.5f, float.NegativeInfinity, "1.5", "-inf", 1.5f),
            // double.NaN has its sign set, which DuckDB prints as -nan; Postgres sends this one.
            TypeCase.Of(
                "DOUBLE",
                DuckDBType.Double,
                BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000),
                0.1,
                "nan",
                "0.1",
                double.NaN
            ),
            TypeCase.Of(
                "DECIMAL(4,2)",
                () => LogicalType.Decimal(4, 2),
                (short)-9999,
                (short)5,
                "-99.99",
                "0.05",
                -99.99m
            ),
            TypeCase.Of(
                "DECIMAL(9,3)",
                () => LogicalType.Decimal(9, 3),
                999_999_999,
                -1,
                "999999.999",
                "-0.001",
                999999.999m
            ),
            TypeCase.Of(
                "DECIMAL(18,6)",
                () => LogicalType.Decimal(18, 6),
                -999_999_999_999_999_999L,
                0L,
                "-999999999999.999999",
                "0.000000",
                -999999999999.999999m
            ),
            TypeCase.Of(
                "DECIMAL(38,10)",
                () => LogicalType.Decimal(38, 10),
                HugeInt.From(-(Int128)12_345_678_901_234_567_890),
                HugeInt.From(Int128.Parse(new string('9', 38), CultureInfo.InvariantCulture)),
                "-1234567890.1234567890",
                "9999999999999999999999999999.9999999999",
                -1234567890.1234567890m
            ),
            TypeCase.Of(
                "UUID",
                DuckDBType.Uuid,
                HugeInt.FromGuid(new Guid("00112233-4455-6677-8899-aabbccddeeff")),
                HugeInt.FromGuid(new Guid("ffffffff-ffff-ffff-ffff-ffffffffffff")),
                "00112233-4455-6677-8899-aabbccddeeff",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                new Guid("00112233-4455-6677-8899-aabbccddeeff")
            ),
        ];

    private static IEnumerable<TypeCase> DatesAndTimes() =>
        [
            TypeCase.Of(
                "DATE",
                DuckDBType.Date,
                -1,
                int.MaxValue,
                "1969-12-31",
                "infinity",
                new DateOnly(1969, 12, 31)
            ),
            TypeCase.Of(
                "DATE",
                DuckDBType.Date,
                19_782,
                -int.MaxValue,
                "2024-02-29",
                "-infinity",
                new DateOnly(2024, 2, 29)
            ),
            TypeCase.Of(
                "TIME",
                DuckDBType.Time,
                Micros,
                86_400_000_000,
                "12:34:56",
                "24:00:00",
                new TimeSpan(12, 34, 56)
            ),
            TypeCase.Of("TIME_NS", DuckDBType.TimeNs, (Micros * 1000) + 1, 0L, "12:34:56.000000001", "00:00:00", null),
            // The offset is stored as distance from +15:59:59, so that equal moments sort by it.
            TypeCase.Of(
                "TIME WITH TIME ZONE",
                DuckDBType.TimeTz,
                (Micros << 24) | (57_599 - 7_200),
                57_599L,
                "12:34:56+02",
                "00:00:00+00",
                null
            ),
        ];

    private static IEnumerable<TypeCase> TimestampsAndIntervals() =>
        [
            TypeCase.Of(
                "TIMESTAMP",
                DuckDBType.Timestamp,
                Seconds * 1_000_000,
                -1L,
                "2024-02-29 12:34:56",
                "1969-12-31 23:59:59.999999",
                Moment
            ),
            TypeCase.Of(
                "TIMESTAMP",
                DuckDBType.Timestamp,
                0L,
                long.MaxValue,
                "1970-01-01 00:00:00",
                "infinity",
                DateTime.UnixEpoch
            ),
            TypeCase.Of(
                "TIMESTAMP",
                DuckDBType.Timestamp,
                0L,
                -long.MaxValue,
                "1970-01-01 00:00:00",
                "-infinity",
                DateTime.UnixEpoch
            ),
            TypeCase.Of(
                "TIMESTAMP_S",
                DuckDBType.TimestampS,
                Seconds,
                0L,
                "2024-02-29 12:34:56",
                "1970-01-01 00:00:00",
                Moment
            ),
            TypeCase.Of(
                "TIMESTAMP_MS",
                DuckDBType.TimestampMs,
                Seconds * 1000,
                1L,
                "2024-02-29 12:34:56",
                "1970-01-01 00:00:00.001",
                Moment
            ),
            TypeCase.Of(
                "TIMESTAMP_NS",
                DuckDBType.TimestampNs,
                1L,
                0L,
                "1970-01-01 00:00:00.000000001",
                "1970-01-01 00:00:00",
                null
            ),
            TypeCase.Of(
                "TIMESTAMP WITH TIME ZONE",
                DuckDBType.TimestampTz,
                Seconds * 1_000_000,
                0L,
                "2024-02-29 12:34:56+00",
                "1970-01-01 00:00:00+00",
                Moment
            ),
            TypeCase.Of(
                "INTERVAL",
                DuckDBType.Interval,
                new Interval(14, -3, 1_500_000),
                new Interval(0, 0, 0),
                "1 year 2 months -3 days 00:00:01.5",
                "00:00:00",
                new Interval(14, -3, 1_500_000)
            ),
        ];

    private static IEnumerable<TypeCase> Texts() =>
        [
            Text("VARCHAR", () => LogicalType.Of(DuckDBType.Varchar), "grüße 🦆"u8, ""u8, "grüße 🦆", "", "grüße 🦆"),
            Text("JSON", () => LogicalType.Json, "{\"a\":1}"u8, "null"u8, "{\"a\":1}", "null", "{\"a\":1}"),
            Text(
                "BLOB",
                () => LogicalType.Of(DuckDBType.Blob),
                [0, 255, 65],
                [],
                "\\x00\\xFFA",
                "",
                new byte[] { 0, 255, 65 }
            ),
            // The first byte counts padding bits, which are ones at the front of the second.
            Text("BIT", () => LogicalType.Of(DuckDBType.Bit), [4, 0b1111_0101], [0, 255], "0101", "11111111", "0101"),
        ];

    private static TypeCase Text(
        string sql,
        Func<LogicalType> type,
        ReadOnlySpan<byte> first,
        ReadOnlySpan<byte> last,
        string firstText,
        string lastText,
        object value
    )
    {
        var (firstBytes, lastBytes) = (first.ToArray(), last.ToArray());
        return new TypeCase(sql, type, Write, firstText, lastText, value);

        void Write(Vector vector)
        {
            var strings = vector.Strings(TypeCase.Rows);
            strings.Set(0, firstBytes);
            strings.Set(2, lastBytes);
        }
    }

    private static IEnumerable<TypeCase> Enums() =>
        [
            Enum<byte>(255, 0, 254),
            Enum<ushort>(256, 255, 0),
            Enum<ushort>(65_535, 0, 65_534),
            Enum<uint>(65_536, 65_535, 1),
        ];

    private static TypeCase Enum<T>(int labels, T first, T last)
        where T : unmanaged, IBinaryInteger<T>
    {
        var all = Enumerable.Range(0, labels).Select(i => $"label {i}").ToArray();
        var sql = $"ENUM({string.Join(", ", all.Select(label => $"'{label}'"))})";
        return TypeCase.Of(
            sql,
            () => LogicalType.Enum(all),
            first,
            last,
            $"label {first}",
            $"label {last}",
            $"label {first}"
        );
    }
}
