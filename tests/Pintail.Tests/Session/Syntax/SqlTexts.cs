using Pintail.Session.Syntax;

namespace Pintail.Tests.Session.Syntax;

/// <summary>Random SQL-like text that is rich in what opens, closes and separates.</summary>
internal static class SqlTexts
{
    private static readonly string[] Parts =
    [
        "'",
        "''",
        "E'",
        "e'\\'",
        "x'",
        "b'0'",
        "\"",
        "\"\"",
        "$$",
        "$a$",
        "$a",
        "$1",
        "?",
        "\\",
        "--",
        "/*",
        "*/",
        "/",
        "*",
        "-",
        "\n",
        "\r\n",
        " ",
        "\t",
        "\u00A0",
        ";",
        ";",
        ".",
        "..",
        ",",
        "(",
        ")",
        "[",
        "]",
        "::",
        ":=",
        "=>",
        "1",
        "1_0.5e-3",
        ".5",
        "1e",
        "select",
        "ATTACH",
        "\"attach\"",
        "type",
        "postgres",
        "with",
        "as",
        "insert",
        "into",
        "on",
        "é",
        "\uD83D",
        "\0",
        "a$b",
        "_",
        "#",
    ];

    public static string Random(Random random)
    {
        var count = random.Next(0, 40);
        return string.Concat(Enumerable.Range(0, count).Select(_ => Parts[random.Next(Parts.Length)]));
    }

    /// <summary>The one statement of a text.</summary>
    public static SessionStatement Statement(string text) => StatementReader.Read(Assert.Single(SqlScript.Split(text)));
}
