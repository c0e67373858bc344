namespace Pintail.Tests.Session.Differential;

/// <summary>Dates, times and spans.</summary>
internal static class TimeKinds
{
    private static readonly string[] Dates =
    [
        "DATE '2024-02-29'",
        "DATE '2024-01-01'",
        "'2024-01-01'",
        "DATE '1969-12-31'",
        "DATE 'infinity'",
        "DATE '-infinity'",
        "DATE '0044-03-15 (BC)'",
        "DATE '0001-01-01'",
        "TIMESTAMP '2024-02-29 00:00:00'",
        "TIMESTAMP '2024-02-29 12:00:00'",
        "TIMESTAMPTZ '2024-02-29 12:00:00+00'",
        "current_date",
        "current_date - 100",
        "current_date - INTERVAL 400 DAY",
        "now()::DATE",
        "make_date(2024, 1, 1)",
        "now() - INTERVAL 3 YEAR",
    ];

    // No TIMESTAMP holds the values that these are compared with.
    private static readonly string[] FarDates =
    [
        "DATE '5874897-12-31'",
        "DATE '2024-01-01'",
        "DATE '9999-12-31'",
        "DATE '0001-01-01'",
        "DATE '4713-01-01 (BC)'",
        "DATE 'infinity'",
        "current_date - 100",
        "'2024-01-01'",
    ];

    private static readonly string[] Timestamps =
    [
        "TIMESTAMP '2024-02-29 12:34:56.789012'",
        "TIMESTAMP '2024-01-01 00:00:00'",
        "'2024-01-01 00:00:00'",
        "DATE '2024-01-01'",
        "DATE '1970-01-01'",
        "TIMESTAMP 'infinity'",
        "TIMESTAMP '-infinity'",
        "TIMESTAMP '0044-03-15 (BC) 12:00:00'",
        "TIMESTAMP '1969-12-31 23:59:59.999999'",
        "TIMESTAMP '294246-12-31 23:59:59.999999'",
        "TIMESTAMP_S '2024-01-01 00:00:00'",
        "TIMESTAMP_MS '2024-02-29 12:34:56.789'",
        "TIMESTAMPTZ '2024-01-01 00:00:00+00'",
        "now()::TIMESTAMP",
        "current_date - INTERVAL 2 YEAR",
        "TIMESTAMP '2024-01-01' + INTERVAL 1 MONTH",
    ];

    private static readonly string[] Instants =
    [
        "TIMESTAMPTZ '2024-02-29 12:34:56.789012+00'",
        "TIMESTAMPTZ '2024-01-01 00:00:00+00'",
        "TIMESTAMPTZ '2024-01-01 05:45:00+05:45'",
        "'2024-01-01 00:00:00+00'",
        "DATE '2024-01-01'",
        "TIMESTAMP '2024-01-01 00:00:00'",
        "TIMESTAMPTZ 'infinity'",
        "TIMESTAMPTZ '-infinity'",
        "TIMESTAMPTZ '0044-03-15 (BC) 12:00:00+00'",
        "TIMESTAMPTZ '1969-12-31 23:59:59.999999+00'",
        "now()",
        "now() - INTERVAL 3 YEAR",
        "current_date",
        "current_timestamp - INTERVAL 500 DAY",
    ];

    private static readonly ColumnKind[] Kinds =
    [
        new(
            Family.Date,
            "date",
            ["2024-02-29", "2024-01-01", "2000-01-01", "1969-12-31", "infinity", "-infinity", "0044-03-15 BC"],
            Dates
        ),
        new(
            Family.Date,
            "date",
            ["5874897-12-31", "9999-12-31", "0001-01-01", "2024-01-01", "4713-01-01 BC"],
            FarDates
        ),
        new(
            Family.Timestamp,
            "timestamp",
            [
                "2024-02-29 12:34:56.789012",
                "2024-01-01",
                "1970-01-01",
                "1969-12-31 23:59:59.999999",
                "infinity",
                "-infinity",
                "0044-03-15 12:00:00 BC",
            ],
            Timestamps
        ),
        new(
            Family.Timestamp,
            "timestamp(3)",
            ["294246-12-31 23:59:59.999", "2024-02-29 12:34:56.789", "2024-01-01", "1677-09-21", "2262-04-12"],
            Timestamps
        ),
        new(
            Family.Instant,
            "timestamptz",
            [
                "2024-02-29 12:34:56.789012+00",
                "2024-01-01 00:00:00+00",
                "1969-12-31 23:59:59.999999+00",
                "infinity",
                "-infinity",
                "0044-03-15 12:00:00+00 BC",
            ],
            Instants
        ),
        new(
            Family.Time,
            "time",
            ["00:00:00", "12:34:56.789", "23:59:59.999999", "24:00:00"],
            ["TIME '00:00:00'", "TIME '12:34:56.789'", "'23:59:59.999999'", "TIME '24:00:00'", "TIME '12:00'"]
        ),
        new(
            Family.Interval,
            "interval",
            ["1 mon", "30 days", "31 days", "1 day", "24:00:00", "-1 day", "1 year 2 mons 3 days 04:05:06.7", "0"],
            ["INTERVAL 1 MONTH", "INTERVAL 30 DAY", "INTERVAL 1 DAY", "INTERVAL 24 HOUR", "INTERVAL (-1) DAY"]
        ),
    ];

    public static IReadOnlyList<ColumnKind> All => Kinds;
}
