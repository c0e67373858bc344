using System.Buffers.Binary;

namespace Pintail.Types;

/// <summary>
/// numeric as the text that numeric_out prints (get_str_from_var in numeric.c): all digits before the point, as many behind
/// it as the display scale says, NaN and the infinities by name. The binary format stands in <see cref="DecimalFormat"/>.
/// </summary>
internal readonly struct NumericTextCodec : IVariableCodec
{
    // NUMERIC_POS, NUMERIC_NEG, NUMERIC_NAN, NUMERIC_PINF, NUMERIC_NINF in numeric.c.
    private const ushort Positive = 0x0000;
    private const ushort Negative = 0x4000;
    private const ushort NaN = 0xC000;
    private const ushort PositiveInfinity = 0xD000;
    private const ushort NegativeInfinity = 0xF000;

    private const int HeaderBytes = 8;
    private const int GroupDigits = 4;
    private const int GroupBase = 10_000;

    /// <summary>NUMERIC_DSCALE_MAX.</summary>
    private const int MaxDisplayScale = 0x3FFF;

    public static string TypeName => "numeric";

    public static FieldOutcome Read(ReadOnlySpan<byte> field, FieldBuffer target)
    {
        if (field.Length < HeaderBytes)
            return FieldOutcome.Malformed;
        var groups = field[HeaderBytes..];
        if (groups.Length != 2 * BinaryPrimitives.ReadUInt16BigEndian(field))
            return FieldOutcome.Malformed;
        var weight = BinaryPrimitives.ReadInt16BigEndian(field[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(field[4..]);
        var displayScale = BinaryPrimitives.ReadUInt16BigEndian(field[6..]);
        switch (sign)
        {
            case NaN:
                target.Append("NaN"u8);
                return FieldOutcome.Read;
            case PositiveInfinity:
                target.Append("Infinity"u8);
                return FieldOutcome.Read;
            case NegativeInfinity:
                target.Append("-Infinity"u8);
                return FieldOutcome.Read;
            case Negative:
                target.Append("-"u8);
                break;
            case not Positive:
                return FieldOutcome.Malformed;
        }
        return displayScale <= MaxDisplayScale && TryPrint(groups, weight, displayScale, target)
            ? FieldOutcome.Read
            : FieldOutcome.Malformed;
    }

    private static bool TryPrint(ReadOnlySpan<byte> groups, int weight, int displayScale, FieldBuffer target)
    {
        Span<byte> digits = stackalloc byte[GroupDigits];
        if (weight < 0)
            target.Append("0"u8);
        for (var i = 0; i <= weight; i++)
        {
            if (!TryDigits(groups, i, digits))
                return false;
            // Only the first group loses its zeros, all but the last digit.
            var zeros = i == 0 ? digits[..^1].IndexOfAnyExcept((byte)'0') : 0;
            target.Append(digits[(zeros < 0 ? GroupDigits - 1 : zeros)..]);
        }
        if (displayScale == 0)
            return true;
        target.Append("."u8);
        for (var (i, rest) = (weight + 1, displayScale); rest > 0; i++, rest -= GroupDigits)
        {
            if (!TryDigits(groups, i, digits))
                return false;
            target.Append(digits[..Math.Min(rest, GroupDigits)]);
        }
        return true;
    }

    /// <summary>Zero groups before the first and after the last are not sent.</summary>
    private static bool TryDigits(ReadOnlySpan<byte> groups, int index, Span<byte> digits)
    {
        var group =
            index < 0 || 2 * index >= groups.Length ? 0 : BinaryPrimitives.ReadUInt16BigEndian(groups[(2 * index)..]);
        for (var (i, rest) = (GroupDigits - 1, (int)group); i >= 0; i--, rest /= 10)
            digits[i] = (byte)('0' + rest % 10);
        return group < GroupBase;
    }

    public static bool TryWrite(ReadOnlySpan<byte> value, FieldBuffer target)
    {
        ushort special =
            value.SequenceEqual("NaN"u8) ? NaN
            : value.SequenceEqual("Infinity"u8) ? PositiveInfinity
            : value.SequenceEqual("-Infinity"u8) ? NegativeInfinity
            : Positive;
        if (special != Positive)
        {
            WriteHeader(target, 0, 0, special, 0);
            return true;
        }
        var isNegative = value.StartsWith("-"u8);
        var digits = isNegative ? value[1..] : value;
        var point = digits.IndexOf((byte)'.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? default : digits[(point + 1)..];
        if (
            whole.IsEmpty
            || (point >= 0 && fraction.IsEmpty)
            || fraction.Length > MaxDisplayScale
            || whole.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9')
        )
            return false;
        return TryWrite(whole.TrimStart((byte)'0'), fraction, isNegative, target);
    }

    private static bool TryWrite(
        ReadOnlySpan<byte> whole,
        ReadOnlySpan<byte> fraction,
        bool isNegative,
        FieldBuffer target
    )
    {
        // Groups by their power of 10,000, without the zero ones at either end.
        var first = (whole.Length + GroupDigits - 1) / GroupDigits - 1;
        var last = -((fraction.TrimEnd((byte)'0').Length + GroupDigits - 1) / GroupDigits);
        while (first >= last && Group(whole, fraction, first) == 0)
            first--;
        while (last <= first && Group(whole, fraction, last) == 0)
            last++;
        var count = first - last + 1;
        if (first > short.MaxValue || count > short.MaxValue)
            return false;
        WriteHeader(
            target,
            count,
            count == 0 ? 0 : first,
            isNegative && count > 0 ? Negative : Positive,
            fraction.Length
        );
        var groups = target.Append(2 * count);
        for (var i = 0; i < count; i++)
            BinaryPrimitives.WriteUInt16BigEndian(groups[(2 * i)..], Group(whole, fraction, first - i));
        return true;
    }

    private static ushort Group(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, int power)
    {
        var group = 0;
        for (var digit = GroupDigits - 1; digit >= 0; digit--)
        {
            var exponent = power * GroupDigits + digit;
            var digits = exponent >= 0 ? whole : fraction;
            var index = exponent >= 0 ? whole.Length - 1 - exponent : -exponent - 1;
            group = group * 10 + (index >= 0 && index < digits.Length ? digits[index] - '0' : 0);
        }
        return (ushort)group;
    }

    private static void WriteHeader(FieldBuffer target, int groups, int weight, ushort sign, int displayScale)
    {
        var header = target.Append(HeaderBytes);
        BinaryPrimitives.WriteUInt16BigEndian(header, (ushort)groups);
        BinaryPrimitives.WriteInt16BigEndian(header[2..], (short)weight);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], sign);
        BinaryPrimitives.WriteUInt16BigEndian(header[6..], (ushort)displayScale);
    }
}
