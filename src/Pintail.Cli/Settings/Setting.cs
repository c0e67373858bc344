namespace Pintail.Cli.Settings;

/// <summary>
/// How a setting is written: once, as a switch, several times as lists or as whole texts, as pairs, or as a value with
/// exceptions in pairs.
/// </summary>
internal enum SettingShape
{
    Text,
    Switch,
    List,
    Texts,
    Pairs,
    TextAndPairs,
}

/// <summary>Under which heading help and reference show a setting.</summary>
internal enum SettingGroup
{
    Source,
    Target,
    Selection,
    Running,
    Session,
    History,
    Output,
}

/// <summary>
/// One thing a user can set, with every way to set it. Flags, variables and YAML all deliver texts; the one parser turns
/// texts into the value, so a value is right or wrong for the same reason wherever it was written.
/// </summary>
internal abstract class Setting
{
    /// <summary>Of one text: a condition for rows is the longest that anybody writes.</summary>
    public const int MaxChars = 64 << 10;

    /// <summary>With its dashes; null when there is none (a secret does not belong on a command line).</summary>
    public string? Flag { get; init; }

    /// <summary>The flag's short form, with its dash.</summary>
    public string? ShortFlag { get; init; }

    /// <summary>Written without a flag, by its place behind the command.</summary>
    public bool IsArgument { get; init; }

    /// <summary>Placeholder in help, with its brackets; empty for a switch.</summary>
    public string ValueName { get; init; } = "";

    /// <summary>Environment variables, the first one set wins.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];

    /// <summary>Key in pintail.yaml; null when it cannot be set there.</summary>
    public string? Key { get; init; }
    public required SettingGroup Group { get; init; }
    public required string Description { get; init; }

    /// <summary>The default as a person reads it; empty when there is none.</summary>
    public string DefaultText { get; init; } = "";
    public SettingShape Shape { get; init; }

    /// <summary>What the pairs of such a shape map to what, for messages.</summary>
    public string PairNames { get; init; } = "schema.table to its new name";

    /// <summary>The value is never shown, not even in the error that it is wrong.</summary>
    public bool IsSecret { get; init; }

    /// <summary>What the setting is called where its origin does not matter.</summary>
    public string Name => IsArgument ? ValueName : Flag ?? Key ?? Variables[0];

    /// <summary>What is typed on the command line: "-c, --command &lt;sql&gt;"; empty when nothing is.</summary>
    public string Syntax =>
        Flag is null
            ? IsArgument
                ? ValueName
                : ""
            : $"{(ShortFlag is null ? "" : $"{ShortFlag}, ")}{Flag} {ValueName}".TrimEnd();

    /// <summary>Reads the value for its errors only.</summary>
    public abstract void Check(IReadOnlyList<string> texts, string origin);
}

/// <summary>A setting of a type. The parser throws <see cref="SettingFormatException"/>.</summary>
internal sealed class Setting<T> : Setting
{
    public required Func<IReadOnlyList<string>, T> Parse { get; init; }
    public required T Default { get; init; }

    public override void Check(IReadOnlyList<string> texts, string origin) => Read(texts, origin);

    /// <param name="origin">Where the texts stand: a flag, a variable, file:line:column and key.</param>
    public T Read(IReadOnlyList<string> texts, string origin)
    {
        if (texts.Count > NameLimits.MaxNames)
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"{origin}: {Shown.Number(texts.Count)} entries, and {Shown.Number(NameLimits.MaxNames)} are possible.",
                "A schema is shorter to list than its tables."
            );
        }
        try
        {
            // What a session is to run is as long as it is.
            if (Shape != SettingShape.Texts && texts.FirstOrDefault(text => text.Length > MaxChars) is { } tooLong)
                throw new SettingFormatException(tooLong, $"a text of at most {Shown.Number(MaxChars)} characters");
            return Parse(texts);
        }
        catch (SettingFormatException e)
        {
            var shown = IsSecret ? "the value" : Shown.Of(e.Text);
            throw new PintailException(ErrorKind.Configuration, $"{origin}: {shown} is not {e.Expectation}.", e.Hint);
        }
    }
}

/// <summary>A text that is not what its setting expects; the expectation completes "… is not".</summary>
internal sealed class SettingFormatException(string text, string expectation, string? hint = null) : Exception
{
    public string Text { get; } = text;
    public string Expectation { get; } = expectation;
    public string? Hint { get; } = hint;
}
