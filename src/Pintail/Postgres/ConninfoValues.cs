namespace Pintail.Postgres;

/// <summary>
/// The parameters as given; where one was not given, as the service says; else as its variable says: libpq's first three
/// layers (conninfo_add_defaults in fe-connect.c).
/// </summary>
internal sealed class ConninfoValues
{
    private readonly IReadOnlyDictionary<string, string> _given;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly IReadOnlyDictionary<string, string> _origins;
    private readonly IReadOnlyDictionary<string, string> _service = new Dictionary<string, string>();

    /// <param name="origins">What the user wrote to give a keyword, where that is not the keyword itself.</param>
    public ConninfoValues(
        IReadOnlyDictionary<string, string> given,
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyDictionary<string, string>? origins = null
    )
    {
        (_given, _environment) = (given, environment);
        _origins = origins ?? new Dictionary<string, string>();
        RefuseUnknown();
        if (NonEmpty("service") is { } service)
        {
            _service = ConninfoServiceFile.Find(
                service,
                NonEmpty("servicefile"),
                InHome(".pg_service.conf"),
                Variable("PGSYSCONFDIR")
            );
        }
    }

    /// <summary>Null when none says anything; a variable that is set but empty says "".</summary>
    public string? Text(string keyword)
    {
        if (_given.TryGetValue(keyword, out var value) || _service.TryGetValue(keyword, out value))
        {
            return value;
        }
        return ConninfoKeywords.Find(keyword)?.Variable is { } variable
            ? _environment.GetValueOrDefault(variable)
            : null;
    }

    public string? NonEmpty(string keyword) => Text(keyword) is { Length: > 0 } value ? value : null;

    /// <summary>What the user wrote to give the parameter: its variable's name or its keyword.</summary>
    public string Origin(string keyword)
    {
        if (_given.ContainsKey(keyword))
        {
            return _origins.GetValueOrDefault(keyword, keyword);
        }
        return _service.ContainsKey(keyword)
            ? $"{keyword} of the service \"{Text("service")}\""
            : ConninfoKeywords.Find(keyword)?.Variable ?? keyword;
    }

    public string? Variable(string name) =>
        _environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>Null without a home folder.</summary>
    public string? InHome(string name)
    {
        var home = Variable("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length == 0 ? null : Path.Combine(home, name);
    }

    /// <summary>The value if it is one of those, else the first, which is the default.</summary>
    public T Choice<T>(string keyword, params (string Text, T Value)[] choices)
    {
        if (Text(keyword) is not { } text)
        {
            return choices[0].Value;
        }
        foreach (var choice in choices)
        {
            if (choice.Text == text)
            {
                return choice.Value;
            }
        }
        throw ConninfoErrors.Invalid(
            $"{Origin(keyword)} has a value that it does not know.",
            $"Use one of: {string.Join(", ", choices.Select(choice => choice.Text).Where(known => known.Length > 0))}."
        );
    }

    /// <summary>Refuses what is known but not yet supported.</summary>
    public void Check()
    {
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

    private void RefuseUnknown()
    {
        if (_given.Keys.FirstOrDefault(name => ConninfoKeywords.Find(name) is null) is { } unknown)
        {
            throw ConninfoErrors.Unknown(unknown);
        }
    }
}
