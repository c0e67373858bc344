using System.Text;

namespace Pintail.Cli.Settings;

/// <summary>
/// How long and how many the names in a setting may be. Postgres cuts a name at 63 bytes when it is made, without an
/// error: whoever lists the whole of it would name nothing, and what was to be left out would be copied.
/// </summary>
internal static class NameLimits
{
    /// <summary>NAMEDATALEN - 1 in pg_config_manual.h.</summary>
    public const int MaxBytes = 63;

    /// <summary>For a new name in the target; DuckDB sets none, but a longer one is no name.</summary>
    public const int MaxNewNameChars = 255;

    /// <summary>In one list or one set of pairs: ten names for each of the 10,000 tables of a large database.</summary>
    public const int MaxNames = 100_000;

    /// <summary>True for so many names with dots between them, each of 1 to 63 bytes; names may hold dots themselves.</summary>
    public static bool Fits(ReadOnlySpan<char> text, int names)
    {
        if (text.Length > names * (MaxBytes + 1))
            return false;
        if (names == 1)
            return IsName(text);
        for (var i = 1; i < text.Length && IsName(text[..i]); i++)
        {
            if (text[i] == '.' && Fits(text[(i + 1)..], names - 1))
                return true;
        }
        return false;
    }

    private static bool IsName(ReadOnlySpan<char> text) =>
        text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= MaxBytes;
}
