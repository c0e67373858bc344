using Pintail.DuckDB;
using Pintail.Session.Syntax;

namespace Pintail.Tests.Session.Syntax;

/// <summary>DuckDB as the oracle: what it takes for a string or a statement is what the tokenizer takes for one.</summary>
public class DuckDBSyntaxTests
{
    // No Unicode blanks: DuckDB's replacement of those looks for quotes in comments too, and stops replacing.
    private static readonly string[] Gaps =
    [
        " ",
        "\n",
        "\f\t",
        "/**/",
        "/*/*;*/'*/",
        "/***/",
        "/* $$ \" ; **/",
        "-- ; ' \" $$ /*\n",
        "--\r",
    ];

    private static readonly string[] Contents =
    [
        ";",
        "\"",
        "--",
        "/*",
        "*/",
        "\n",
        "a",
        " ",
        "é",
        "😀",
        "\u00AD",
        "$",
        "$b$",
        "\\\\",
    ];

    private static readonly string[] Escapes = ["\\'", "''", "\\n", "\\x41", "\\101", "\\7", "\\q", "\\\\", "\\t;"];

    [Fact]
    public void Pieces_and_values_are_those_that_DuckDB_sees()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        using var database = DuckDBDatabase.Open(":memory:");
        using var connection = database.Connect();
        for (var round = 0; round < 100; round++)
        {
            var count = random.Next(1, 6);
            var script = string.Concat(Enumerable.Range(0, count).Select(_ => Insert(random)));
            var pieces = SqlScript.Split(script);

            Assert.True(pieces.Count == count, $"Seed {seed}: {pieces.Count} pieces of {count} in {script}");
            Assert.All(
                pieces,
                piece => Assert.Equal(["The t"], Assert.IsType<WriteStatement>(StatementReader.Read(piece)).Target)
            );
            var whole = Rows(connection, [script]);
            Assert.True(whole == Rows(connection, pieces.Select(piece => piece.Text)), $"Seed {seed}: {script}");
            Assert.True(whole == string.Join('|', pieces.Select(Value)), $"Seed {seed}: {script}");
        }
    }

    // The last string: a gap holds none.
    private static string Value(SqlPiece piece) =>
        StringLiteral.Value(piece.Text, piece.Tokens.Last(token => token.Kind == SqlTokenKind.String));

    private static string Rows(DuckDBConnection connection, IEnumerable<string> scripts)
    {
        connection.Execute("CREATE OR REPLACE TABLE \"The t\" (i integer DEFAULT 1, v varchar)");
        foreach (var script in scripts)
            connection.Execute(script);
        using var result = connection.Query("SELECT string_agg(v, '|' ORDER BY rowid) FROM \"The t\"");
        return (string)result.Scalar()!;
    }

    private static string Insert(Random random)
    {
        string[] tokens = ["INSERT", "INTO", "\"The t\"", "(", "v", ")", "VALUES", "(", Literal(random), ")", ";"];
        return string.Concat(tokens.SelectMany(token => new[] { Gap(random), token }));
    }

    private static string Gap(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Gaps[random.Next(Gaps.Length)]));

    private static string Literal(Random random)
    {
        var text = Some(random, Contents);
        var next = Some(random, Contents);
        return random.Next(5) switch
        {
            0 => $"'{text}'",
            1 => $"'{text}'  -- ;' \n --\n\t'{next}'",
            2 => $"E'{Some(random, [.. Contents, .. Escapes])}'\n'{Some(random, [.. Contents, .. Escapes])}'",
            3 => $"$Tag${text}'{next}$Tag$",
            _ => $"'{text}''{next}'",
        };
    }

    private static string Some(Random random, string[] parts) =>
        string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => parts[random.Next(parts.Length)]));
}
