using System.Globalization;

namespace Pintail.Tests.Types;

/// <summary>Every type of the table with its edges.</summary>
internal static class TypeCases
{
    private static readonly string Nines38 = new('9', 38);

    public static IEnumerable<TypeCase> All =>
        [
            .. Numbers,
            .. Texts,
            .. Times,
            .. Others,
            .. Enums,
            .. AsText,
            .. PrintedTypeCases.All,
            .. NestedTypeCases.All,
            .. ExtensionTypeCases.All,
        ];

    private static IEnumerable<TypeCase> Numbers =>
        [
            new("boolean", "BOOLEAN", "true", "false", null),
            new("smallint", "SMALLINT", "-32768", "32767", "0", "-1", null),
            new("integer", "INTEGER", "-2147483648", "2147483647", "0", "-1", "256", null),
            new("bigint", "BIGINT", "-9223372036854775808", "9223372036854775807", "0", "-1", null),
            new("oid", "UINTEGER", "0", "4294967295", "2147483648", null),
            new("xid", "UINTEGER", "0", "4294967295", "3", null),
            new("cid", "UINTEGER", "0", "4294967295", null),
            new("real", "FLOAT", "0", "-0", "NaN", "Infinity", "-Infinity", "3.4028235e38", "1.4e-45", "0.1", null),
            new(
                "double precision",
                "DOUBLE",
                "-0",
                "NaN",
                "Infinity",
                "-Infinity",
                "1.7976931348623157e308",
                "5e-324",
                "0.1",
                null
            ),
            new("numeric(4,2)", "DECIMAL(4,2)", "99.99", "-99.99", "0", "0.01", "-0.01", "10", null),
            new("numeric(9,0)", "DECIMAL(9,0)", "999999999", "-999999999", "10000", "100000000", "0", null),
            new("numeric(15,2)", "DECIMAL(15,2)", "9999999999999.99", "-0.1", "12.34", "20000", "0.05", "1234.5", null),
            new("numeric(18,18)", "DECIMAL(18,18)", "0.000000000000000001", "-0.999999999999999999", "0.1", null),
            new("numeric(18,9)", "DECIMAL(18,9)", "123456789.987654321", "100000000", "0.000010000", null),
            new("numeric(19,0)", "DECIMAL(19,0)", "9999999999999999999", "-9223372036854775808", "5", null),
            new("numeric(38,0)", "DECIMAL(38,0)", Nines38, "-" + Nines38, "0", "1" + new string('0', 37), null),
            new("numeric(38,38)", "DECIMAL(38,38)", "0." + Nines38, "-0." + Nines38, "1e-38", "0", null),
            new("numeric(38,28)", "DECIMAL(38,28)", "1e-28", "9999999999.9999999999999999999999999999", "-1e-5", null),
            new("numeric(38,10)", "DECIMAL(38,10)", "1234567890123456789012345678.0123456789", "-1e20", "1e20", null),
        ];

    private static IEnumerable<TypeCase> Texts =>
        [
            .. Alike("VARCHAR", "text", "varchar", "varchar(40)", "name"),
            new("text", "VARCHAR", new string('x', 1_000_000), "é" + new string('ü', 600_000), null),
            new("char(5)", "VARCHAR", "a", "abcde", "", "  b", "🦆", null),
            new("bpchar", "VARCHAR", "a  ", "  ", null),
            new("\"char\"", "VARCHAR", "a", "", "~", null),
            new("bytea", "BLOB", @"\x", @"\x00", @"\x000102fffe", @"\x000102030405060708090a0b", null),
            new("json", "JSON", """{"a" :  1, "a": 2}""", "[]", "null", "1e400", "\"é\\u0000\"", null),
            new("jsonb", "JSON", """{"b": [1, 2.50, null], "a": "🦆"}""", "[]", "null", "\"\"", null),
        ];

    /// <summary>Lengths around DuckDB's 12 inline bytes, and bytes of every kind of UTF-8 sequence.</summary>
    private static IEnumerable<TypeCase> Alike(string duckdb, params string[] types) =>
        types.Select(type => new TypeCase(
            type,
            duckdb,
            [
                .. Enumerable.Range(0, 18).Select(length => "abcdefghijklmnopqrstuvwxyz"[..length]),
                "naïve",
                "🦆🦆🦆",
                "🦆🦆🦆🦆",
                "\u0001\t\r\n\\'\"",
                "\u00ff\ud7ff\uffee",
                null,
            ]
        ));

    private static IEnumerable<TypeCase> Times =>
        [
            new(
                "date",
                "DATE",
                "4713-01-01 BC",
                "0001-12-31 BC",
                "0001-01-01",
                "1969-12-31",
                "1970-01-01",
                "1999-12-31",
                "2000-02-29",
                "5874897-12-31",
                "infinity",
                "-infinity",
                null
            ),
            new("time", "TIME", "00:00", "24:00", "23:59:59.999999", "12:00:00.000001", "01:02:03.5", null),
            new(
                "timetz",
                "TIME WITH TIME ZONE",
                "00:00+15:59:59",
                "24:00-15:59:59",
                "12:00:00.5+02",
                "12:00-05:30",
                "01:02:03.000001+00",
                "12:34:56-00:00:01",
                null
            ),
            .. new[] { ("timestamp", "TIMESTAMP"), ("timestamptz", "TIMESTAMP WITH TIME ZONE") }.Select(
                type => new TypeCase(
                    type.Item1,
                    type.Item2,
                    "4713-01-01 00:00:00 BC",
                    "0001-12-31 23:59:59.999999 BC",
                    "1969-12-31 23:59:59.999999",
                    "1970-01-01 00:00:00",
                    "1999-12-31 23:59:59.999999",
                    "2000-01-01 00:00:00.1",
                    // Not the last microsecond, which FixedCodecTests has: past 2^53 milliseconds DuckDB's ICU
                    // prints a TIMESTAMPTZ rounded.
                    "287000-12-31 23:59:59.999999",
                    "infinity",
                    "-infinity",
                    null
                )
            ),
            new(
                "interval",
                "INTERVAL",
                "0",
                "1 year 2 mons -3 days 04:05:06.000007",
                "-1 mons 1 day -00:00:00.000001",
                "178956970 years 7 mons 2147483646 days",
                "-178956970 years -8 mons -2147483648 days",
                null
            ),
            // Older servers cannot print so many hours.
            new("interval", "INTERVAL", "2562047788 hours", "-2562047788 hours") { SinceMajor = 15 },
        ];

    private static IEnumerable<TypeCase> Others =>
        [
            new(
                "uuid",
                "UUID",
                "00000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "80000000-0000-0000-8000-000000000001",
                "01234567-89ab-cdef-0123-456789abcdef",
                null
            ),
            new("price", "DECIMAL(12,3)", "1.5", "-0.001", null)
            {
                Setup =
                    "CREATE DOMAIN base_price AS numeric(12,3); CREATE DOMAIN price AS base_price CHECK (VALUE < 100)",
            },
        ];

    private static IEnumerable<TypeCase> Enums =>
        [
            new("mood", "ENUM('sad', 'it''s ok', '', 'äöü 🦆')", "sad", "it's ok", "", "äöü 🦆", null)
            {
                Setup =
                    "CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'äöü 🦆'); ALTER TYPE mood ADD VALUE '' AFTER 'it''s ok'",
            },
            new("many", Enum(Labels(300)), [.. Labels(300).Reverse(), null])
            {
                Setup = $"CREATE TYPE many AS {Enum(Labels(300))}",
            },
            new("full", Enum(Labels(255)), [.. Labels(255), null])
            {
                Setup = $"CREATE TYPE full_ AS {Enum(Labels(255))}; CREATE DOMAIN \"full\" AS full_",
            },
        ];

    private static IEnumerable<TypeCase> AsText =>
        [
            new("tsvector", "VARCHAR", "a:1 b:2", "", null),
            new("tsquery", "VARCHAR", "a & !(b | 'c d':*A)", "", null),
            new("regclass", "VARCHAR", "pg_class", null),
        ];

    private static IEnumerable<string> Labels(int count) =>
        Enumerable.Range(0, count).Select(number => "label " + number.ToString(CultureInfo.InvariantCulture));

    private static string Enum(IEnumerable<string> labels) => $"ENUM('{string.Join("', '", labels)}')";
}
