namespace Pintail.Types;

/// <summary>
/// DuckDB's SQL for what Postgres prints of dates, times and intervals with the styles ISO and postgres at UTC (datetime.c:
/// EncodeDateOnly, EncodeDateTime, EncodeTimezone, EncodeInterval). Fractions of a second and padding are alike on both
/// sides; eras, zones and intervals are not.
/// </summary>
internal static class TimeTexts
{
    private const string Offset = "zone_offset";
    private const string Span = "time_span";

    /// <summary>DuckDB puts its " (BC)" behind the date, Postgres " BC" behind everything.</summary>
    public static string Date(string value) => Timestamp(value);

    /// <inheritdoc cref="Date"/>
    public static string Timestamp(string value) => WithEra(ValueTexts.Cast(value), zone: "");

    /// <summary>
    /// By way of a TIMESTAMP: DuckDB's ICU counts in milliseconds as DOUBLE, so it prints far dates rounded. epoch_us is
    /// NULL for infinity.
    /// </summary>
    public static string TimestampTz(string value)
    {
        var finite = WithEra(ValueTexts.Cast($"make_timestamp(epoch_us({value}))"), zone: "+00");
        return $"CASE WHEN isfinite({value}) THEN {finite} ELSE {ValueTexts.Cast(value)} END";
    }

    /// <summary>DuckDB leaves out the minutes of an offset such as −00:00:01, so the offset is put together here.</summary>
    public static string TimeTz(string value)
    {
        var seconds = $"abs({Offset})";
        var (hours, minutes) = ($"{seconds} // 3600", $"{seconds} // 60 % 60");
        var zone =
            $"CASE WHEN {Offset} < 0 THEN '-' ELSE '+' END || "
            + $"CASE WHEN {Offset} % 60 <> 0 THEN printf('%02d:%02d:%02d', {hours}, {minutes}, {seconds} % 60) "
            + $"WHEN {Offset} % 3600 <> 0 THEN printf('%02d:%02d', {hours}, {minutes}) ELSE printf('%02d', {hours}) END";
        return $"{ValueTexts.Cast($"CAST({value} AS TIME)")} || "
            + ValueTexts.Let(Offset, $"date_part('timezone', {value})", zone);
    }

    /// <summary>
    /// '1 year 2 mons -3 days +04:05:06.000007': parts that are 0 are left out, a part after a negative one shows its plus,
    /// and only 1 is singular.
    /// </summary>
    public static string Interval(string value)
    {
        var (years, months, days) = (Part("year"), Part("month"), Part("day"));
        // Years and months come from one number, so they have one sign.
        var beforeDays = $"({years} < 0 OR {months} < 0)";
        var beforeTime = $"({days} < 0 OR {days} = 0 AND {beforeDays})";
        var date =
            $"concat_ws(' ', {Counted(years, "year", "false")}, {Counted(months, "mon", $"{years} < 0")}, "
            + $"{Counted(days, "day", beforeDays)}, {Clock(beforeTime)})";
        return ValueTexts.Let(Span, value, $"CASE WHEN {Span} IS NOT NULL THEN {date} END");
    }

    private static string Counted(string number, string unit, string isAfterNegative) =>
        $"CASE WHEN {number} <> 0 THEN CASE WHEN {isAfterNegative} AND {number} > 0 THEN '+' ELSE '' END || {number} || "
        + $"' {unit}' || CASE WHEN {number} <> 1 THEN 's' ELSE '' END END";

    /// <summary>NULL when there is no time, unless there is no date either.</summary>
    private static string Clock(string isAfterNegative)
    {
        // The seconds are among the microseconds.
        var (hours, minutes, micros) = (Part("hour"), Part("minute"), Part("microsecond"));
        var sign =
            $"CASE WHEN {hours} < 0 OR {minutes} < 0 OR {micros} < 0 THEN '-' WHEN {isAfterNegative} THEN '+' ELSE '' END";
        var fraction = $"rtrim(rtrim(printf('.%06d', abs({micros}) % 1000000), '0'), '.')";
        var clock =
            $"{sign} || printf('%02d:%02d:%02d', abs({hours}), abs({minutes}), abs({micros}) // 1000000) || {fraction}";
        var hasDate = $"({Part("year")} <> 0 OR {Part("month")} <> 0 OR {Part("day")} <> 0)";
        var hasTime = $"({hours} <> 0 OR {minutes} <> 0 OR {micros} <> 0)";
        return $"CASE WHEN {hasTime} OR NOT {hasDate} THEN {clock} END";
    }

    private static string Part(string name) => $"date_part('{name}', {Span})";

    // One call: planning the statement costs more than its rows where the table is small.
    private static string WithEra(string text, string zone) =>
        $@"regexp_replace({(zone.Length == 0 ? text : $"{text} || '{zone}'")}, ' \(BC\)(.*)$', '\1 BC')";
}
