namespace Pintail.Cli.Settings;

/// <summary>
/// From texts such as schema.table=value to a dictionary. An '=' may stand in names and in values: from a flag or a
/// variable the one that splits is the first, or the last where the values hold none; YAML keeps both sides apart.
/// </summary>
internal sealed record PairParser<T>
{
    /// <summary>Completes "… is not".</summary>
    public required string Expectation { get; init; }
    public required Func<string, T> ReadValue { get; init; }

    /// <summary>Of how many parts a name is: 1 for a schema, 2 for a table, 3 for a column.</summary>
    public IReadOnlyList<int> NameParts { get; init; } = [2];
    public string NameExpectation { get; init; } = "schema.table";
    public bool SplitsAtLast { get; init; }

    public IReadOnlyDictionary<string, T> Parse(IReadOnlyList<string> texts)
    {
        var pairs = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var (name, value) = Split(text);
            SettingParsers.CheckName(name, NameExpectation, NameParts);
            var read = ReadValue(value);
            if (!pairs.TryAdd(name, read) && !Equals(pairs[name], read))
                throw new SettingFormatException(name, "named once: it is given two values");
        }
        return pairs;
    }

    private (string Name, string Value) Split(string text)
    {
        var split = text.IndexOf(PairParser.Separator, StringComparison.Ordinal);
        if (split < 0)
            split = SplitsAtLast ? text.LastIndexOf('=') : text.IndexOf('=', StringComparison.Ordinal);
        return split > 0 && !string.IsNullOrWhiteSpace(text[(split + 1)..])
            ? (text[..split], text[(split + 1)..])
            : throw new SettingFormatException(text.Replace(PairParser.Separator, '='), Expectation);
    }
}

/// <summary>What all of them share.</summary>
internal static class PairParser
{
    /// <summary>Between a pair's name and value where they are known apart; nothing that is read holds it.</summary>
    public const char Separator = '\0';
}
