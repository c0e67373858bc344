using FsCheck;
using FsCheck.Fluent;
using Pintail.Postgres;

namespace Pintail.Tests.Postgres;

public class ConninfoPropertyTests
{
    private static readonly string[] Keywords =
    [
        "user",
        "password",
        "dbname",
        "options",
        "application_name",
        "passfile",
    ];

    /// <summary>Any text without U+0000 and without halves of characters, with many that have a meaning somewhere.</summary>
    private static Gen<string> Texts =>
        Gen.Frequency(
                (
                    3,
                    Gen.Elements(
                        " ",
                        "'",
                        "\\",
                        "=",
                        "%",
                        "@",
                        "/",
                        ":",
                        "?",
                        "&",
                        "\t",
                        "\n",
                        "\v",
                        "#",
                        "[",
                        "]",
                        "é",
                        "🦆"
                    )
                ),
                (2, Gen.Choose(1, 0xD7FF).Select(code => char.ConvertFromUtf32(code)))
            )
            .ArrayOf()
            .Select(string.Concat);

    private static Arbitrary<Dictionary<string, string>> Parameters =>
        Gen.Zip(Gen.SubListOf(Keywords), Texts.ArrayOf(Keywords.Length))
            .Select(drawn =>
                drawn.Item1.Select((name, i) => (name, value: drawn.Item2[i])).ToDictionary(p => p.name, p => p.value)
            )
            .ToArbitrary();

    [Fact]
    public void Pairs_quoted_parse_back_to_their_values() =>
        Prop.ForAll(
                Parameters,
                parameters =>
                {
                    var quoted = parameters.Select(pair =>
                        $"{pair.Key} = '{pair.Value.Replace("\\", "\\\\").Replace("'", "\\'")}'"
                    );
                    return Same(parameters, ConninfoParser.Parse(string.Join(' ', quoted)));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Pairs_with_every_character_escaped_parse_back_to_their_values() =>
        Prop.ForAll(
                Parameters,
                parameters =>
                {
                    var filled = parameters.Where(pair => pair.Value.Length > 0).ToDictionary();
                    var escaped = filled.Select(pair =>
                        $"{pair.Key}={string.Concat(pair.Value.Select(letter => $"\\{letter}"))}"
                    );
                    return Same(filled, ConninfoParser.Parse(string.Join('\n', escaped)));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Uri_percent_encoded_parses_back_to_its_values() =>
        Prop.ForAll(
                Parameters,
                parameters =>
                {
                    var query = parameters.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}");
                    var uri = "postgresql://?" + string.Join('&', query);
                    return Same(parameters, ConninfoParser.Parse(uri));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_at_all_parses_or_is_refused_in_plain_words() =>
        Prop.ForAll(
                Gen.Zip(Gen.Elements("", "postgresql://", "user=", "postgres://u:p@h/"), Texts).ToArbitrary(),
                drawn =>
                {
                    try
                    {
                        ConninfoParser.Parse(drawn.Item1 + drawn.Item2);
                        return true;
                    }
                    catch (PintailException e)
                    {
                        return e is { Kind: ErrorKind.Configuration, Hint: not null };
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    private static bool Same(Dictionary<string, string> expected, Dictionary<string, string> actual) =>
        expected.Count == actual.Count && expected.All(pair => actual[pair.Key] == pair.Value);
}
