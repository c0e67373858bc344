using System.Text;

namespace Pintail.Wire;

/// <summary>
/// A password's bytes for SCRAM, as src/common/saslprep.c prepares them: special spaces become a space, invisible
/// characters vanish, compatibility forms are normalized, and a password with a prohibited or unassigned character
/// is used as it is.
/// Limits: .NET without ICU has no Unicode normalization, so NFKC is done here for what keyboards of Latin scripts and
/// full-width input methods produce (signs of Latin-1, full-width ASCII, the common ligatures). A password that holds
/// other compatibility characters, or letters typed as base plus combining mark, is sent as typed. The rule on mixing
/// writing directions is left out.
/// </summary>
internal static class SaslPrep
{
    public static byte[] Apply(string password)
    {
        var prepared = Ascii.IsValid(password) ? password : Prepare(password) ?? password;
        return Encoding.UTF8.GetBytes(prepared);
    }

    /// <summary>Null when the password is not one for SASLprep.</summary>
    private static string? Prepare(string password)
    {
        var result = new StringBuilder(password.Length);
        foreach (var rune in password.EnumerateRunes())
        {
            if (IsNonAsciiSpace(rune.Value))
            {
                result.Append(' ');
            }
            else if (!IsMappedToNothing(rune.Value))
            {
                result.Append(Compose(rune));
            }
        }

        return result.Length > 0 && !ContainsProhibited(result.ToString()) ? result.ToString() : null;
    }

    /// <summary>RFC 3454, table C.1.2.</summary>
    private static bool IsNonAsciiSpace(int c) =>
        c is 0x00a0 or 0x1680 or (>= 0x2000 and <= 0x200b) or 0x202f or 0x205f or 0x3000;

    /// <summary>RFC 3454, table B.1.</summary>
    private static bool IsMappedToNothing(int c) =>
        c
            is 0x00ad
                or 0x034f
                or 0x1806
                or (>= 0x180b and <= 0x180d)
                or (>= 0x200b and <= 0x200d)
                or 0x2060
                or (>= 0xfe00 and <= 0xfe0f)
                or 0xfeff;

    /// <summary>NFKC of single characters; see the limits above.</summary>
    private static string Compose(Rune rune) =>
        rune.Value switch
        {
            >= 0xff01 and <= 0xff5e => ((char)(rune.Value - 0xff01 + '!')).ToString(),
            0x00a8 => " \u0308",
            0x00aa => "a",
            0x00af => " \u0304",
            0x00b2 => "2",
            0x00b3 => "3",
            0x00b4 => " \u0301",
            0x00b5 => "\u03bc",
            0x00b8 => " \u0327",
            0x00b9 => "1",
            0x00ba => "o",
            0x00bc => "1\u20444",
            0x00bd => "1\u20442",
            0x00be => "3\u20444",
            0x0132 => "IJ",
            0x0133 => "ij",
            0x017f => "s",
            0x2026 => "...",
            0x20a8 => "Rs",
            0x2116 => "No",
            0x2122 => "TM",
            0xfb00 => "ff",
            0xfb01 => "fi",
            0xfb02 => "fl",
            0xfb03 => "ffi",
            0xfb04 => "ffl",
            _ => rune.ToString(),
        };

    private static bool ContainsProhibited(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsProhibited(rune.Value) || UnassignedCodePoints.Contains(rune.Value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>RFC 4013, section 2.3: tables C.1.2 to C.9 of RFC 3454.</summary>
    private static bool IsProhibited(int c) =>
        c
            is <= 0x1f
                or (>= 0x7f and <= 0xa0)
                or 0x0340
                or 0x0341
                or 0x06dd
                or 0x070f
                or 0x1680
                or 0x180e
                or (>= 0x2000 and <= 0x200f)
                or (>= 0x2028 and <= 0x202f)
                or (>= 0x205f and <= 0x2063)
                or (>= 0x206a and <= 0x206f)
                or (>= 0x2ff0 and <= 0x2ffb)
                or 0x3000
                or (>= 0xd800 and <= 0xf8ff)
                or (>= 0xfdd0 and <= 0xfdef)
                or 0xfeff
                or (>= 0xfff9 and <= 0xffff)
                or (>= 0x1d173 and <= 0x1d17a)
                or >= 0xe0001
        || (c & 0xfffe) == 0xfffe;
}
