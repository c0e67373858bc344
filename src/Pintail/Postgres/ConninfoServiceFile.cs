namespace Pintail.Postgres;

/// <summary>
/// pg_service.conf: groups of keyword=value lines under [name] (parseServiceFile in libpq's fe-connect.c). A value is
/// the rest of its line as it stands, without quotes or escapes; of a keyword that comes twice the first counts; the
/// first group of the name is the one. What is wrong is told by file and line, never by content, which may be a password.
/// </summary>
internal static class ConninfoServiceFile
{
    /// <summary>As libpq up to 14; nobody writes a longer one by hand.</summary>
    private const int MaxLineLength = 1023;

    /// <summary>SYSCONFDIR of Debian's packages, of Red Hat's, and of an unchanged source.</summary>
    private static readonly string[] SystemFolders =
    [
        "/etc/postgresql-common",
        "/etc/sysconfig/pgsql",
        "/usr/local/pgsql/etc",
    ];

    /// <param name="named">servicefile or PGSERVICEFILE: it must exist. Null: ~/.pg_service.conf if there is one.</param>
    /// <param name="systemFolder">PGSYSCONFDIR, where the system's file is looked for after the user's.</param>
    /// <exception cref="PintailException">No file has the service, or its lines are wrong.</exception>
    public static IReadOnlyDictionary<string, string> Find(
        string service,
        string? named,
        string? userFile,
        string? systemFolder
    )
    {
        var systemFiles = (systemFolder is null ? SystemFolders : [systemFolder]).Select(folder =>
            Path.Combine(folder, "pg_service.conf")
        );
        var others = new[] { userFile }.Where(_ => named is null).Concat(systemFiles).Where(File.Exists);
        foreach (var path in new[] { named }.Concat(others).OfType<string>())
        {
            if (Read(path, service) is { } values)
            {
                return values;
            }
        }
        throw ConninfoErrors.Invalid(
            $"The service \"{service}\" is not defined in {named ?? "~/.pg_service.conf"} nor in the system's pg_service.conf.",
            "Add a group of that name to the file, or name its file in PGSERVICEFILE."
        );
    }

    /// <summary>Null when the file has no such group.</summary>
    private static Dictionary<string, string>? Read(string path, string service)
    {
        Dictionary<string, string>? values = null;
        var number = 0;
        foreach (var raw in Lines(path))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }
            if (line[0] != '[')
            {
                if (values is not null)
                {
                    Take(line, values, $"line {number} of the service file \"{path}\"");
                }
            }
            else if (values is not null)
            {
                break;
            }
            else if (line.StartsWith($"[{service}]", StringComparison.Ordinal))
            {
                values = new(StringComparer.Ordinal);
            }
        }
        return values;
    }

    private static void Take(string line, Dictionary<string, string> values, string place)
    {
        if (line.StartsWith("ldap://", StringComparison.OrdinalIgnoreCase))
        {
            throw ConninfoErrors.NotYetSupported($"A look-up by LDAP ({place})", "Write the parameters into the file.");
        }
        var separator = line.IndexOf('=', StringComparison.Ordinal);
        var keyword = separator < 0 ? "" : line[..separator];
        if (keyword is "service" or "servicefile")
        {
            throw ConninfoErrors.Invalid($"A service names another in {place}.", "Write its parameters there.");
        }
        if (line.Length > MaxLineLength || ConninfoKeywords.Find(keyword) is null)
        {
            throw ConninfoErrors.Invalid(
                $"What stands in {place} is no connection parameter.",
                "Write keyword=value without blanks around the \"=\" and without quotes; the keywords are those of libpq."
            );
        }
        values.TryAdd(keyword, line[(separator + 1)..]);
    }

    private static IEnumerable<string> Lines(string path)
    {
        try
        {
            return File.ReadLines(path).ToList();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ConninfoErrors.Invalid(
                $"The service file \"{path}\" cannot be read ({e.GetType().Name}).",
                "Correct PGSERVICEFILE, or give this user the right to read the file."
            );
        }
    }
}
