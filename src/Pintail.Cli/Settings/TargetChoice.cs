namespace Pintail.Cli.Settings;

/// <summary>
/// Where the copy goes: --target or 'target:' if given, else MotherDuck when a token is set, else a file named after
/// the target database in the current folder. Exactly one of <see cref="File"/> and <see cref="MotherDuckDatabase"/>
/// is set.
/// </summary>
internal sealed record TargetChoice
{
    private const string MotherDuckPrefix = "md:";

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
                $"The target database '{database}' is not a file's name.",
                "Name the file with --target."
            );
        }
        return new TargetChoice { File = $"./{database}.duckdb" };
    }

    private static TargetChoice Named(string target, bool hasToken)
    {
        if (target.Length == 0 || target == ":memory:")
        {
            throw new PintailException(
                ErrorKind.Configuration,
                "The target is not a file: what a run writes to memory is gone when it ends.",
                "Give --target a path such as ./copy.duckdb, or md:name for MotherDuck."
            );
        }
        if (!target.StartsWith(MotherDuckPrefix, StringComparison.Ordinal))
            return new TargetChoice { File = target };
        // What follows a '?' would be settings of the connection, the token among them.
        var name = target[MotherDuckPrefix.Length..];
        if (name.Length == 0 || name.Contains('?', StringComparison.Ordinal))
        {
            throw new PintailException(
                ErrorKind.Configuration,
                "The target is not md: and a database's name.",
                "Write md:name; the token comes from MOTHERDUCK_TOKEN."
            );
        }
        if (!hasToken)
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"The target {target} is on MotherDuck, and no token is set.",
                "Set MOTHERDUCK_TOKEN, or give --target a file."
            );
        }
        return new TargetChoice { MotherDuckDatabase = name };
    }
}
