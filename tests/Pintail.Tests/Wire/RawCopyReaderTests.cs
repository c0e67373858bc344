using Pintail.Wire;
using static Pintail.Tests.Wire.ServerBytes;

namespace Pintail.Tests.Wire;

public class RawCopyReaderTests
{
    private static readonly byte[] First = Row([1, 2, 3], null, []);
    private static readonly byte[] Second = Row([.. Enumerable.Repeat((byte)7, 300)], [9], null);
    private static readonly byte[] Empty = Row();

    private static byte[] GoodStream => [.. Header, .. First, .. Empty, .. Second, .. First, .. Int16(-1)];

    [Theory]
    [InlineData(1, 64)]
    [InlineData(7, 100)]
    [InlineData(int.MaxValue, 64)]
    [InlineData(int.MaxValue, 1 << 20)]
    public void Rows_arrive_whole_whatever_the_reads_and_the_buffer(int bytesPerRead, int bufferBytes)
    {
        using var reader = new RawCopyReader(new ScriptedStream(GoodStream, bytesPerRead), bufferBytes);
        Assert.Equal([First, Empty, Second, First], reader.ReadAll());
        Assert.Equal(GoodStream.Length, reader.BytesReceived);
    }

    [Fact]
    public void Random_rows_and_reads_arrive_as_sent()
    {
        for (var round = 0; round < 300; round++)
        {
            var seed = Environment.TickCount ^ (round << 16);
            var random = new Random(seed);
            var rows = Enumerable
                .Range(0, random.Next(60))
                .Select(_ => Row([.. Enumerable.Range(0, random.Next(5)).Select(_ => new byte[random.Next(300)])]))
                .ToList();
            var stream = new ScriptedStream(
                [.. Header, .. rows.SelectMany(row => row), .. Int16(-1)],
                random.Next(1, 900)
            );
            using var reader = new RawCopyReader(stream, random.Next(2000));
            var arrived = reader.ReadAll(random.Next(1, 20));
            Assert.True(
                rows.Select(Convert.ToHexString).SequenceEqual(arrived.Select(Convert.ToHexString)),
                $"seed {seed}"
            );
        }
    }

    [Fact]
    public void Stream_cut_at_any_byte_never_passes_for_complete()
    {
        for (var length = 0; length < GoodStream.Length; length++)
        {
            using var reader = new RawCopyReader(new ScriptedStream(GoodStream[..length]));
            Assert.Throws<EndOfStreamException>(() => reader.ReadAll());
        }
    }

    public static TheoryData<string, byte[]> Violations =>
        new()
        {
            { "signature", [.. new byte[19]] },
            { "OIDs", [.. Header[..11], .. Int32(1 << 16), .. Int32(0)] },
            { "field count -2", [.. Header, .. Int16(-2)] },
            { "length -2", [.. Header, .. Int16(1), .. Int32(-2)] },
            { "more than", [.. Header, .. Int16(2), .. Int32(-1), .. Int32(int.MaxValue), .. new byte[100]] },
            { "goes on", [.. GoodStream, 0] },
        };

    [Theory]
    [MemberData(nameof(Violations))]
    public void Bytes_the_format_does_not_allow_are_named(string expected, byte[] stream)
    {
        foreach (var bytesPerRead in new[] { 1, int.MaxValue })
        {
            using var reader = new RawCopyReader(new ScriptedStream(stream, bytesPerRead));
            var error = Assert.Throws<WireProtocolException>(() => reader.ReadAll());
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        }
    }
}
