using System.Text;

namespace Pintail.Tests.Types;

/// <summary>Texts, documents and bytes.</summary>
internal static class RandomTexts
{
    /// <summary>What quoting, escaping and blank handling stumble over, and sequences of every length of UTF-8.</summary>
    private static readonly string[] Pieces =
    [
        .. "abcxyz019 \"\\'{}()[],;:=<>!&|*~-_/.\t\n\r\v\f\u0001\u007f\u0080\u0085\u00a0éßİıſ\u0301\u2003\u2028あ\ud7ff\uffee\ufeff".Select(
            letter => letter.ToString()
        ),
        "🦆",
        "\U0010ffff",
        "NULL",
        "null",
        "\\\"",
        "\"\"",
    ];

    public static IEnumerable<RandomType> Types =>
        [
            new("text", Text),
            new("varchar(12)", random => Cut(Text(random), 12)),
            new("name", random => Word(random, 60)),
            new("char(7)", random => Cut(Text(random), 7)),
            new("bpchar", random => Text(random) + new string(' ', random.Next(3))),
            new("\"char\"", random => ((char)random.Next(1, 128)).ToString()),
            new("bytea", Bytes),
            new("json", random => Json(random, 3, "\\u0000")),
            new("jsonb", random => Json(random, 3, "\\u0001")),
            new("xml", Xml),
            new("refcursor", Text),
            new("bit(11)", random => Bits(random, 11)),
            new("bit varying", random => Bits(random, random.Next(1, 40))),
            new(
                "tsvector",
                random => string.Join(' ', Enumerable.Range(0, random.Next(5)).Select(_ => Lexeme(random)))
            ),
            new(
                "tsquery",
                random => string.Join(" & ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"!{Word(random, 3)}x"))
            ),
            new("jsonpath", random => $"$.{Word(random, 5)}x[{random.Next(9)}] ? (@.a > {random.Next(99)})"),
            new("regclass", random => random.Next(2) == 0 ? "pg_catalog.pg_class" : "pg_catalog.pg_type"),
            new("citext", Text) { Extension = "citext" },
            new(
                "ltree",
                random => string.Join('.', Enumerable.Range(0, random.Next(4)).Select(_ => Word(random, 6) + "_"))
            )
            {
                Extension = "ltree",
            },
        ];

    public static string Text(Random random)
    {
        // Around the 12 bytes that DuckDB keeps inline, now and then far more.
        var count = random.Next(20) == 0 ? random.Next(300) : random.Next(14);
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
            text.Append(
                random.Next(2) == 0 ? ((char)random.Next(32, 127)).ToString() : Pieces[random.Next(Pieces.Length)]
            );
        return text.ToString();
    }

    public static string Word(Random random, int longest)
    {
        var letters = new char[random.Next(longest)];
        foreach (ref var letter in letters.AsSpan())
            letter = (char)random.Next('a', 'z' + 1);
        return new string(letters);
    }

    public static string Bytes(Random random)
    {
        var bytes = new byte[random.Next(20) == 0 ? random.Next(500) : random.Next(16)];
        random.NextBytes(bytes);
        return @"\x" + Convert.ToHexStringLower(bytes);
    }

    private static string Cut(string text, int runes) => string.Concat(text.EnumerateRunes().Take(runes));

    private static string Bits(Random random, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(_ => random.Next(2)));

    private static string Lexeme(Random random) => $"{Word(random, 6)}x:{random.Next(1, 99)}{"ABCD"[random.Next(4)]}";

    private static string Xml(Random random)
    {
        // XML has no control characters.
        var text = string.Concat(
            Text(random).Where(letter => letter >= ' ' && letter != '\ufffe' && !char.IsSurrogate(letter))
        );
        return $"<a b=\"{random.Next()}\">{System.Security.SecurityElement.Escape(text)}</a>";
    }

    /// <param name="escape">A JSON escape that may stand in a string.</param>
    private static string Json(Random random, int depth, string escape)
    {
        var blank = " \t\n"[..random.Next(3)];
        return blank
            + random.Next(depth > 0 ? 8 : 5) switch
            {
                0 => "null",
                1 => "true",
                2 => $"{random.Next(-9, 9)}.{random.NextInt64()}"
                    + (random.Next(3) == 0 ? $"e{random.Next(-30, 30)}" : ""),
                < 5 => String(),
                5 or 6 =>
                    $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Json(random, depth - 1, escape)))}]",
                _ =>
                    $"{{{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => $"{String()}:{Json(random, depth - 1, escape)}"))}}}",
            };

        string String() =>
            $"\"{string.Concat(Text(random).Where(letter => letter >= ' ')).Replace("\\", "\\\\").Replace("\"", "\\\"")}{(random.Next(9) == 0 ? escape : "")}\"";
    }
}
