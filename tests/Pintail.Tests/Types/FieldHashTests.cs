using System.Buffers.Binary;
using System.Text;
using Pintail.Types;

namespace Pintail.Tests.Types;

public class FieldHashTests
{
    // Where lengths change their path: powers of two, the word, the block, and two blocks.
    private static readonly int[] Lengths =
    [
        0,
        1,
        2,
        3,
        4,
        5,
        7,
        8,
        9,
        12,
        15,
        16,
        17,
        20,
        31,
        32,
        33,
        48,
        49,
        100,
        1000,
    ];

    private readonly Random _random = new(20_261_120);

    /// <summary>Fingerprints are stored: these change with a new format of the register only.</summary>
    [Theory]
    [InlineData("", "d4b9b24aa0d1a4c80be1ed957f89fb17")]
    [InlineData("a", "280801d8eecd52a88d80a0904b45f3e0")]
    [InlineData("12345678", "099c4c14fd4f659ac46e65a530bd4c2b")]
    [InlineData("1234567890123456", "22d5c5d006936332c8b198b3ecf73e51")]
    [InlineData("a text of more than sixteen bytes", "508e6eee06603dfbb322ed9ce5ccbe89")]
    public void Fingerprint_of_one_field_never_changes(string text, string golden) =>
        Assert.Equal(golden, Sum(Encoding.UTF8.GetBytes(text)).ToString());

    [Fact]
    public void Fingerprint_of_a_column_never_changes()
    {
        var fields = Enumerable.Range(0, 1000).Select(i => i % 10 == 0 ? null : Filled(i % 70, i)).ToArray();
        Assert.Equal("a41e8d14113a3850509d79a50db12090", Sum(fields).ToString());
        Assert.Equal("db0c2e0d64f98fa747b5481dbefa4fa5", Sum([null]).ToString());
    }

    [Fact]
    public void Fingerprint_depends_neither_on_order_nor_on_how_the_fields_are_split()
    {
        var fields = Enumerable.Range(0, 5000).Select(i => i % 11 == 0 ? null : Bytes(_random.Next(40))).ToArray();
        var whole = Sum(fields);
        var shuffled = fields.ToArray();
        _random.Shuffle(shuffled);
        Assert.Equal(whole, Sum(shuffled));
        foreach (var size in new[] { 1, 7, 2048 })
            Assert.Equal(
                whole,
                shuffled.Chunk(size).Select(Sum).Aggregate(Fingerprint.Empty, (sum, part) => part + sum)
            );
        var sum = Fingerprint.Empty;
        foreach (var part in fields.Chunk(100))
            FieldHash.Fold(Buffer(part).AsFields(), ref sum);
        Assert.Equal(whole, sum);
    }

    [Fact]
    public void Fields_of_one_length_hash_as_among_others_and_at_the_end_of_the_buffer()
    {
        foreach (var length in Lengths)
        {
            var fields = Enumerable.Range(0, 10).Select(_ => Bytes(length)).ToArray();
            var apart = fields.Select(field => Sum(field)).Aggregate((left, right) => left + right);
            Assert.Equal(apart, Sum(fields));
            var among = Sum([.. fields, null, new byte[2000], new byte[3]]);
            Assert.Equal(among, apart + Sum([null]) + Sum(new byte[2000]) + Sum(new byte[3]));
            Assert.All(fields, field => Assert.Equal(FieldHash.Of(field), Sum(field).First));
        }

        Assert.Equal(FieldHash.Null, Sum([null]).First);
        Assert.Equal(Fingerprint.Empty, Sum());
    }

    [Fact]
    public void Bytes_around_a_field_do_not_count()
    {
        foreach (var length in Lengths)
        {
            var field = Bytes(length);
            var sums = Enumerable
                .Range(0, 20)
                .Select(_ => Bytes(length + 40))
                .Select(buffer =>
                {
                    field.CopyTo(buffer, 20);
                    var sum = Fingerprint.Empty;
                    FieldHash.Fold(new Fields(buffer, [20, 20], [length, -1]), ref sum);
                    return sum;
                });
            Assert.Equal(Sum(field) + Sum([null]), Assert.Single(sums.Distinct()));
        }
    }

    [Fact]
    public void Every_bit_flipped_changes_both_lanes()
    {
        foreach (var length in Lengths.SelectMany(length => Enumerable.Repeat(length, length > 100 ? 2 : 150)))
        {
            var field = Bytes(length);
            var (first, second) = Sum(field);
            for (var bit = 0; bit < 8 * length; bit++)
            {
                field[bit / 8] ^= (byte)(1 << (bit % 8));
                var flipped = Sum(field);
                field[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.True(first != flipped.First && second != flipped.Second, $"Bit {bit} of {length} bytes.");
            }
        }
    }

    [Fact]
    public void Hashes_of_small_and_near_values_differ_in_half_of_their_bits()
    {
        foreach (var length in new[] { 2, 4, 8 })
        {
            var sums = Enumerable.Range(-300, 600).Select(value => Sum(Integer(value, length))).ToArray();
            var pairs = sums.Zip(sums.Skip(1)).ToArray();
            Assert.InRange(pairs.Average(pair => Bits(pair.First.First ^ pair.Second.First)), 31, 33);
            Assert.InRange(pairs.Average(pair => Bits(pair.First.Second ^ pair.Second.Second)), 31, 33);
            Assert.InRange(sums.Average(sum => Bits(sum.First ^ sum.Second)), 31, 33);
        }
    }

    /// <summary>Changes that leave count, sum, and some of them the sum of squares, as they were.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Changes_that_make_up_for_each_other_change_both_lanes(int length)
    {
        (long[] Before, long[] After)[] changes =
        [
            ([0, 0], [1, -1]),
            ([0, 1], [-1, 2]),
            ([0, 0, 0], [2, -1, -1]),
            ([0, 0, 0], [-2, 1, 1]),
            // Equal sums and equal sums of squares.
            ([0, 4, 5], [1, 2, 6]),
            ([1, 5, 6], [2, 3, 7]),
            // Equal sums of cubes too.
            ([0, 4, 7, 11], [1, 2, 9, 10]),
        ];
        for (var start = 0L; start <= 50; start++)
        {
            foreach (var (before, after) in changes)
            {
                var was = Sum([.. before.Select(value => Integer(start + value, length))]);
                var became = Sum([.. after.Select(value => Integer(start + value, length))]);
                Assert.True(was.First != became.First && was.Second != became.Second, $"{start}, {length} bytes.");
            }
        }
    }

    [Fact]
    public void Pairs_of_small_values_with_the_same_sum_all_differ()
    {
        var hashes = Enumerable.Range(0, 1000).Select(value => Sum(Integer(value, 4))).ToArray();
        var pairs = Enumerable
            .Range(0, 1000)
            .SelectMany(a => Enumerable.Range(a, 1000 - a).Select(b => hashes[a] + hashes[b]));
        var (first, second, count) = (new HashSet<ulong>(), new HashSet<ulong>(), 0);
        foreach (var pair in pairs)
        {
            first.Add(pair.First);
            second.Add(pair.Second);
            count++;
        }

        Assert.Equal((500_500, 500_500, 500_500), (count, first.Count, second.Count));
    }

    [Fact]
    public void NULL_and_empty_and_zero_bytes_differ()
    {
        var sums = new[] { Sum(), Sum([null]), Sum([null, null]) }.Concat(
            Enumerable.Range(0, 60).Select(length => Sum(new byte[length]))
        );
        AssertDifferInBothLanes([.. sums]);
    }

    [Fact]
    public void Bytes_that_move_between_fields_change_both_lanes()
    {
        var text = "a text that is cut in two at every place, and read backwards, and shifted"u8.ToArray();
        var cuts = Enumerable.Range(1, text.Length).Select(at => Sum(text[..at], text[at..]));
        var shifted = Enumerable.Range(1, text.Length - 1).Select(by => Sum((byte[])[.. text[by..], .. text[..by]]));
        AssertDifferInBothLanes([.. cuts, .. shifted, Sum([.. text.Reverse()])]);
    }

    [Fact]
    public void Bytes_swapped_within_a_field_or_between_two_change_both_lanes()
    {
        foreach (var length in Lengths.Where(length => length is > 1 and <= 100))
        {
            var (field, other) = (Filled(length, 1), Filled(length, 2));
            var sum = Sum(field, other);
            for (var i = 0; i < length; i++)
            {
                (field[i], other[i]) = (other[i], field[i]);
                AssertDifferInBothLanes([sum, Sum(field, other)]);
                (field[i], other[i]) = (other[i], field[i]);
                var swapped = field.ToArray();
                (swapped[0], swapped[i]) = (swapped[i], swapped[0]);
                if (swapped[0] != field[0])
                    AssertDifferInBothLanes([sum, Sum(swapped, other)]);
            }
        }
    }

    [Fact]
    public void Fingerprint_text_reads_back()
    {
        var fingerprint = new Fingerprint(1, ulong.MaxValue);
        Assert.Equal("0000000000000001ffffffffffffffff", fingerprint.ToString());
        Assert.True(Fingerprint.TryParse(fingerprint.ToString(), out var parsed));
        Assert.Equal(fingerprint, parsed);
        Assert.All(
            ["", "0", new string('0', 31), new string('0', 33), new string('g', 32), " " + new string('0', 31)],
            text => Assert.False(Fingerprint.TryParse(text, out _), text)
        );
        Assert.Equal(new Fingerprint(2, ulong.MaxValue - 1), fingerprint + fingerprint);
    }

    private static void AssertDifferInBothLanes(IReadOnlyCollection<Fingerprint> sums)
    {
        Assert.Equal(sums.Count, sums.Select(sum => sum.First).Distinct().Count());
        Assert.Equal(sums.Count, sums.Select(sum => sum.Second).Distinct().Count());
    }

    private static Fingerprint Sum(params byte[]?[] fields)
    {
        var sum = Fingerprint.Empty;
        FieldHash.Fold(Buffer(fields).AsFields(), ref sum);
        return sum;
    }

    private static FieldBuffer Buffer(IEnumerable<byte[]?> fields)
    {
        var buffer = new FieldBuffer();
        foreach (var field in fields)
        {
            if (field is null)
                buffer.AddNull();
            else
                buffer.Add(field);
        }

        return buffer;
    }

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Filled(int length, int seed) =>
        [.. Enumerable.Range(0, length).Select(i => (byte)((i * 31) + (seed * 17)))];

    private static byte[] Integer(long value, int length)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes[^length..];
    }

    private static int Bits(ulong word) => System.Numerics.BitOperations.PopCount(word);
}
