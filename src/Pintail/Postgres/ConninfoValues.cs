namespace Pintail.Postgres;

/// <summary>The parameters as given and, where one was not given, as its variable says: libpq's first two layers.</summary>
internal sealed class ConninfoValues(
    IReadOnlyDictionary<string, string> given,
    IReadOnlyDictionary<string, string> environment
)
{
    /// <summary>Null when neither says anything; a variable that is set but empty says "".</summary>
    public string? Text(string keyword)
    {
        if (given.TryGetValue(keyword, out var value))
        {
            return value;
        }
        return ConninfoKeywords.Find(keyword)?.Variable is { } variable
            ? environment.GetValueOrDefault(variable)
            : null;
    }

    public string? NonEmpty(string keyword) => Text(keyword) is { Length: > 0 } value ? value : null;

    /// <summary>What the user wrote to give the parameter: its variable's name or its keyword.</summary>
    public string Origin(string keyword) =>
        given.ContainsKey(keyword) ? keyword : ConninfoKeywords.Find(keyword)?.Variable ?? keyword;

    public string? Variable(string name) => environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>Refuses what is unknown and what is known but not yet supported.</summary>
    public void Check()
    {
        if (given.Keys.FirstOrDefault(name => ConninfoKeywords.Find(name) is null) is { } unknown)
        {
            throw ConninfoErrors.Unknown(unknown);
        }
        foreach (var keyword in ConninfoKeywords.All.Where(k => k.Support == ConninfoSupport.OnlyValues))
        {
            if (Text(keyword.Name) is not { } value || keyword.Values.Contains(value))
            {
                continue;
            }
            var taken = string.Join(", ", keyword.Values.Where(v => v.Length > 0));
            throw ConninfoErrors.NotYetSupported(
                taken.Length == 0 ? Origin(keyword.Name) : $"{Origin(keyword.Name)} with that value",
                taken.Length == 0
                    ? $"Leave {Origin(keyword.Name)} out."
                    : $"Leave {Origin(keyword.Name)} out, or use: {taken}."
            );
        }
    }
}
