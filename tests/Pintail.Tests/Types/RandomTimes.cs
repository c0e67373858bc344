using System.Globalization;

namespace Pintail.Tests.Types;

/// <summary>Dates, times and intervals, within what DuckDB can hold.</summary>
internal static class RandomTimes
{
    private const int LastYear = 5_874_897;

    /// <summary>DuckDB's timestamps end in January 294247.</summary>
    private const int LastTimestampYear = 294_246;

    public static IEnumerable<RandomType> Types =>
        [
            new("date", random => Infinite(random, Date(random, LastYear))),
            new("time", Time),
            new("timetz", random => Time(random) + Zone(random)),
            new("timestamp", random => Infinite(random, Timestamp(random))),
            new("timestamptz", random => Infinite(random, Timestamp(random))),
            new("timestamp(0)", random => Infinite(random, Timestamp(random))),
            new("interval", Interval),
        ];

    /// <summary>A date and a later one.</summary>
    public static (string, string) Dates(Random random)
    {
        var year = random.Next(1, 3000);
        return ($"{year:0000}-01-{random.Next(1, 29):00}", $"{year + random.Next(3):0000}-03-{random.Next(1, 29):00}");
    }

    /// <inheritdoc cref="Dates"/>
    public static (string, string) Timestamps(Random random)
    {
        var (lower, upper) = Dates(random);
        return ($"{lower} {Time(random)}", random.Next(5) == 0 ? "infinity" : $"{upper} {Time(random)}");
    }

    private static string Date(Random random, int lastYear)
    {
        var isFar = random.Next(6) == 0;
        var year = isFar ? random.Next(1, lastYear + 1) : random.Next(1, 3000);
        var isBefore = random.Next(6) == 0;
        if (isBefore)
            year = random.Next(1, 4713);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{year:0000}-{random.Next(1, 13):00}-{random.Next(1, 29):00}{(isBefore ? " BC" : "")}"
        );
    }

    private static string Timestamp(Random random)
    {
        var date = Date(random, LastTimestampYear);
        return date.EndsWith(" BC", StringComparison.Ordinal)
            ? $"{date[..^3]} {Time(random)} BC"
            : $"{date} {Time(random)}";
    }

    private static string Infinite(Random random, string otherwise) =>
        random.Next(20) switch
        {
            0 => "infinity",
            1 => "-infinity",
            _ => otherwise,
        };

    private static string Time(Random random)
    {
        if (random.Next(20) == 0)
            return "23:59:59.999999";
        var micros = (
            random.Next(4) switch
            {
                0 => 0,
                1 => random.Next(10) * 100_000,
                _ => random.Next(1_000_000),
            }
        ).ToString("000000", CultureInfo.InvariantCulture);
        return $"{random.Next(24):00}:{random.Next(60):00}:{random.Next(60):00}.{micros}";
    }

    private static string Zone(Random random) =>
        $"{"+-"[random.Next(2)]}{random.Next(16):00}:{(random.Next(2) == 0 ? 0 : random.Next(60)):00}:{(random.Next(3) == 0 ? random.Next(60) : 0):00}";

    // Hours within 32 bits, which servers before 15 read them into.
    private static string Interval(Random random)
    {
        var hours = random.Next(6) == 0 ? random.Next() : random.Next(100);
        return $"{Signed(random)} mons {Signed(random)} days {(random.Next(2) == 0 ? "-" : "")}{hours:00}:{Time(random)[3..]}";
    }

    private static string Signed(Random random) =>
        (random.Next(2) == 0 ? "-" : "")
        + (random.Next(6) == 0 ? random.Next() : random.Next(40)).ToString(CultureInfo.InvariantCulture);
}
