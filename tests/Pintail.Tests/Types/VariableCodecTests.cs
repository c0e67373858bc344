using System.Text;
using Pintail.Types;

namespace Pintail.Tests.Types;

/// <summary>Bytes that no server sends and texts that no codec printed: refused, or taken for a value; never worse.</summary>
public class VariableCodecTests
{
    private const int Seed = 20_261_120;
    private const int Rounds = 20_000;

    [Fact]
    public void Random_bytes_and_texts_are_refused_or_stay_what_they_were_read_as()
    {
        Check<NumericTextCodec>("-0.0123NaIfity", isUnique: false, [0, 2, 0, 1, 0, 0, 0, 4, 0, 12, 4, 210]);
        Check<InetCodec>("0123456789abcdef:./", true, [2, 24, 0, 4, 10, 0, 0, 1]);
        Check<InetCodec>("::ffff:.%[]/", true, [3, 128, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 1, 2, 3, 4]);
        Check<CidrCodec>("0123456789abcdef:./", true, [2, 8, 1, 4, 10, 0, 0, 0]);
        Check<MacaddrCodec>("0123456789abcdef::::", true, [1, 2, 3, 4, 5, 6]);
        Check<Macaddr8Codec>("0123456789abcdef::::", true, [1, 2, 3, 4, 5, 6, 7, 8]);
        Check<LsnCodec>("0123456789ABCDEF/", true, [1, 2, 3, 4, 5, 6, 7, 8]);
        Check<TidCodec>("(0123456789,)", true, [0, 0, 0, 1, 0, 2]);
        Check<SnapshotCodec>("0123456789::,", true, [0, 0, 0, 1, .. new byte[24]]);
        Check<BitCodec>("\0\u0001\u0005\u0007\u0008\u007f", true, [0, 0, 0, 11, 0xFF, 0xE0]);
        Check<LineCodec>("{0.5,-1e10}NaInfity", true, new byte[24]);
        Check<LineSegmentCodec>("[(0.5,-1e10)]", true, new byte[32]);
        Check<BoxCodec>("(0.5,-1e10)", true, new byte[32]);
        Check<PathCodec>("[(0.5,-1e10)]", true, [1, 0, 0, 0, 1, .. new byte[16]]);
        Check<PolygonCodec>("((0.5,-1e10))", true, [0, 0, 0, 1, .. new byte[16]]);
        Check<CircleCodec>("<(0.5,-1e10),3>", true, new byte[24]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("1e5")]
    [InlineData("+1")]
    [InlineData("nan")]
    [InlineData(" 1")]
    public void Text_that_numeric_out_never_prints_is_no_numeric(string text) =>
        Assert.Null(Write<NumericTextCodec>(Latin1(text)));

    /// <param name="alphabet">What texts of the type are made of.</param>
    /// <param name="isUnique">A text has one byte form.</param>
    /// <param name="field">A proper one, to be changed.</param>
    private static void Check<TCodec>(string alphabet, bool isUnique, byte[] field)
        where TCodec : struct, IVariableCodec
    {
        var random = new Random(Seed);
        Assert.NotNull(Read<TCodec>(field));
        for (var round = 0; round < Rounds; round++)
        {
            var changed = field.ToArray();
            for (var changes = random.Next(4); changes > 0; changes--)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            Array.Resize(ref changed, Math.Max(0, field.Length + Math.Max(0, random.Next(-40, 3)) - random.Next(2)));
            if (Read<TCodec>(changed) is { } value && isUnique)
                Assert.Equal(value, Read<TCodec>(Assert.IsType<byte[]>(Write<TCodec>(Latin1(value)))));
            var text = string.Concat(
                Enumerable.Range(0, random.Next(24)).Select(_ => alphabet[random.Next(alphabet.Length)])
            );
            Write<TCodec>(Latin1(text));
        }
    }

    /// <summary>Null when the field is refused.</summary>
    private static string? Read<TCodec>(byte[] field)
        where TCodec : struct, IVariableCodec
    {
        var target = new FieldBuffer();
        target.Begin();
        if (TCodec.Read(field, target) != FieldOutcome.Read)
            return null;
        target.End();
        return Encoding.Latin1.GetString(target.AsFields()[0]);
    }

    private static byte[]? Write<TCodec>(byte[] value)
        where TCodec : struct, IVariableCodec
    {
        var target = new FieldBuffer();
        target.Begin();
        if (!TCodec.TryWrite(value, target))
            return null;
        target.End();
        return target.AsFields()[0].ToArray();
    }

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);
}
