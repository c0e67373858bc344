using System.Buffers.Binary;

namespace Pintail.Types;

/// <summary>
/// Writes integers × 10^−scale as numeric_recv takes them (numeric.c; the format stands in <see cref="DecimalFormat"/>):
/// digits in base 10,000 from the most significant, no zero groups at either end, display scale as declared.
/// </summary>
internal readonly struct NumericWriter
{
    private const uint GroupBase = 10_000;
    private const int GroupDigits = 4;
    private const int HeaderBytes = 8;
    private const ushort Negative = 0x4000; // NUMERIC_NEG

    /// <summary>38 digits at any scale: with a split group, 11.</summary>
    private const int MaxGroups = 11;

    private readonly int _scale;
    private readonly int _fractionGroups;

    // The scale splits at most one group: its upper digits are the integer's lowest ones, its lower digits are zeros.
    private readonly uint _splitDivisor;
    private readonly uint _splitFactor;

    public NumericWriter(int scale)
    {
        _scale = scale;
        _fractionGroups = (scale + GroupDigits - 1) / GroupDigits;
        (_splitDivisor, _splitFactor) = (scale % GroupDigits) switch
        {
            1 => (10u, 1_000u),
            2 => (100u, 100u),
            3 => (1_000u, 10u),
            _ => (GroupBase, 1u),
        };
    }

    public void Write(long value, FieldBuffer target)
    {
        Span<ushort> groups = stackalloc ushort[MaxGroups];
        var first = MaxGroups;
        var rest = value < 0 ? 0UL - (ulong)value : (ulong)value;
        if (_splitFactor > 1 && rest != 0)
        {
            // By constants, which are multiplications; a division by a variable would cost more than all the rest.
            var quotient = _splitDivisor switch
            {
                10 => rest / 10,
                100 => rest / 100,
                _ => rest / 1_000,
            };
            groups[--first] = (ushort)((uint)(rest - quotient * _splitDivisor) * _splitFactor);
            rest = quotient;
        }
        while (rest != 0)
        {
            var quotient = rest / GroupBase;
            groups[--first] = (ushort)(rest - quotient * GroupBase);
            rest = quotient;
        }
        Write(groups, first, value < 0, target);
    }

    public void Write(Int128 value, FieldBuffer target) =>
        Write(value < 0 ? (UInt128)(-value) : (UInt128)value, value < 0, target);

    public void Write(UInt128 magnitude, bool isNegative, FieldBuffer target)
    {
        Span<ushort> groups = stackalloc ushort[MaxGroups];
        var first = MaxGroups;
        var rest = magnitude;
        if (_splitFactor > 1 && rest != 0)
        {
            (rest, var digits) = UInt128.DivRem(rest, _splitDivisor);
            groups[--first] = (ushort)((uint)digits * _splitFactor);
        }
        while (rest != 0)
        {
            (rest, var group) = UInt128.DivRem(rest, GroupBase);
            groups[--first] = (ushort)group;
        }
        Write(groups, first, isNegative, target);
    }

    private void Write(ReadOnlySpan<ushort> groups, int first, bool isNegative, FieldBuffer target)
    {
        var last = MaxGroups;
        while (last > first && groups[last - 1] == 0)
            last--;
        var count = last - first;
        var field = target.Add(HeaderBytes + 2 * count);
        var weight = count == 0 ? 0 : MaxGroups - 1 - _fractionGroups - first;
        BinaryPrimitives.WriteInt16BigEndian(field, (short)count);
        BinaryPrimitives.WriteInt16BigEndian(field[2..], (short)weight);
        BinaryPrimitives.WriteUInt16BigEndian(field[4..], isNegative ? Negative : (ushort)0);
        BinaryPrimitives.WriteInt16BigEndian(field[6..], (short)_scale);
        field = field[HeaderBytes..];
        for (var i = 0; i < count; i++)
            BinaryPrimitives.WriteUInt16BigEndian(field[(2 * i)..], groups[first + i]);
    }
}
