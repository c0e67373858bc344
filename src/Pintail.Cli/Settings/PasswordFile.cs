namespace Pintail.Cli.Settings;

/// <summary>
/// --password-file: the first line of a file, which no process list and no environment shows. Who may read the file is
/// not judged: secrets are mounted into containers readable by all who are inside.
/// </summary>
internal static class PasswordFile
{
    /// <summary>A token of some cloud may have a few KiB; more is another file.</summary>
    private const int MaxBytes = 64 << 10;

    /// <exception cref="PintailException">The file is missing, unreadable, empty or too large.</exception>
    public static string Read(string path)
    {
        try
        {
            // Not its length: a pipe or a device has none.
            using var file = File.OpenRead(path);
            var bytes = new byte[MaxBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MaxBytes)
                throw Invalid(path, $"is larger than {MaxBytes >> 10} KiB");
            using var reader = new StreamReader(new MemoryStream(bytes, 0, length));
            if (reader.ReadLine() is not { Length: > 0 } password)
                throw Invalid(path, "begins with an empty line");
            return password.Contains('\0', StringComparison.Ordinal)
                ? throw Invalid(path, "holds the character U+0000 in its first line")
                : password;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Invalid(path, $"cannot be read ({e.GetType().Name})");
        }
    }

    private static PintailException Invalid(string path, string what) =>
        new(
            ErrorKind.Configuration,
            $"The password file {Shown.Of(path)} {what}.",
            "Its first line must be the password, and this user must be able to read it."
        );
}
