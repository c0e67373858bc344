using Pintail.DuckDB;

namespace Pintail.Tests.Session.Differential;

/// <summary>All types that random tables have columns of.</summary>
internal static class ColumnKinds
{
    /// <summary>What the types below stand on. <see cref="ColumnKind.Needs"/> says which of them a server has.</summary>
    public const string Setup = """
        CREATE TYPE mood AS ENUM ('sad', 'Ok', 'happy', 'it''s', 'ä', 'a', '10', '');
        CREATE TYPE pair AS (x int, y text);
        CREATE DOMAIN small AS int CHECK (VALUE > -100000);
        CREATE DOMAIN label AS text COLLATE "C";
        """;

    public const string Icu = "icu";

    /// <summary>numeric of a negative scale, and databases with a collation of ICU.</summary>
    public const string Since15 = "PostgreSQL 15";

    public const string IcuSetup = """
        CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
        CREATE COLLATION german (provider = icu, locale = 'de-u-co-phonebk');
        """;

    public static readonly string[] Texts =
    [
        "",
        " ",
        "a",
        "A",
        "ab",
        "aB",
        "abc",
        "abc ",
        "b",
        "Zebra",
        "zebra",
        "ä",
        "Ä",
        "a\u0308",
        "ß",
        "ss",
        "é",
        "😀",
        "a😀b",
        "\uff41",
        "100%",
        "100",
        "a_b",
        "axb",
        @"a\b",
        @"\",
        "it's",
        "\"q\"",
        "10",
        "9",
        "-1",
        "2024-02-29",
        "\t",
        "a\nb",
        "NULL",
        "ı",
        "I",
        "i",
    ];

    private static readonly string[] Whole =
    [
        "-1",
        "0",
        "1",
        "2",
        "3",
        "5",
        "10",
        "100",
        "2.5",
        "2.0",
        "3.000",
        "-0.5",
        "40000",
        "-99999",
        "99999999999",
        "2e0",
        "2.5e0",
        "1e30",
        "'3'",
        "'NaN'::DOUBLE",
        "'inf'::DOUBLE",
        "'-inf'::FLOAT",
        "170141183460469231731687303715884105727",
        "3::UTINYINT",
        "5::DECIMAL(10,3)",
        "2::DOUBLE",
        "(1 + 1)",
        "abs(-3)",
        "-5 % 3",
        "NULL::INT",
        "2.00000001",
        "32767",
        "-32768",
    ];

    private static readonly string[] Decimals =
    [
        "0",
        "1",
        "-1",
        "1.5",
        "1.50",
        "2.5",
        "0.01",
        "10",
        "99999999.99",
        "2.5e0",
        "0.1e0",
        "2.500001",
        "'1.5'",
        "99999999999999999999.5",
        "-1::BIGINT",
        "0.01::DECIMAL(4,2)",
        "1.5::DOUBLE",
        "0.0000000001",
        "100",
        "(1.25 * 2)",
        "0.00123",
    ];

    private static readonly string[] Floats =
    [
        "0",
        "-0.0",
        "-0e0",
        "0.1",
        "0.1::FLOAT",
        "0.1::DOUBLE",
        "1",
        "1.5",
        "2.5e0",
        "-2.5",
        "'NaN'::FLOAT",
        "'NaN'::DOUBLE",
        "'inf'::DOUBLE",
        "'-inf'::FLOAT",
        "16777217",
        "16777216::FLOAT",
        "1e300",
        "'1.5'",
        "1e-40",
        "5e-324",
        "3.4028235e38",
    ];

    private static readonly ColumnKind Id = new(
        Family.Whole,
        "int",
        [],
        ["1", "2", "3", "7", "20", "33", "100", "1000", "1500.5", "2999", "-1", "99999999999"]
    );

    private static readonly ColumnKind[] Numbers =
    [
        new(Family.Whole, "int2", ["-32768", "-1", "0", "1", "2", "3", "5", "10", "100", "32767"], Whole),
        new(Family.Whole, "int4", ["-99999", "-1", "0", "1", "2", "3", "5", "10", "40000"], Whole),
        new(Family.Whole, "int8", ["-1", "0", "1", "2", "3", "10", "99999999999"], Whole),
        new(Family.Whole, "small", ["-1", "0", "1", "2", "3", "5"], Whole),
        new(Family.Whole, "oid", ["0", "1", "2", "3", "4294967295"], Whole),
        new(Family.Decimal, "numeric(10,2)", ["-1", "0", "0.01", "1", "1.5", "2.5", "99999999.99"], Decimals),
        new(Family.Decimal, "numeric(4,0)", ["-1", "0", "1", "2", "10", "9999"], Decimals),
        new(Family.Decimal, "numeric(38,10)", ["0", "1.5", "2.5", "0.0000000001", "99999999999999999999.5"], Decimals),
        new(Family.Decimal, "numeric(3,5)", ["0", "0.00123", "-0.00999"], Decimals),
        new(Family.Decimal, "numeric(3,-2)", ["0", "100", "-1200", "99900"], Decimals) { Needs = Since15 },
        new(Family.Decimal, "numeric", ["0", "1.5", "1.50", "2.500000", "0.0000000001", "-1", "10"], Decimals),
        new(
            Family.Floating,
            "float4",
            ["NaN", "Infinity", "-Infinity", "-0", "0", "0.1", "1", "1.5", "-2.5", "1e-40", "16777216", "3.4028235e38"],
            Floats
        ),
        new(
            Family.Floating,
            "float8",
            ["NaN", "Infinity", "-Infinity", "-0", "0", "0.1", "1", "1.5", "-2.5", "5e-324", "16777217", "1e300"],
            Floats
        ),
        new(Family.Truth, "bool", ["t", "f"], ["true", "false", "1", "0", "(1 = 1)"]),
    ];

    private static readonly ColumnKind[] TextKinds =
    [
        Text("text"),
        Text("text COLLATE \"C\""),
        Text("text COLLATE nocase") with
        {
            Needs = Icu,
        },
        Text("text COLLATE german") with
        {
            Needs = Icu,
        },
        Text("varchar(5)"),
        Text("varchar COLLATE \"en-x-icu\"") with
        {
            Needs = Icu,
        },
        Text("char(5)"),
        Text("char(5) COLLATE nocase") with
        {
            Needs = Icu,
        },
        Text("name"),
        Text("label"),
        Text("citext") with
        {
            Needs = "citext",
        },
        new(Family.Text, "\"char\"", ["a", "A", "b", "9"], [.. Texts.Select(DuckDBText.Literal)]),
        new(Family.Text, "inet", ["10.0.0.1", "10.0.0.0/8", "::1"], ["'10.0.0.1'", "'10.0.0.0/8'", "'::1'", "'a'"]),
        new(
            Family.Label,
            "mood",
            ["sad", "Ok", "happy", "it's", "ä", "a", "10", ""],
            ["'sad'", "'Ok'", "'happy'", "'it''s'", "'ä'", "'a'", "'10'", "''", "'none'", "lower('SAD')"]
        ),
    ];

    private static readonly ColumnKind[] Others =
    [
        new(
            Family.Uuid,
            "uuid",
            ["00000000-0000-0000-0000-000000000000", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", Last],
            ["'00000000-0000-0000-0000-000000000000'", "UUID 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", $"UUID '{Last}'"]
        ),
        new(
            Family.Bytes,
            "bytea",
            [@"\x", @"\x00", @"\x61", @"\x6162", @"\xff00"],
            ["''::BLOB", @"'\x00'::BLOB", "'a'::BLOB", "'ab'::BLOB", @"'\xFF\x00'::BLOB", @"'\xFF'::BLOB"]
        ),
        new(
            Family.Numbers,
            "int[]",
            ["{}", "{1,2}", "{1,NULL}", "{3}", "{1,2,3}"],
            ["[1, 2]", "[]::INT[]", "[1, NULL]", "[3]", "[1]"]
        ),
        new(Family.Texts, "text[]", ["{}", "{a,b}", "{NULL}", "{\"it's\"}"], ["['a', 'b']", "['it''s']", "['a']"]),
        new(
            Family.Json,
            "jsonb",
            ["{\"a\": 1}", "{\"a\": \"x\", \"b\": [1, 2]}", "null", "[]", "\"s\"", "5"],
            ["'{\"a\": 1}'::JSON", "'[]'::JSON", "'5'::JSON"]
        ),
        new(Family.Pair, "pair", ["(1,a)", "(,)", "(2,)", "(1,b)"], ["{'x': 1, 'y': 'a'}", "{'x': NULL, 'y': NULL}"]),
    ];

    private const string Last = "ffffffff-ffff-ffff-ffff-ffffffffffff";

    /// <summary>Of the column that every relation has.</summary>
    public static ColumnKind Key => Id;

    public static IEnumerable<ColumnKind> All => [.. Numbers, .. TextKinds, .. TimeKinds.All, .. Others];

    private static ColumnKind Text(string sql) =>
        new(
            Family.Text,
            sql,
            Texts,
            [.. Texts.Select(DuckDBText.Literal), "lower('ABC')", "'a' || 'b'", "'zzz'", "chr(228)"]
        );
}
