using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Pintail.Types;

// The loops. Compiled optimized at the first call, as FixedDecoder's are and for its reason.
internal static partial class FieldHash
{
    /// <summary>Keep[n + 8] keeps n bytes of a word read little-endian: none below 0, all from 8 on.</summary>
    private static ReadOnlySpan<ulong> Keep =>
        [
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0xff,
            0xffff,
            0xff_ffff,
            0xffff_ffff,
            0xff_ffff_ffff,
            0xffff_ffff_ffff,
            0xff_ffff_ffff_ffff,
            ulong.MaxValue,
            ulong.MaxValue,
            ulong.MaxValue,
            ulong.MaxValue,
            ulong.MaxValue,
            ulong.MaxValue,
            ulong.MaxValue,
            ulong.MaxValue,
            ulong.MaxValue,
        ];

    /// <summary>Adds the hashes of all these fields, NULLs among them.</summary>
    public static void Fold(in Fields fields, ref Fingerprint sum)
    {
        if (fields.Count == 0)
            return;
        var length = fields.Lengths[0];
        // One vectorized pass over the lengths buys a loop without any check of them.
        sum += fields.Lengths.ContainsAnyExcept(length)
            ? OfAnyLength(fields)
            : length switch
            {
                1 => OfOneLength<One>(fields),
                2 => OfOneLength<Two>(fields),
                4 => OfOneLength<Four>(fields),
                8 => OfOneLength<Eight>(fields),
                12 => OfOneLength<Twelve>(fields),
                16 => OfOneLength<Sixteen>(fields),
                _ => OfAnyLength(fields),
            };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Fingerprint OfOneLength<TLength>(in Fields fields)
        where TLength : struct, IFieldLength
    {
        var buffer = fields.Buffer;
        var (first, second) = (0UL, 0UL);
        foreach (var offset in fields.Offsets)
        {
            var (low, high) = TLength.Read(buffer.Slice(offset, TLength.Bytes));
            var lanes = Finish(Head(low, high, TLength.Bytes));
            first += lanes.First;
            second += lanes.Second;
        }

        return new Fingerprint(first, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Fingerprint OfAnyLength(in Fields fields)
    {
        var buffer = fields.Buffer;
        var lengths = fields.Lengths;
        var offsets = fields.Offsets[..lengths.Length];
        var lastBlock = buffer.Length - BlockBytes;
        var (first, second) = (0UL, 0UL);
        for (var i = 0; i < lengths.Length; i++)
        {
            var (offset, length) = (offsets[i], lengths[i]);
            if ((uint)length <= BlockBytes && offset <= lastBlock)
            {
                // Reads 16 bytes whatever the length and keeps the field's: no branch that lengths at random would defeat.
                var block = buffer.Slice(offset, BlockBytes);
                var low = BinaryPrimitives.ReadUInt64LittleEndian(block) & Keep[length + WordBytes];
                var high = BinaryPrimitives.ReadUInt64LittleEndian(block[WordBytes..]) & Keep[length];
                var lanes = Finish(Head(low, high, length));
                first += lanes.First;
                second += lanes.Second;
            }
            else if (length > BlockBytes)
            {
                var lanes = Finish(LongHead(buffer.Slice(offset, length)));
                first += lanes.First;
                second += lanes.Second;
            }
            else if (length < 0)
            {
                first += Null;
                second += SecondOfNull;
            }
            else
            {
                // At the buffer's end.
                var lanes = LanesOf(buffer.Slice(offset, length));
                first += lanes.First;
                second += lanes.Second;
            }
        }

        return new Fingerprint(first, second);
    }

    /// <summary>
    /// The same for fields whose first eight bytes count only where the mask (of the word read little-endian) has ones:
    /// what a canonical form clears there need not be copied for it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void FoldMasked(in Fields fields, ulong headMask, ref Fingerprint sum)
    {
        var buffer = fields.Buffer;
        var lengths = fields.Lengths;
        var offsets = fields.Offsets[..lengths.Length];
        var lastBlock = buffer.Length - BlockBytes;
        var (first, second) = (0UL, 0UL);
        for (var i = 0; i < lengths.Length; i++)
        {
            var (offset, length) = (offsets[i], lengths[i]);
            if ((uint)length <= BlockBytes && offset <= lastBlock)
            {
                var block = buffer.Slice(offset, BlockBytes);
                var low = BinaryPrimitives.ReadUInt64LittleEndian(block) & Keep[length + WordBytes] & headMask;
                var high = BinaryPrimitives.ReadUInt64LittleEndian(block[WordBytes..]) & Keep[length];
                var lanes = Finish(Head(low, high, length));
                first += lanes.First;
                second += lanes.Second;
            }
            else if (length < 0)
            {
                first += Null;
                second += SecondOfNull;
            }
            else
            {
                var lanes = MaskedLanes(buffer.Slice(offset, length), headMask);
                first += lanes.First;
                second += lanes.Second;
            }
        }

        sum += new Fingerprint(first, second);
    }

    /// <summary>Rare: long, or at the buffer's end.</summary>
    private static Fingerprint MaskedLanes(ReadOnlySpan<byte> field, ulong headMask)
    {
        const int StackBytes = 256;
        var copy = field.Length <= StackBytes ? stackalloc byte[field.Length] : new byte[field.Length];
        field.CopyTo(copy);
        for (var i = 0; i < Math.Min(copy.Length, WordBytes); i++)
            copy[i] &= (byte)(headMask >> (8 * i));
        return LanesOf(copy);
    }

    private interface IFieldLength
    {
        static abstract int Bytes { get; }

        /// <summary>The two words of a field of that length.</summary>
        static abstract (ulong Low, ulong High) Read(ReadOnlySpan<byte> field);
    }

    private readonly struct One : IFieldLength
    {
        public static int Bytes => 1;

        public static (ulong Low, ulong High) Read(ReadOnlySpan<byte> field) => (field[0], 0);
    }

    private readonly struct Two : IFieldLength
    {
        public static int Bytes => 2;

        public static (ulong Low, ulong High) Read(ReadOnlySpan<byte> field) =>
            (BinaryPrimitives.ReadUInt16LittleEndian(field), 0);
    }

    private readonly struct Four : IFieldLength
    {
        public static int Bytes => 4;

        public static (ulong Low, ulong High) Read(ReadOnlySpan<byte> field) =>
            (BinaryPrimitives.ReadUInt32LittleEndian(field), 0);
    }

    private readonly struct Eight : IFieldLength
    {
        public static int Bytes => 8;

        public static (ulong Low, ulong High) Read(ReadOnlySpan<byte> field) =>
            (BinaryPrimitives.ReadUInt64LittleEndian(field), 0);
    }

    private readonly struct Twelve : IFieldLength
    {
        public static int Bytes => 12;

        public static (ulong Low, ulong High) Read(ReadOnlySpan<byte> field) =>
            (
                BinaryPrimitives.ReadUInt64LittleEndian(field),
                BinaryPrimitives.ReadUInt32LittleEndian(field[WordBytes..])
            );
    }

    private readonly struct Sixteen : IFieldLength
    {
        public static int Bytes => 16;

        public static (ulong Low, ulong High) Read(ReadOnlySpan<byte> field) =>
            (
                BinaryPrimitives.ReadUInt64LittleEndian(field),
                BinaryPrimitives.ReadUInt64LittleEndian(field[WordBytes..])
            );
    }
}
