using System.Text;

namespace Pintail.Cli.Settings;

/// <summary>
/// The bytes of a configuration file as text: at most so many, and UTF-8 or nothing. A byte that is none would become
/// another character, and a name with it would select nothing; what follows a U+0000 a reader of YAML may take for the end.
/// Also of a pipe, as a shell's &lt;(…) gives one.
/// </summary>
internal static class ConfigText
{
    /// <summary>Lists of 10,000 tables with their columns take less.</summary>
    public const int MaxBytes = 4 << 20;

    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <param name="name">How messages call the file.</param>
    /// <exception cref="IOException">The file cannot be read; also <see cref="UnauthorizedAccessException"/>.</exception>
    public static string Read(string path, string name)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[64 << 10];
        var length = 0;
        for (int read; (read = file.Read(bytes, length, bytes.Length - length)) > 0; )
        {
            length += read;
            if (length > MaxBytes)
            {
                throw Wrong(
                    $"The configuration file '{name}' is larger than {MaxBytes >> 20} MiB.",
                    "Name a file of settings with --config; a schema is shorter to list than its tables."
                );
            }
            if (length == bytes.Length)
                Array.Resize(ref bytes, 2 * length);
        }
        return Decode(bytes.AsSpan(0, length), name);
    }

    public static string Decode(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            throw Wrong($"{name}:1:1: The file is UTF-16.", "Save it as UTF-8.");
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        if (bytes.IndexOf((byte)0) is >= 0 and var zero)
            throw At(bytes, zero, name, "The character U+0000.", "Remove it; is this a text file?");
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw At(bytes, e.Index, name, "A byte that is not UTF-8.", "Save the file as UTF-8.");
        }
    }

    // Columns count bytes here: what a character is, is what is not known.
    private static PintailException At(ReadOnlySpan<byte> bytes, int index, string name, string message, string hint)
    {
        var before = bytes[..index];
        var line = before.Count((byte)'\n') + 1;
        return Wrong($"{name}:{line}:{index - before.LastIndexOf((byte)'\n')}: {message}", hint);
    }

    private static PintailException Wrong(string message, string hint) => new(ErrorKind.Configuration, message, hint);
}
