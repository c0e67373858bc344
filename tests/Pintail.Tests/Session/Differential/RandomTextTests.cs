using Pintail.DuckDB;

namespace Pintail.Tests.Session.Differential;

/// <summary>Patterns, prefixes and functions of texts.</summary>
internal sealed class RandomTextTests(Dice dice)
{
    private static readonly string[] Operators = ["=", "<>", "<", "<=", ">", ">="];

    public string Of(Operand column)
    {
        // Functions of texts take an enum as one, LIKE too.
        var sql = column.Kind.Family == Family.Label ? $"{column.Sql}::VARCHAR" : column.Sql;
        return dice.Number(9) switch
        {
            < 4 => $"{sql} {dice.Word("LIKE", "LIKE", "NOT LIKE", "ILIKE", "NOT ILIKE")} {Pattern()}",
            4 => $"{sql} {dice.Word("LIKE", "NOT LIKE", "ILIKE")} {Escaped()}",
            5 or 6 => $"{dice.Word("starts_with", "prefix", "suffix", "ends_with", "contains")}({sql}, {Part()})",
            _ => OfFunction(sql),
        };
    }

    private string OfFunction(string sql)
    {
        var compared = $"{dice.Word(Operators)} {Literal(dice.Pick(ColumnKinds.Texts))}";
        return dice.Pick([
            $"lower({sql}) {compared}",
            $"upper({sql}) {compared}",
            $"length({sql}) {dice.Word(Operators)} {dice.Number(4)}",
            $"trim({sql}) {compared}",
            $"{sql} || 'x' {compared}",
            $"left({sql}, 1) {compared}",
            $"substr({sql}, 1, 2) {compared}",
            $"({sql} COLLATE NOCASE) {compared}",
            $"TRY_CAST({sql} AS INT) {dice.Word(Operators)} {dice.Number(-1, 12)}",
            $"TRY_CAST({sql} AS DATE) >= DATE '2024-01-01'",
            $"regexp_matches({sql}, '^a')",
            $"{sql} SIMILAR TO 'a.*'",
            $"{sql} GLOB 'a*'",
            $"{sql} ^@ {Part()}",
            $"strip_accents({sql}) {compared}",
            $"{sql}::VARCHAR {compared}",
            $"replace({sql}, 'a', 'b') {compared}",
        ]);
    }

    private string Pattern() =>
        Literal(
            dice.Pick([
                "a%",
                "%a",
                "%a%",
                "_",
                "__",
                "a_",
                "%",
                "",
                "%%",
                "a%b",
                @"a\%",
                @"%\%",
                @"a\\b",
                @"\",
                "1__%",
                "ä%",
                "_😀%",
                "%it's%",
                "A%",
                "%_%",
                " %",
                "% ",
                dice.Pick(ColumnKinds.Texts) + "%",
                dice.Pick(ColumnKinds.Texts),
            ])
        );

    private string Escaped() =>
        dice.Pick([
            @"'100!%' ESCAPE '!'",
            @"'a\_b' ESCAPE '\'",
            "'a!_%' ESCAPE '!'",
            @"'%\\%' ESCAPE '\'",
            "'a%' ESCAPE ''",
        ]);

    private string Part() =>
        Literal(dice.Once(2) ? dice.Pick(ColumnKinds.Texts) : dice.Word("a", "", "%", "_", "1", "ä"));

    private static string Literal(string text) => DuckDBText.Literal(text);
}
