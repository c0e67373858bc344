namespace Pintail.Cli.Settings;

/// <summary>
/// Which PostgreSQL database the user means: --source or 'source:' as a whole, else the Flight's pg_* variables, else
/// libpq's PG* variables. Within the chosen one a parameter that is not given comes from PG* and the password file, as
/// libpq does it; that part is Conninfo's. The pg_* names are case-sensitive as the Flight's are, and the lower-case
/// spelling that everyone tries first is met with a hint.
/// </summary>
internal sealed record SourceChoice
{
    /// <summary>A connection string; null when <see cref="Parameters"/> say it.</summary>
    public string? Conninfo { get; private init; }

    /// <summary>What the user wrote to give <see cref="Conninfo"/>.</summary>
    public string? ConninfoOrigin { get; private init; }

    /// <summary>libpq's keyword → the pg_* variable that gave it.</summary>
    public static IReadOnlyDictionary<string, string> Variables =>
        Flight.ToDictionary(part => part.Keyword, part => part.Setting.Name);

    /// <summary>libpq's keywords from the pg_* variables; empty when <see cref="Conninfo"/> or PG* say it.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; private init; } = new Dictionary<string, string>();

    /// <summary>"pg" when the pg_* variables gave the source: the Flight's flight_secret_name.</summary>
    public string? SecretName { get; private init; }
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    // pg_* variable, libpq's keyword, libpq's variable that may stand in for it; null: not required.
    private static readonly (Setting<string?> Setting, string Keyword, string? StandIn)[] Flight =
    [
        (SettingTable.SourceHost, "host", "PGHOST"),
        (SettingTable.SourceDatabase, "dbname", "PGDATABASE"),
        (SettingTable.SourceUser, "user", "PGUSER"),
        (SettingTable.SourcePassword, "password", "PGPASSWORD"),
        (SettingTable.SourcePort, "port", null),
        (SettingTable.SourceSslMode, "sslmode", null),
    ];

    private static readonly string[] LibpqVariables = ["PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE", "PGUSER"];

    public static SourceChoice From(SettingValues values)
    {
        if (values.Get(SettingTable.Source) is { } conninfo)
        {
            return new SourceChoice { Conninfo = conninfo, ConninfoOrigin = values.OriginOf(SettingTable.Source) };
        }
        var misspelt = Misspelt(values.Environment);
        if (Flight.Any(part => values.IsGiven(part.Setting)))
            return FromFlight(values, misspelt);
        if (LibpqVariables.Any(name => values.Environment.GetValueOrDefault(name, "").Length > 0))
            return new SourceChoice { Warnings = [.. misspelt.Select(pair => $"{pair.Hint} It is not read.")] };
        if (misspelt.Count > 0)
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"No source is named: {misspelt[0].Hint}",
                "Rename the variable; these names are case-sensitive."
            );
        }
        throw new PintailException(
            ErrorKind.Configuration,
            "No source is named.",
            "Give --source postgresql://user@host/database, or set pg_HOST, pg_DATABASE, pg_USER and pg_PASSWORD, or libpq's PG* variables."
        );
    }

    private static SourceChoice FromFlight(SettingValues values, IReadOnlyList<(string Name, string Hint)> misspelt)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (setting, keyword, standIn) in Flight)
        {
            if (values.IsGiven(setting))
                parameters[keyword] = values.Get(setting)!;
            else if (standIn is not null && !IsSpared(values, setting, standIn))
                throw Missing(setting.Name, misspelt.FirstOrDefault(pair => pair.Name == setting.Name).Hint);
        }
        return new SourceChoice
        {
            Parameters = parameters,
            SecretName = "pg",
            Warnings = [.. misspelt.Select(pair => $"{pair.Hint} It is not read.")],
        };
    }

    // libpq's variable says it, or pg_PASSWORD is there and empty on purpose, or a token takes its place.
    private static bool IsSpared(SettingValues values, Setting setting, string standIn) =>
        values.Environment.GetValueOrDefault(standIn, "").Length > 0
        || (
            setting == SettingTable.SourcePassword
            && (
                values.Environment.ContainsKey(setting.Name)
                || values.IsGiven(SettingTable.PasswordFile)
                || values.Get(SettingTable.RdsIam)
            )
        );

    private static PintailException Missing(string name, string? misspelling) =>
        new(
            ErrorKind.Configuration,
            $"{name} is not set, while other pg_* variables are.",
            misspelling
                ?? (
                    name == SettingTable.SourcePassword.Name
                        ? "Set it; set it to nothing for a password from ~/.pgpass or for a server that asks for none."
                        : "Set it, or name the source with --source."
                )
        );

    // pg_host, PG_HOST and the like, each with the name it was meant to be.
    private static List<(string Name, string Hint)> Misspelt(IReadOnlyDictionary<string, string> environment) =>
        [
            .. from variable in environment.Keys.Order(StringComparer.Ordinal)
            from part in Flight
            let name = part.Setting.Name
            where variable != name && string.Equals(variable, name, StringComparison.OrdinalIgnoreCase)
            where !environment.ContainsKey(name)
            select (name, $"{variable} is set, but the variable is called {name}."),
        ];
}
