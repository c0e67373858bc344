namespace Pintail.Cli.Settings;

/// <summary>
/// What the user asked for: looks a setting up where it may stand, in the order of precedence. A variable that is set to
/// nothing counts as not set, as the Flight has it; a flag or a key that names nothing is a mistake. The constructor checks nothing; whoever wants all mistakes at once calls
/// <see cref="CheckAll"/>.
/// </summary>
/// <param name="flags">The texts a flag was given on the command line; null when it was not given.</param>
internal sealed class SettingValues(
    IReadOnlyDictionary<string, string> environment,
    Func<Setting, IReadOnlyList<string>?> flags,
    ConfigFile? config
)
{
    public IReadOnlyDictionary<string, string> Environment { get; } = environment;

    public T Get<T>(Setting<T> setting) =>
        Find(setting) is var (texts, origin) ? setting.Read(texts, origin) : setting.Default;

    /// <summary>True when the user said it anywhere.</summary>
    public bool IsGiven(Setting setting) => Find(setting) is not null;

    /// <summary>Reads every setting for its errors, so that a wrong one is found before anything is touched.</summary>
    public void CheckAll()
    {
        Check(SettingTable.All);
    }

    /// <summary>As <see cref="CheckAll"/>, for a command that asks for these only.</summary>
    public void Check(IEnumerable<Setting> settings)
    {
        foreach (var setting in settings)
        {
            if (Find(setting) is var (texts, origin))
                setting.Check(texts, origin);
        }
    }

    /// <summary>As the Flight reads its lists: separated by commas, trimmed, blanks dropped.</summary>
    public static IReadOnlyList<string> SplitList(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The same where someone said it: what holds no name is then wrong, and not the same as nothing.</summary>
    public static IReadOnlyList<string> SplitGiven(string text) =>
        SplitList(text) is { Count: > 0 } names ? names : [text];

    /// <summary>What the user wrote to set it: a flag, a variable, file:line:column and key. Null: nothing.</summary>
    public string? OriginOf(Setting setting) => Find(setting)?.Origin;

    private (IReadOnlyList<string> Texts, string Origin)? Find(Setting setting)
    {
        if (flags(setting) is { Count: > 0 } given)
            return (setting.Shape == SettingShape.List ? [.. given.SelectMany(SplitGiven)] : given, setting.Name);
        foreach (var variable in setting.Variables)
        {
            if (Environment.TryGetValue(variable, out var text) && text.Length > 0)
                return (setting.Shape == SettingShape.List ? SplitList(text) : [text], variable);
        }
        return setting.Key is null ? null : config?.Find(setting.Key);
    }
}
