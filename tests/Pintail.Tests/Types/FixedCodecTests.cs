using System.Buffers.Binary;
using Pintail.Types;

namespace Pintail.Tests.Types;

/// <summary>The edges of DuckDB's ranges, to the last microsecond and day.</summary>
public class FixedCodecTests
{
    // 294247-01-10 04:00:54.775806, DuckDB's last timestamp, in microseconds since 2000.
    private const long LastTimestamp = long.MaxValue - 1 - 946_684_800_000_000;

    [Theory]
    [InlineData(0, 946_684_800_000_000)]
    [InlineData(LastTimestamp, long.MaxValue - 1)]
    [InlineData(long.MaxValue, long.MaxValue)] // infinity
    [InlineData(long.MinValue, -long.MaxValue)] // −infinity
    [InlineData(-211_813_488_000_000_000, -210_866_803_200_000_000)] // 4714-11-24 BC
    public void Timestamp_within_the_range_moves_to_1970(long postgres, long duckdb)
    {
        Assert.True(TimestampCodec.TryRead(Bytes(postgres), out var value));
        Assert.Equal(duckdb, value);
    }

    [Theory]
    [InlineData(LastTimestamp + 1)]
    [InlineData(long.MaxValue - 1)]
    [InlineData(9_223_371_331_199_999_999)] // Postgres' last, 294276-12-31 23:59:59.999999
    public void Timestamp_past_the_range_is_refused(long postgres) =>
        Assert.False(TimestampCodec.TryRead(Bytes(postgres), out _));

    [Theory]
    [InlineData(0, 10_957)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(int.MinValue, -int.MaxValue)]
    [InlineData(2_145_031_948, 2_145_042_905)] // Postgres' last date
    [InlineData(int.MaxValue - 1 - 10_957, int.MaxValue - 1)]
    public void Date_within_the_range_moves_to_1970(int postgres, int duckdb)
    {
        Assert.True(DateCodec.TryRead(Bytes(postgres), out var value));
        Assert.Equal(duckdb, value);
    }

    [Theory]
    [InlineData(int.MaxValue - 10_957)]
    [InlineData(int.MaxValue - 1)]
    public void Date_past_the_range_is_refused(int postgres) => Assert.False(DateCodec.TryRead(Bytes(postgres), out _));

    [Theory]
    [InlineData(0L, true)]
    [InlineData(86_400_000_000, true)]
    [InlineData(86_400_000_001, false)]
    [InlineData(-1L, false)]
    public void Time_ends_at_midnight(long micros, bool accepted) =>
        Assert.Equal(accepted, TimeCodec.TryRead(Bytes(micros), out _));

    [Theory]
    [InlineData(57_599, true)]
    [InlineData(-57_599, true)]
    [InlineData(57_600, false)]
    [InlineData(-57_600, false)]
    [InlineData(int.MinValue, false)]
    public void Timetz_offset_ends_before_16_hours(int secondsWest, bool accepted) =>
        Assert.Equal(accepted, TimeTzCodec.TryRead([.. Bytes(1L), .. Bytes(secondsWest)], out _));

    [Theory]
    [InlineData(long.MaxValue, int.MaxValue, int.MaxValue, false)]
    [InlineData(long.MinValue, int.MinValue, int.MinValue, false)]
    [InlineData(long.MaxValue, int.MaxValue, int.MaxValue - 1, true)]
    [InlineData(long.MinValue, int.MaxValue, int.MinValue, true)]
    public void Interval_infinite_is_refused(long micros, int days, int months, bool accepted)
    {
        Assert.Equal(
            accepted,
            IntervalCodec.TryRead([.. Bytes(micros), .. Bytes(days), .. Bytes(months)], out var value)
        );
        Assert.Equal((months, days, micros), (value.Months, value.Days, value.Micros));
        Assert.Equal(accepted, IntervalCodec.TryWrite(value, new byte[16]));
    }

    [Theory]
    [InlineData(160_009, true)]
    [InlineData(170_000, false)]
    public void Interval_with_all_parts_at_their_end_is_finite_before_version_17(int version, bool isFinite)
    {
        var options = new TypeOptions { ServerVersionNumber = version };
        var mapping = TypeTable.Map(TestTypes.Column(TestTypes.BuiltIn("interval")), options);
        Assert.Equal(isFinite, mapping.UnrepresentableSql is null);
    }

    private static byte[] Bytes(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Bytes(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
