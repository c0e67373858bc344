namespace Pintail.Tests.Session.PushDown;

/// <summary>
/// A column of the random table: its type in Postgres, its values as Postgres reads them and as DuckDB's SQL writes them.
/// </summary>
internal sealed record RandomColumn(string Name, string Type, string[] Values)
{
    /// <summary>DuckDB's SQL for constants to compare with, besides the values.</summary>
    public string[] Constants { get; init; } = [];

    /// <summary>DuckDB's SQL for a value; null: as a text, which DuckDB converts.</summary>
    public Func<string, string>? Write { get; init; }
    public bool IsText { get; init; }

    /// <summary>Types between which DuckDB is asked to compare columns.</summary>
    public string Family { get; init; } = "";

    /// <summary>DuckDB's casts over the column that still compare with its constants.</summary>
    public string[] Casts { get; init; } = [];
}

/// <summary>Random filters in DuckDB's SQL over a table of many types, and its rows.</summary>
internal sealed class RandomFilters(Random random)
{
    private static readonly string[] Whole = ["-2", "-1", "0", "1", "2", "3", "127"];
    private static readonly string[] Odd =
    [
        "0.5",
        "-1.5",
        "2.0",
        "5000000000",
        "-5000000000",
        "170141183460469231731687303715884105727",
        "1.5::DOUBLE",
        "'nan'::DOUBLE",
        "'-inf'::DOUBLE",
        "2::HUGEINT",
    ];
    private static readonly string[] Words =
    [
        "",
        " ",
        "a",
        "A",
        "a ",
        "ab",
        "aB",
        "abc",
        "a%c",
        "a_c",
        @"a\c",
        "ä",
        "z",
        "Z",
        "é",
        "e\u0301",
        "🦆",
        "\uFFFF",
        "it's",
        "\"q\"",
        "12",
        "NaN",
    ];
    private static readonly string[] Patterns =
    [
        "a%",
        "%c",
        "%b%",
        "a_c",
        "_",
        "__",
        "%_",
        @"a\%",
        @"a\_c",
        @"%\%",
        "a%c%",
        "ä%",
        "%🦆",
        "",
        "%",
        "%%",
    ];

    public static RandomColumn[] Columns { get; } =
    [
        new("i2", "smallint", [.. Whole, "-32768", "32767"])
        {
            Constants = [.. Odd, "40000"],
            Write = Same,
            Family = "number",
            Casts = ["INTEGER", "BIGINT", "DOUBLE", "HUGEINT", "DECIMAL(12,2)", "VARCHAR"],
        },
        new("i4", "integer", [.. Whole, "-2147483648", "2147483647"])
        {
            Constants = Odd,
            Write = Same,
            Family = "number",
            Casts = ["BIGINT", "DOUBLE", "FLOAT", "VARCHAR"],
        },
        new("i8", "bigint", [.. Whole, "-9223372036854775808", "9223372036854775807", "9007199254740993"])
        {
            Constants = [.. Odd, "9007199254740992::DOUBLE"],
            Write = Same,
            Family = "number",
            Casts = ["DOUBLE", "HUGEINT"],
        },
        new("o", "oid", ["0", "1", "2", "4294967295"])
        {
            Constants = [.. Odd, "-1"],
            Write = Same,
            Family = "number",
        },
        new("n", "numeric(10,2)", ["0", "1", "1.5", "-1.55", "2", "12345678.99"])
        {
            Constants = [.. Odd, "1.555", "-0.001", "123456789012"],
            Write = Same,
            Family = "number",
            Casts = ["DECIMAL(14,4)", "DECIMAL(12,1)", "DOUBLE", "INTEGER"],
        },
        new("u", "numeric", ["0", "1.5", "-1.55", "1.0000000001", "1234567890123456789012345678.0123456789"])
        {
            Constants = [.. Odd, "1.555"],
            Write = Same,
            Family = "number",
        },
        new("f4", "real", ["0", "-0", "1.1", "1.5", "-1.5", "2", "3.4e38", "1e-45", "NaN", "Infinity", "-Infinity"])
        {
            Constants = [.. Odd, "1.1::FLOAT", "1.1::DOUBLE", "1.1", "16777217"],
            Write = Float("FLOAT"),
            Family = "number",
            Casts = ["DOUBLE"],
        },
        new(
            "f8",
            "double precision",
            ["0", "-0", "1.1", "1.5", "-1.5", "2", "1e300", "5e-324", "NaN", "Infinity", "-Infinity"]
        )
        {
            Constants = [.. Odd, "1.1::FLOAT", "9007199254740993"],
            Write = Float("DOUBLE"),
            Family = "number",
            Casts = ["FLOAT"],
        },
        new("b", "boolean", ["true", "false"]) { Write = Same },
        new("s", "text", Words) { IsText = true, Family = "text" },
        new("v", "varchar(5)", Words) { IsText = true, Family = "text" },
        new("de", "text COLLATE \"de-x-icu\"", Words) { IsText = true, Family = "text" },
        new("nd", "text COLLATE blind", Words) { IsText = true, Family = "text" },
        new("c", "char(4)", Words) { IsText = true, Family = "text" },
        new("na", "name", Words) { IsText = true, Family = "text" },
        new("ci", "citext", Words) { IsText = true, Family = "text" },
        new(
            "d",
            "date",
            ["1970-01-01", "1969-12-31", "2020-02-29", "0044-03-15 BC", "12020-01-01", "infinity", "-infinity"]
        )
        {
            Write = value => $"'{Era(value)}'::DATE",
            Constants = ["TIMESTAMP '2020-02-29 12:00:00'", "TIMESTAMP '2020-02-29 00:00:00'", "'1969-12-30'::DATE"],
            Casts = ["TIMESTAMP"],
            Family = "day",
        },
        new(
            "ts",
            "timestamp",
            [
                "1970-01-01 00:00:00",
                "1969-12-31 23:59:59.999999",
                "2020-02-29 12:00:00",
                "0044-03-15 01:02:03 BC",
                "12020-01-01 00:00:00",
                "infinity",
                "-infinity",
            ]
        )
        {
            Write = value => $"'{Era(value)}'::TIMESTAMP",
            Constants = ["DATE '2020-02-29'", "TIMESTAMPTZ '2020-02-29 12:00:00+02'"],
            Casts = ["DATE"],
            Family = "day",
        },
        new(
            "tz",
            "timestamptz",
            [
                "1970-01-01 00:00:00+00",
                "1969-12-31 23:59:59.999999+00",
                "2020-02-29 12:00:00+02",
                "infinity",
                "-infinity",
            ]
        )
        {
            Write = value => $"'{value}'::TIMESTAMPTZ",
            Constants = ["DATE '2020-02-29'", "TIMESTAMP '2020-02-29 12:00:00'"],
            Casts = ["DATE", "TIMESTAMP"],
            Family = "day",
        },
        new("t", "time", ["00:00:00", "12:34:56.789", "24:00:00"]) { Write = value => $"'{value}'::TIME" },
        new(
            "id",
            "uuid",
            [
                "00000000-0000-0000-0000-000000000000",
                "7fffffff-ffff-ffff-ffff-ffffffffffff",
                "80000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
            ]
        )
        {
            Write = value => $"'{value}'::UUID",
        },
        new("x", "bytea", ["", "00", "0001", "5c78", "80", "ff", "61"]) { Write = value => $"from_hex('{value}')" },
        new("m", "mood", ["sad", "ok", "it's", "Ok"])
        {
            Write = value => $"'{value.Replace("'", "''")}'",
            Constants = ["'none'", "'ok'::ENUM('sad', 'ok', 'it''s', 'Ok')", "'sad'::ENUM('sad', 'ok', 'it''s', 'Ok')"],
        },
        new("dm", "whole", ["1", "2", "3"])
        {
            Constants = Odd,
            Write = Same,
            Family = "number",
        },
    ];

    public const string Setup = """
        CREATE EXTENSION citext;
        CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s', 'Ok');
        CREATE DOMAIN whole AS integer CHECK (value > 0);
        CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
        """;

    /// <summary>A value as Postgres reads it; null for NULL.</summary>
    public string? Value(RandomColumn column) => random.Next(6) == 0 ? null : Pick(column.Values);

    public string Filter(int depth)
    {
        return (depth == 0 ? 9 : random.Next(10)) switch
        {
            0 or 1 => Join("AND"),
            2 or 3 => Join("OR"),
            4 => $"NOT ({Filter(depth - 1)})",
            _ => Leaf(),
        };
        string Join(string word) =>
            string.Join($" {word} ", Enumerable.Range(0, random.Next(2, 4)).Select(_ => $"({Filter(depth - 1)})"));
    }

    private string Leaf()
    {
        var column = Pick(Columns);
        var operand =
            random.Next(6) == 0 && column.Casts.Length > 0 ? $"{column.Name}::{Pick(column.Casts)}" : column.Name;
        return random.Next(12) switch
        {
            0 => $"{column.Name} IS NULL",
            1 => $"{column.Name} IS NOT NULL",
            2 => $"{operand} {(random.Next(2) == 0 ? "NOT " : "")}IN ({List(column, random.Next(1, 4))})",
            3 => $"{operand} {(random.Next(2) == 0 ? "NOT " : "")}IN ({List(column, random.Next(5, 9))})",
            4 => $"{operand} {(random.Next(2) == 0 ? "NOT " : "")}BETWEEN {Constant(column)} AND {Constant(column)}",
            5 when Other(column) is { } other => $"{column.Name} {Operator()} {other}",
            6 when column.Name == "b" => "b",
            7 or 8 or 9 when column.IsText => Match(column),
            10 => $"{Constant(column)} {Operator()} {operand}",
            _ => $"{operand} {Operator()} {Constant(column)}",
        };
    }

    private string Match(RandomColumn column) =>
        random.Next(8) switch
        {
            0 => $"starts_with({column.Name}, {Quoted(Pick(Words))})",
            1 => $"suffix({column.Name}, {Quoted(Pick(Words))})",
            2 => $"contains({column.Name}, {Quoted(Pick(Words))})",
            3 => $"{column.Name} ILIKE {Quoted(Pick(Patterns))}",
            4 => $"{column.Name} LIKE {Quoted(Pick(Patterns))} ESCAPE '{Pick(["$", @"\", "a"])}'",
            5 => $"{column.Name} NOT LIKE {Quoted(Pick(Patterns))}",
            _ => $"{column.Name} LIKE {Quoted(Pick(Patterns))}",
        };

    private string? Other(RandomColumn column)
    {
        var others = Columns.Where(one => one.Family.Length > 0 && one.Family == column.Family).ToArray();
        return others.Length == 0 ? null : Pick(others).Name;
    }

    private string Operator() =>
        Pick(["=", "=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"]);

    private string List(RandomColumn column, int count) =>
        string.Join(", ", Enumerable.Range(0, count).Select(_ => random.Next(15) == 0 ? "NULL" : Constant(column)));

    private string Constant(RandomColumn column)
    {
        if (column.Constants.Length > 0 && random.Next(3) == 0)
            return Pick(column.Constants);
        var value = Pick(column.Values);
        return column.Write is { } write ? write(value) : Quoted(value);
    }

    private static string Same(string value) => value;

    private static Func<string, string> Float(string type) => value => $"'{value}'::{type}";

    // DuckDB writes the era behind the day.
    private static string Era(string value) =>
        value.EndsWith(" BC", StringComparison.Ordinal) ? $"{value[..10]} (BC){value[10..^3]}" : value;

    private static string Quoted(string text) => $"'{text.Replace("'", "''")}'";

    private T Pick<T>(T[] all) => all[random.Next(all.Length)];
}
