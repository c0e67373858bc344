// Persistent secrets: a file each, in a folder that nobody else may enter. A secret's file is written beside its place and
// moved there, so that a reader or a crash finds the old one or the new one. One that others may read or replace is not
// used, as ssh does it with keys: the password in it may be known, or not be the user's.

using System.Text;

namespace Pintail.Session.Secrets;

/// <summary>The files of persistent secrets. The caller sees to it that one thread at a time is here.</summary>
/// <param name="folder">Null where there is no home: then there are none, and none can be made.</param>
internal sealed class SecretFiles(string? folder)
{
    private const string Extension = ".json";
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    /// <summary>.pintail/secrets in the home folder; null where no home is known.</summary>
    public static string? DefaultFolder(IReadOnlyDictionary<string, string> environment) =>
        environment.GetValueOrDefault("HOME", environment.GetValueOrDefault("USERPROFILE", "")) is { Length: > 0 } home
            ? Path.Combine(home, ".pintail", "secrets")
            : null;

    public bool Has(string name) => folder is not null && File.Exists(PathOf(folder, name));

    /// <summary>Null when there is none.</summary>
    public Secret? Find(string name) => Has(name) ? Read(PathOf(folder!, name)) : null;

    public IEnumerable<Secret> All() =>
        folder is not null && Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, $"*{Extension}").Order(StringComparer.Ordinal).Select(Read)
            : [];

    public void Write(Secret secret)
    {
        var path = PathOf(
            folder
                ?? throw new PintailException(
                    ErrorKind.Configuration,
                    "There is no home folder to keep a persistent secret in.",
                    "Set HOME, or create a temporary secret."
                ),
            secret.Name
        );
        var written = Path.Combine(folder, $".{Guid.NewGuid():N}");
        try
        {
            MakeFolder(folder);
            using (var stream = new FileStream(written, Options()))
            {
                stream.Write(SecretJson.Write(secret));
                stream.Flush(flushToDisk: true);
            }
            File.Move(written, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("written", path, e);
        }
        finally
        {
            // Without its folder a file is an error to delete, and that error would hide the one that is on its way.
            if (File.Exists(written))
                File.Delete(written);
        }
    }

    public void Delete(string name)
    {
        var path = PathOf(folder!, name);
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("deleted", path, e);
        }
    }

    // Names are found without case, and may hold what no file's name may.
    private static string PathOf(string folder, string name)
    {
        var safe = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(name.ToLowerInvariant()))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'_' or (byte)'-')
                safe.Append((char)b);
            else
                safe.Append('%').Append(Convert.ToHexString([b]));
        }
        return Path.Combine(folder, safe.Append(Extension).ToString());
    }

    private Secret Read(string path)
    {
        RefuseIfOpen(folder!, OwnersFolder);
        RefuseIfOpen(path, OwnersFile);
        try
        {
            return SecretJson.Read(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("read", path, e);
        }
        catch (FormatException)
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"The secret file \"{path}\" is not one that this program wrote.",
                "Delete it, and create the secret again."
            );
        }
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }
        // A mode is for the last folder of a path only.
        if (Path.GetDirectoryName(folder) is { Length: > 0 } parent)
            Directory.CreateDirectory(parent, OwnersFolder);
        Directory.CreateDirectory(folder, OwnersFolder);
        RefuseIfOpen(folder, OwnersFolder);
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnersFile;
        return options;
    }

    private static void RefuseIfOpen(string path, UnixFileMode expected)
    {
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Others) == 0)
            return;
        var mode = Convert.ToString((int)expected, 8);
        throw new PintailException(
            ErrorKind.Configuration,
            $"\"{path}\" is open to group or others, so the secrets in it are not used.",
            $"chmod {mode} \"{path}\", and change the password if somebody may have read it."
        );
    }

    private static PintailException Failed(string verb, string path, Exception e) =>
        new(
            ErrorKind.Configuration,
            $"The secret file \"{path}\" cannot be {verb}: {e.Message}",
            "Check the folder's owner and the disk.",
            e
        );
}
