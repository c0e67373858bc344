using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Pintail.Types;

// The hash behind the fingerprint, over a field's bytes and length. Two lanes that share nothing but the input. Each is a
// chain of multiplications of 64 by 64 bits whose halves are folded by XOR:
//   up to 16 bytes   the bytes, padded with zeros, are two little-endian words; one multiplication of both;
//   more             one for each 16 bytes, the last 16 overlapping those before;
//   then             one with the length.
// A sum of hashes finds what a sum of values does not (+1 here and −1 there) because the fold is not linear.
// Fingerprints are stored and compared between versions: a change of any bit here needs a new name in the register, and
// the golden values in FieldHashTests say so. It runs over every value twice per run, so a nanosecond here is a second per
// billion values; measure before changing.

/// <summary>Stateless; any thread.</summary>
public static partial class FieldHash
{
    /// <summary>Stands for NULL, in place of <see cref="Of"/>.</summary>
    public const ulong Null = 0xdb0c_2e0d_64f9_8fa7;

    private const ulong SecondOfNull = 0x47b5_481d_befa_4fa5;
    private const int WordBytes = sizeof(ulong);
    private const int BlockBytes = 2 * WordBytes;

    // Fractions of the square roots of the first 16 primes (64 bits, made odd; Null has the last two), as SHA-512 and SHA-384 start with:
    // bits without a pattern that nobody chose. A1, B1 and so on: the first lane's; A2, B2: the second's.
    private const ulong A1 = 0x6a09_e667_f3bc_c909;
    private const ulong B1 = 0xbb67_ae85_84ca_a73b;
    private const ulong Long1 = 0x3c6e_f372_fe94_f82b;
    private const ulong Step1 = 0xa54f_f53a_5f1d_36f1;
    private const ulong End1 = 0x510e_527f_ade6_82d1;
    private const ulong A2 = 0x9b05_688c_2b3e_6c1f;
    private const ulong B2 = 0x1f83_d9ab_fb41_bd6b;
    private const ulong Long2 = 0x5be0_cd19_137e_2179;
    private const ulong Step2 = 0xcbbb_9d5d_c105_9ed9;
    private const ulong End2 = 0x629a_292a_367c_d507;

    /// <summary>The first lane of one field that is not NULL, to find rows again. As good a hash as 64 bits allow.</summary>
    public static ulong Of(ReadOnlySpan<byte> field) => LanesOf(field).First;

    /// <summary>As <see cref="LanesOf"/>, of NULL.</summary>
    internal static Fingerprint NullLanes => new(Null, SecondOfNull);

    internal static Fingerprint LanesOf(ReadOnlySpan<byte> field)
    {
        if (field.Length > BlockBytes)
        {
            var (first, second) = LongLanes(field);
            return new Fingerprint(first, second);
        }

        var (low, high) = PaddedWords(field);
        return new Fingerprint(First(low, high, field.Length), Second(low, high, field.Length));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong First(ulong low, ulong high, int length) =>
        MultiplyFold(MultiplyFold(low ^ A1, high ^ B1) ^ (uint)length, End1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Second(ulong low, ulong high, int length) =>
        MultiplyFold(MultiplyFold(low ^ A2, high ^ B2) ^ (uint)length, End2);

    /// <summary>Of more than 16 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong First, ulong Second) LongLanes(ReadOnlySpan<byte> field)
    {
        var first = Long1;
        var second = Long2;
        for (var rest = field; rest.Length > BlockBytes; rest = rest[BlockBytes..])
        {
            var low = BinaryPrimitives.ReadUInt64LittleEndian(rest);
            var high = BinaryPrimitives.ReadUInt64LittleEndian(rest[WordBytes..]);
            first = MultiplyFold(low ^ first, high ^ Step1);
            second = MultiplyFold(low ^ second, high ^ Step2);
        }

        var last = field[^BlockBytes..];
        var lastLow = BinaryPrimitives.ReadUInt64LittleEndian(last);
        var lastHigh = BinaryPrimitives.ReadUInt64LittleEndian(last[WordBytes..]);
        first = MultiplyFold(lastLow ^ first, lastHigh ^ Step1);
        second = MultiplyFold(lastLow ^ second, lastHigh ^ Step2);
        return (MultiplyFold(first ^ (uint)field.Length, End1), MultiplyFold(second ^ (uint)field.Length, End2));
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
