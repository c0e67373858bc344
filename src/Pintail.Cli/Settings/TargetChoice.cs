namespace Pintail.Cli.Settings;

/// <summary>
/// Where the copy goes: --target or 'target:' if given, else MotherDuck when a token is set, else a file named after
/// the target database in the current folder. Exactly one of <see cref="File"/> and <see cref="MotherDuckDatabase"/>
/// is set.
/// </summary>
internal sealed record TargetChoice
{
    public const string MotherDuckPrefix = "md:";

    public string? File { get; private init; }
    public string? MotherDuckDatabase { get; private init; }

    public static TargetChoice From(SettingValues values)
    {
        var target = values.Get(SettingTable.Target);
        var hasToken = values.IsGiven(SettingTable.MotherDuckToken);
        var database = values.Get(SettingTable.TargetDatabase)!;
        // Said, but to nothing: as when it is not said. A file called .duckdb is nobody's wish.
        if (string.IsNullOrWhiteSpace(database))
            database = SettingTable.TargetDatabase.Default!;
        if (target is not null)
            return Named(target, hasToken);
        if (hasToken)
            return new TargetChoice { MotherDuckDatabase = database };
        if (database.AsSpan().IndexOfAny('/', '\0') >= 0)
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"{values.OriginOf(SettingTable.TargetDatabase)}: {Shown.Of(database)} is not a file's name.",
                "Name the file with --target."
            );
        }
        return new TargetChoice { File = $"./{database}.duckdb" };
    }

    private static TargetChoice Named(string target, bool hasToken)
    {
        if (!target.StartsWith(MotherDuckPrefix, StringComparison.Ordinal))
            return new TargetChoice { File = target };
        if (!hasToken)
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"The target {target} is on MotherDuck, and no token is set.",
                "Set MOTHERDUCK_TOKEN, or give --target a file."
            );
        }
        return new TargetChoice { MotherDuckDatabase = target[MotherDuckPrefix.Length..] };
    }
}
