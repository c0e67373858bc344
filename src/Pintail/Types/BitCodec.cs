using System.Buffers.Binary;

namespace Pintail.Types;

/// <summary>
/// bit(n) and bit varying. varbit_send (varbit.c): int32 number of bits, then the bits from the left, the last byte filled
/// with zeros. DuckDB's BIT (bit.hpp, bit.cpp): a byte with the number of padding bits, then the bits up to the right end,
/// the padding before the first bit and set. There is no empty BIT.
/// </summary>
internal readonly struct BitCodec : IVariableCodec
{
    public static string TypeName => "bit varying";
    public static (string What, string Remedy) Limit =>
        (
            "an empty bit string, which DuckDB's BIT cannot hold",
            "Replace empty bit strings at the source, or let the column be text or such values NULL "
                + "(unrepresentable: text | null), or leave the table out of the selection."
        );

    public static FieldOutcome Read(ReadOnlySpan<byte> field, FieldBuffer target)
    {
        if (field.Length < sizeof(int))
            return FieldOutcome.Malformed;
        var count = BinaryPrimitives.ReadInt32BigEndian(field);
        var bits = field[sizeof(int)..];
        if (count < 0 || bits.Length != (count + 7L) / 8)
            return FieldOutcome.Malformed;
        if (count == 0)
            return FieldOutcome.NotRepresentable;
        var padding = Padding(count);
        var value = target.Append(1 + bits.Length);
        value[0] = (byte)padding;
        // What is shifted out of one byte enters the next; the first has the padding before it.
        var carry = 0xFF << 8;
        for (var i = 0; i < bits.Length; i++)
        {
            value[1 + i] = (byte)((carry | bits[i]) >> padding);
            carry = bits[i] << 8;
        }
        return FieldOutcome.Read;
    }

    public static bool TryWrite(ReadOnlySpan<byte> value, FieldBuffer target)
    {
        if (value.Length is < 2 or > int.MaxValue / 8 || value[0] > 7)
            return false;
        var padding = value[0];
        var bits = value[1..];
        var field = target.Append(sizeof(int) + bits.Length);
        BinaryPrimitives.WriteInt32BigEndian(field, 8 * bits.Length - padding);
        field = field[sizeof(int)..];
        for (var i = 0; i < bits.Length; i++)
        {
            var next = i + 1 < bits.Length ? bits[i + 1] : 0;
            field[i] = (byte)((bits[i] << 8 | next) << padding >> 8);
        }
        return true;
    }

    private static int Padding(int count) => (8 - count % 8) % 8;
}
