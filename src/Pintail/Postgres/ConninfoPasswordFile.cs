using System.Text;

namespace Pintail.Postgres;

/// <summary>
/// ~/.pgpass: lines of host:port:database:user:password, the first that fits gives the password (passwordFromFile in
/// libpq's fe-connect.c). A field is * or a text in which \: and \\ stand for : and \. A file that others may read is
/// passed over with a warning, a missing one without.
/// </summary>
internal static class ConninfoPasswordFile
{
    private const UnixFileMode OpenToOthers =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    public static string? Find(string path, ReadOnlySpan<string> wanted, List<string> warnings)
    {
        if (!File.Exists(path))
        {
            if (Directory.Exists(path))
            {
                warnings.Add($"The password file \"{path}\" is not a plain file; it is not used.");
            }
            return null;
        }
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OpenToOthers) != 0)
            {
                warnings.Add(
                    $"The password file \"{path}\" is open to group or others and is not used: chmod 0600 \"{path}\"."
                );
                return null;
            }
            foreach (var line in File.ReadLines(path))
            {
                if (!line.StartsWith('#') && Match(line, wanted) is { } password)
                {
                    return password;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            warnings.Add($"The password file \"{path}\" cannot be read; it is not used.");
        }
        return null;
    }

    /// <summary>The line's password when its fields fit host, port, database and user; else null.</summary>
    internal static string? Match(string line, ReadOnlySpan<string> wanted)
    {
        var position = 0;
        foreach (var value in wanted)
        {
            if (!MatchField(line, ref position, value))
            {
                return null;
            }
        }
        var password = new StringBuilder();
        for (; position < line.Length && line[position] != ':'; position++)
        {
            if (line[position] == '\\' && position + 1 < line.Length)
            {
                position++;
            }
            password.Append(line[position]);
        }
        return password.ToString();
    }

    private static bool MatchField(string line, ref int position, string value)
    {
        if (string.CompareOrdinal(line, position, "*:", 0, 2) == 0)
        {
            position += 2;
            return true;
        }
        var matched = 0;
        for (; position < line.Length; position++, matched++)
        {
            if (line[position] == ':' && matched == value.Length)
            {
                position++;
                return true;
            }
            if (line[position] == '\\')
            {
                position++;
            }
            if (matched >= value.Length || position >= line.Length || line[position] != value[matched])
            {
                return false;
            }
        }
        return false;
    }
}
