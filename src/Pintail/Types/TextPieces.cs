using System.Buffers.Text;

namespace Pintail.Types;

/// <summary>Numbers as pieces of a text that a codec prints.</summary>
internal static class TextPieces
{
    /// <summary>Digits of the largest unsigned 64-bit number.</summary>
    private const int MaxDigits = 20;

    public static void Append(ulong number, FieldBuffer target)
    {
        Span<byte> digits = stackalloc byte[MaxDigits];
        Utf8Formatter.TryFormat(number, digits, out var length);
        target.Append(digits[..length]);
    }

    /// <summary>In lower case, without leading zeros.</summary>
    public static void AppendHex(ulong number, FieldBuffer target)
    {
        Span<byte> digits = stackalloc byte[MaxDigits];
        Utf8Formatter.TryFormat(number, digits, out var length, 'x');
        target.Append(digits[..length]);
    }

    /// <summary>Digits only, up to the end or to <paramref name="stop"/>, which is taken off too.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> text, byte stop, out ulong number)
    {
        var end = text.IndexOf(stop);
        var digits = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return TryParse(digits, out number);
    }

    public static bool TryParse(ReadOnlySpan<byte> digits, out ulong number)
    {
        number = 0;
        return !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && Utf8Parser.TryParse(digits, out number, out var used)
            && used == digits.Length;
    }
}
