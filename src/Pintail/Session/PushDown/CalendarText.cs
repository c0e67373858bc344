using System.Globalization;
using System.Numerics;

namespace Pintail.Session.PushDown;

/// <summary>
/// Dates and times, as DuckDB counts them from 1970 on, as texts that Postgres reads under any DateStyle: ISO, years before
/// the first with BC behind. Null for what Postgres' types do not reach.
/// </summary>
internal static class CalendarText
{
    /// <summary>date_t and timestamp_t in datetime.hpp, timestamp.hpp: infinity is the largest number, −infinity its negative.</summary>
    private const int InfiniteDays = int.MaxValue;
    private const long InfiniteMicros = long.MaxValue;

    private const long MicrosPerDay = 86_400_000_000;

    /// <summary>4714-11-24 BC, the first day of the Julian calendar's count, in both (JULIAN_MINYEAR in timestamp.h).</summary>
    private const long FirstDay = -2_440_588;

    /// <summary>5874897-12-31 (DATE_END_JULIAN in timestamp.h is the day behind).</summary>
    private const long LastDay = 2_147_483_493 - 2_440_588;

    /// <summary>294276-12-31 is the last day of a timestamp (TIMESTAMP_END_JULIAN is the day behind); DuckDB's end earlier.</summary>
    private const long LastTimestampDay = 109_203_527 - 2_440_588;

    public static string? Date(BigInteger days) =>
        days == InfiniteDays ? "infinity"
        : days == -InfiniteDays ? "-infinity"
        : days < FirstDay || days > LastDay ? null
        : Day((long)days, "");

    /// <param name="zone">What stands behind the time: +00, or nothing.</param>
    public static string? Timestamp(BigInteger micros, string zone = "")
    {
        if (micros == InfiniteMicros)
            return "infinity";
        if (micros == -InfiniteMicros)
            return "-infinity";
        if (micros < long.MinValue || micros > long.MaxValue)
            return null;
        var day = Math.DivRem((long)micros, MicrosPerDay, out var time);
        if (time < 0)
            (day, time) = (day - 1, time + MicrosPerDay);
        return day is < FirstDay or > LastTimestampDay ? null : Day(day, $" {OfDay(time)}{zone}");
    }

    public static string? Time(BigInteger micros) =>
        micros.Sign < 0 || micros > MicrosPerDay ? null : OfDay((long)micros);

    // The proleptic Gregorian calendar by eras of 400 years, which are 146,097 days, beginning on 1 March.
    private static string Day(long days, string behind)
    {
        const long DaysPerEra = 146_097;
        const long MarchOfYear0 = 719_468;
        var shifted = days + MarchOfYear0;
        var era = (shifted >= 0 ? shifted : shifted - DaysPerEra + 1) / DaysPerEra;
        var dayOfEra = shifted - era * DaysPerEra;
        var yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var monthFromMarch = (5 * dayOfYear + 2) / 153;
        var day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
        var month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        var year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        // There is no year 0.
        var (shown, epoch) = year > 0 ? (year, "") : (1 - year, " BC");
        return string.Create(CultureInfo.InvariantCulture, $"{shown:0000}-{month:00}-{day:00}{behind}{epoch}");
    }

    private static string OfDay(long micros)
    {
        var seconds = Math.DivRem(micros, 1_000_000, out var fraction);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}"
        );
        return fraction == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}.{fraction:000000}");
    }
}
