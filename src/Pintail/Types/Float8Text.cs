using System.Globalization;

namespace Pintail.Types;

/// <summary>
/// double precision as float8out prints it: the fewest digits that are this number and no other (d2s.c in src/common), with
/// an exponent from 10^15 on and below 10^−4. .NET finds the same digits but for some powers of two, and for texts midway
/// between two floats, which Postgres avoids (see <see cref="FloatTexts"/>).
/// </summary>
internal static class Float8Text
{
    private const int MaxDigits = 17;

    private const ulong MantissaMask = (1UL << 52) - 1;

    /// <summary>Sign, digits, point, exponent; and zeros before the digits of a number below 1.</summary>
    private const int MaxLength = 32;

    private const int FirstExponentShown = 15;
    private const int LastExponentNotShown = -4;

    /// <summary>2^53: from here on floats are whole numbers.</summary>
    private const double FirstTie = 9007199254740992;

    /// <summary>Below 2^127, and past every tie of at most 17 digits.</summary>
    private const double LastTie = 1e37;

    public static void Append(double value, FieldBuffer target)
    {
        if (!double.IsFinite(value))
        {
            target.Append(
                double.IsNaN(value) ? "NaN"u8
                : value > 0 ? "Infinity"u8
                : "-Infinity"u8
            );
            return;
        }
        if (double.IsNegative(value))
            target.Append("-"u8);
        Span<byte> digits = stackalloc byte[MaxDigits];
        var count = Shortest(Math.Abs(value), digits, out var exponent);
        Layout(digits[..count], exponent, target);
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        // Postgres' NaN; .NET's has the sign bit.
        value = BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000);
        return text.SequenceEqual("NaN"u8)
            || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <param name="exponent">Of ten, of the first digit.</param>
    private static int Shortest(double value, Span<byte> digits, out int exponent)
    {
        ReadOnlySpan<string> formats = ["R", "E15", "E16"];
        Span<byte> text = stackalloc byte[MaxLength];
        var count = 0;
        exponent = 0;
        foreach (var format in formats)
        {
            value.TryFormat(text, out var length, format, CultureInfo.InvariantCulture);
            count = TakeApart(text[..length], digits, out exponent);
            if (IsRead(text[..length], value) && !IsTie(digits[..count], exponent, value))
                break;
        }
        return count;
    }

    /// <summary>
    /// Asked for powers of two alone: their lower neighbour is nearer than the upper, and .NET prints some of them as that
    /// (2^−958).
    /// </summary>
    private static bool IsRead(ReadOnlySpan<byte> text, double value) =>
        (BitConverter.DoubleToUInt64Bits(value) & MantissaMask) != 0
        || double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) == value;

    private static int TakeApart(ReadOnlySpan<byte> text, Span<byte> digits, out int exponent)
    {
        var (count, isFraction) = (0, false);
        exponent = -1;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == 'E')
            {
                var start = text[i + 1] == '+' ? i + 2 : i + 1;
                exponent += int.Parse(text[start..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            var isLeadingZero = count == 0 && text[i] == '0';
            if (text[i] == '.')
                isFraction = true;
            else if (isLeadingZero)
                exponent -= isFraction ? 1 : 0;
            else
            {
                digits[count++] = text[i];
                exponent += isFraction ? 0 : 1;
            }
        }
        while (count > 0 && digits[count - 1] == '0')
            count--;
        if (count > 0)
            return count;
        digits[0] = (byte)'0';
        exponent = 0;
        return 1;
    }

    private static bool IsTie(ReadOnlySpan<byte> digits, int exponent, double value)
    {
        if (value is < FirstTie or > LastTie)
            return false;
        Int128 read = 0;
        for (var i = 0; i <= exponent; i++)
            read = read * 10 + (i < digits.Length ? digits[i] - '0' : 0);
        var whole = (Int128)value;
        var beyond = read + (read - whole);
        return read != whole && (Int128)(double)beyond == beyond;
    }

    private static void Layout(ReadOnlySpan<byte> digits, int exponent, FieldBuffer target)
    {
        if (exponent is < LastExponentNotShown or >= FirstExponentShown)
        {
            target.Append(digits[..1]);
            if (digits.Length > 1)
            {
                target.Append("."u8);
                target.Append(digits[1..]);
            }
            target.Append(exponent < 0 ? "e-"u8 : "e+"u8);
            if (Math.Abs(exponent) < 10)
                target.Append("0"u8);
            TextPieces.Append((ulong)Math.Abs(exponent), target);
            return;
        }
        if (exponent < 0)
        {
            target.Append("0.000"u8[..(1 - exponent)]);
            target.Append(digits);
            return;
        }
        var whole = Math.Min(exponent + 1, digits.Length);
        target.Append(digits[..whole]);
        target.Append("00000000000000"u8[..(exponent + 1 - whole)]);
        if (whole < digits.Length)
        {
            target.Append("."u8);
            target.Append(digits[whole..]);
        }
    }
}
