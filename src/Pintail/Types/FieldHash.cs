using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pintail.Types;

// The hash behind the fingerprint, over a field's bytes and length: a chain of multiplications of 64 by 64 bits whose halves
// are folded by XOR.
//   up to 16 bytes   the bytes, padded with zeros, are two little-endian words; one multiplication of both;
//   more             one for each 16 bytes, the last 16 overlapping those before;
//   then             XOR with the length, and one more multiplication, whose halves make both lanes: folded as they are,
//                    and with one of them rotated by half a word.
// A sum of hashes finds what a sum of values does not (+1 here and −1 there) because the fold is not linear. Two lanes with
// a chain each were tried and cost twice as much; that two values are taken for one has a chance of 2⁻⁶⁴ here.
// Fingerprints may be stored and compared between versions: a change of any bit here needs a new name in the register, and
// the golden values in FieldHashTests say so. It runs over every value twice per run, so a nanosecond here is a second per
// billion values; measure before changing.

/// <summary>Stateless; any thread.</summary>
internal static partial class FieldHash
{
    /// <summary>Stands for NULL, in place of <see cref="Of"/>.</summary>
    public const ulong Null = 0xdb0c_2e0d_64f9_8fa7;

    private const ulong SecondOfNull = 0x47b5_481d_befa_4fa5;
    private const int WordBytes = sizeof(ulong);
    private const int BlockBytes = 2 * WordBytes;

    // Fractions of the square roots of primes (64 bits, made odd), as SHA-512 starts with, those of Null included: bits
    // without a pattern that nobody chose.
    private const ulong Low = 0x6a09_e667_f3bc_c909;
    private const ulong High = 0xbb67_ae85_84ca_a73b;
    private const ulong Long = 0x3c6e_f372_fe94_f82b;
    private const ulong Step = 0xa54f_f53a_5f1d_36f1;
    private const ulong End = 0x510e_527f_ade6_82d1;

    /// <summary>The first lane of one field that is not NULL, to find rows again. As good a hash as 64 bits allow.</summary>
    public static ulong Of(ReadOnlySpan<byte> field) => LanesOf(field).First;

    /// <summary>As <see cref="LanesOf"/>, of NULL.</summary>
    internal static Fingerprint NullLanes => new(Null, SecondOfNull);

    internal static Fingerprint LanesOf(ReadOnlySpan<byte> field)
    {
        ulong head;
        if (field.Length > BlockBytes)
        {
            head = LongHead(field);
        }
        else
        {
            var (low, high) = PaddedWords(field);
            head = Head(low, high, field.Length);
        }
        return Finish(head);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Head(ulong low, ulong high, int length) => MultiplyFold(low ^ Low, high ^ High) ^ (uint)length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Fingerprint Finish(ulong head)
    {
        var high = Math.BigMul(head, End, out var low);
        return new Fingerprint(high ^ low, low ^ BitOperations.RotateLeft(high, 32));
    }

    /// <summary>Of more than 16 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LongHead(ReadOnlySpan<byte> field)
    {
        var state = Long;
        for (var rest = field; rest.Length > BlockBytes; rest = rest[BlockBytes..])
        {
            var low = BinaryPrimitives.ReadUInt64LittleEndian(rest);
            var high = BinaryPrimitives.ReadUInt64LittleEndian(rest[WordBytes..]);
            state = MultiplyFold(low ^ state, high ^ Step);
        }

        var last = field[^BlockBytes..];
        var lastLow = BinaryPrimitives.ReadUInt64LittleEndian(last);
        var lastHigh = BinaryPrimitives.ReadUInt64LittleEndian(last[WordBytes..]);
        return MultiplyFold(lastLow ^ state, lastHigh ^ Step) ^ (uint)field.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MultiplyFold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }

    /// <summary>Up to 16 bytes, where nothing behind them may be read.</summary>
    private static (ulong Low, ulong High) PaddedWords(ReadOnlySpan<byte> field)
    {
        Span<byte> padded = stackalloc byte[BlockBytes];
        padded.Clear();
        field.CopyTo(padded);
        return (
            BinaryPrimitives.ReadUInt64LittleEndian(padded),
            BinaryPrimitives.ReadUInt64LittleEndian(padded[WordBytes..])
        );
    }
}
