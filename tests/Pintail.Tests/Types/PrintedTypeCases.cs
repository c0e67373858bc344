namespace Pintail.Tests.Types;

/// <summary>Types whose bytes are made anew: texts printed from the binary format, and bits.</summary>
internal static class PrintedTypeCases
{
    private const string NaN = "NaN";

    public static IEnumerable<TypeCase> All => [.. Numbers, .. Addresses, .. Geometry, .. Positions, .. Texts];

    private static IEnumerable<TypeCase> Numbers =>
        [
            new(
                "numeric",
                "VARCHAR",
                NaN,
                "0",
                "0.00",
                "-0.0",
                "0.10",
                "1e-100",
                "1.50",
                "-1",
                "10000",
                "100000000.00010000",
                "-0.00001",
                "9999.9999",
                "12345678901234567890.123456789012345678901234567890",
                new string('9', 200),
                "1e131071",
                "1e-16383",
                "-" + new string('1', 100_000) + "." + new string('2', 16_383),
                null
            ),
            new("numeric", "VARCHAR", "Infinity", "-Infinity", NaN) { SinceMajor = 14 },
            new("numeric(50,2)", "VARCHAR", new string('9', 48), "-1.5", NaN, null),
            new("numeric(2,-3)", "VARCHAR", "12345", "-1500", "0", null) { SinceMajor = 15 },
            new("numeric(3,5)", "VARCHAR", "0.00999", "-0.00001", null) { SinceMajor = 15 },
            new("xid8", "UBIGINT", "0", "18446744073709551615", "4294967296", null),
            new(
                "money",
                "DECIMAL(19,2)",
                "1234.5",
                "-1",
                "0",
                "-0.01",
                "92233720368547758.07",
                "-92233720368547758.08",
                null
            ),
            new("bit(1)", "BIT", "0", "1", null),
            new("bit(11)", "BIT", "10101010101", "00000000000", "11111111111", null),
            new("bit(64)", "BIT", "10101010101" + new string('0', 53), new string('1', 64), null),
            new(
                "bit varying",
                "BIT",
                [
                    .. Enumerable.Range(1, 20).Select(length => "11010010111000001111"[..length]),
                    new string('0', 8),
                    new string('1', 1_001),
                    null,
                ]
            ),
        ];

    private static IEnumerable<TypeCase> Addresses =>
        [
            new(
                "inet",
                "VARCHAR",
                "10.0.0.1",
                "10.0.0.1/8",
                "0.0.0.0/0",
                "255.255.255.255/31",
                "::",
                "::1",
                "::/0",
                "1::",
                "::2:3",
                "::1.2.3.4",
                "::ffff:1.2.3.4/100",
                "::ffff:0:1.2.3.4",
                "0:0:1:0:0:0:1:0",
                "1:0:0:2:0:0:3:4",
                "1:0:2:3:4:5:6:0",
                "fe80::ABCD:0:0:1/64",
                "1:2:3:4:5:6:0:0",
                "0:0:0:0:0:0:0:2",
                "0:0:0:0:0:0:1:1",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                null
            ),
            new(
                "cidr",
                "VARCHAR",
                "10.0.0.0/8",
                "10.0.0.1",
                "0.0.0.0/0",
                "::/0",
                "2001:db8::/32",
                "::1/128",
                "::ffff:0:0/96",
                null
            ),
            new("macaddr", "VARCHAR", "08:00:2b:01:02:03", "ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00", null),
            new("macaddr8", "VARCHAR", "08:00:2b:01:02:03:04:05", "FF:ff:ff:ff:ff:ff:ff:ff", null),
        ];

    private static IEnumerable<TypeCase> Geometry =>
        [
            new("point", "STRUCT(x DOUBLE, y DOUBLE)", "(1.5,-2)", "(0,-0)", "(NaN,Infinity)", "(1e300,-1e-300)", null),
            new("line", "VARCHAR", "{1,2,3}", "{-1e-300,0.1,1e15}", "{0,-1,NaN}", null),
            new("lseg", "VARCHAR", "[(0,0),(1,-1.5)]", "[(NaN,Infinity),(-Infinity,1e-5)]", null),
            new("box", "VARCHAR", "(2,2),(-0.5,1e-7)", "(1,1),(1,1)", null),
            new("path", "VARCHAR", "((0,0),(1,1),(2,0))", "[(0,0),(1,1)]", "[(1,2)]", "((9.5e21,0.0001))", null),
            new("polygon", "VARCHAR", "((0,0),(1,1),(2,0))", "((123456789012345,1e15))", null),
            new("circle", "VARCHAR", "<(1,-2),3.25>", "<(0,0),0>", "<(NaN,1),Infinity>", null),
        ];

    private static IEnumerable<TypeCase> Positions =>
        [
            new("pg_lsn", "VARCHAR", "16/B374D848", "0/0", "FFFFFFFF/FFFFFFFF", "A/1", null),
            new("tid", "VARCHAR", "(0,0)", "(4294967295,65535)", "(1,2)", null),
            new("pg_snapshot", "VARCHAR", "10:20:", "10:20:10,14,15", "795:799:795,797", null),
            new("txid_snapshot", "VARCHAR", "10:20:11", "1:9223372036854775807:", null),
        ];

    private static IEnumerable<TypeCase> Texts =>
        [
            new("refcursor", "VARCHAR", "<unnamed portal 1>", "", null),
            new("jsonpath", "VARCHAR", "$.a[*] ? (@.b > 1)", "strict $", null),
            new("citext", "VARCHAR", "aB", "", "Äö", null) { Setup = "CREATE EXTENSION IF NOT EXISTS citext" },
            new("ltree", "VARCHAR", "a.b.c", "", "Top_1.x", null) { Setup = Ltree },
            new("lquery", "VARCHAR", "a.*{1,2}.b|c", "*", null) { Setup = Ltree },
            new("ltxtquery", "VARCHAR", "a & !b*@", null) { Setup = Ltree },
            new("xml", "VARCHAR", "<a b=\"1\">x</a>", "text", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><é/>", null),
        ];

    private const string Ltree = "CREATE EXTENSION IF NOT EXISTS ltree";
}
