using System.Buffers.Binary;

namespace Pintail.Tests.Copy;

/// <summary>A few changes to some bytes: what a broken server, a broken wire or an attacker would do.</summary>
internal sealed class ByteMutations
{
    private const int MostChanges = 4;
    private const int LongestInsertion = 24;

    /// <summary>Where lengths and counts end, and what they are easily mistaken for.</summary>
    private static readonly int[] Numbers =
    [
        -1,
        -2,
        0,
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        12,
        16,
        255,
        256,
        1000,
        2001,
        65_535,
        65_536,
        0x1000_0000,
        int.MaxValue,
        int.MaxValue - 3,
        int.MinValue,
        0x2000_0001,
        0x4000_0001,
    ];

    private byte[] _bytes = new byte[1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public void Begin() => Length = 0;

    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Insert(Length, bytes.Length));

    public void AppendInt32(int value) => BinaryPrimitives.WriteInt32BigEndian(Insert(Length, sizeof(int)), value);

    public void SetInt32(int position, int value) =>
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(position, sizeof(int)), value);

    /// <param name="start">Nothing before it is changed.</param>
    /// <param name="other">Bytes of another value, for splices.</param>
    public void Change(ref FuzzRandom random, int start, ReadOnlySpan<byte> other)
    {
        // Mostly one, as many seldom leave anything that is readable.
        for (var i = random.Next(2) == 0 ? 1 : random.Next(MostChanges) + 1; i > 0; i--)
            ChangeOnce(ref random, start, other);
    }

    private void ChangeOnce(ref FuzzRandom random, int start, ReadOnlySpan<byte> other)
    {
        var length = Length - start;
        var at = start + random.Next(length + 1);
        var rest = Length - at;
        switch (random.Next(10))
        {
            case 0 when rest > 0:
                _bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when rest > 0:
                _bytes[at] = (byte)random.Next(256);
                break;
            case 2 when rest >= sizeof(int):
                SetInt32(at, Numbers[random.Next(Numbers.Length)]);
                break;
            case 3 when rest >= sizeof(int):
                SetInt32(at, BinaryPrimitives.ReadInt32BigEndian(_bytes.AsSpan(at)) + random.Next(9) - 4);
                break;
            case 4 when rest >= sizeof(short):
                BinaryPrimitives.WriteInt16BigEndian(_bytes.AsSpan(at), (short)Numbers[random.Next(Numbers.Length)]);
                break;
            case 5:
                Length = at;
                break;
            case 6:
                Remove(at, random.Next(rest + 1));
                break;
            case 7:
                foreach (ref var inserted in Insert(at, random.Next(LongestInsertion) + 1))
                    inserted = (byte)random.Next(256);
                break;
            case 8 when other.Length > 0:
                var from = random.Next(other.Length);
                var splice = other.Slice(from, random.Next(other.Length - from) + 1);
                splice.CopyTo(Insert(at, splice.Length));
                break;
            case 9 when rest > 0:
                var again = _bytes.AsSpan(at, random.Next(rest) + 1).ToArray();
                again.CopyTo(Insert(at, again.Length));
                break;
        }
    }

    private void Remove(int at, int count)
    {
        _bytes.AsSpan(at + count, Length - at - count).CopyTo(_bytes.AsSpan(at));
        Length -= count;
    }

    private Span<byte> Insert(int at, int count)
    {
        if (_bytes.Length < Length + count)
            Array.Resize(ref _bytes, 2 * (Length + count));
        _bytes.AsSpan(at, Length - at).CopyTo(_bytes.AsSpan(at + count));
        Length += count;
        return _bytes.AsSpan(at, count);
    }
}
