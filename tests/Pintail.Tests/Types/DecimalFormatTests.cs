using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Pintail.Types;

namespace Pintail.Tests.Types;

public class DecimalFormatTests
{
    /// <summary>Any precision and scale, any number of digits up to the precision; many with zero groups inside.</summary>
    private static readonly Gen<(int Precision, int Scale, BigInteger Unscaled)> Decimals =
        from precision in Gen.Choose(1, 38)
        from scale in Gen.Choose(0, precision)
        from length in Gen.Choose(0, precision)
        from digits in Gen.ArrayOf(
            Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Constant(9)), (3, Gen.Choose(0, 9))),
            length
        )
        from negative in Gen.Elements(true, false)
        let magnitude = digits.Aggregate(BigInteger.Zero, (sum, digit) => sum * 10 + digit)
        select (precision, scale, negative ? -magnitude : magnitude);

    [Fact]
    public void Read_any_decimal_gives_its_unscaled_integer() =>
        Prop.ForAll(
                Decimals.ToArbitrary(),
                sample =>
                {
                    var field = NumericBytes.Encode(sample.Unscaled, sample.Scale);
                    var format = new DecimalFormat(sample.Precision, sample.Scale);
                    if (sample.Precision <= 18)
                    {
                        Assert.Equal(DecimalOutcome.Read, format.Read(field, out long value));
                        Assert.Equal(sample.Unscaled, value);
                    }
                    Assert.Equal(DecimalOutcome.Read, format.Read(field, out Int128 wide));
                    Assert.Equal(sample.Unscaled, (BigInteger)wide);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void Read_one_digit_too_many_says_so() =>
        Prop.ForAll(
                Decimals.Where(sample => !sample.Unscaled.IsZero).ToArbitrary(),
                sample =>
                {
                    var digits = BigInteger.Abs(sample.Unscaled).ToString().Length;
                    var field = NumericBytes.Encode(sample.Unscaled, sample.Scale);
                    if (digits > 1 && sample.Scale < digits)
                        AssertOutcome(DecimalOutcome.TooManyDigits, field, digits - 1, sample.Scale);
                    if (sample.Scale > 0 && sample.Unscaled % 10 != 0)
                        AssertOutcome(DecimalOutcome.TooManyDigits, field, sample.Precision, sample.Scale - 1);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Theory]
    [InlineData(0xC000)]
    [InlineData(0xD000)]
    [InlineData(0xF000)]
    public void Read_special_value_is_not_finite(int sign) =>
        AssertOutcome(DecimalOutcome.NotFinite, NumericBytes.Raw([], 0, sign, 0), 10, 2);

    [Theory]
    [InlineData(0x8000, 1, 0)] // no sign of numeric.c
    [InlineData(0, 10_000, 0)] // no base-10,000 digit
    [InlineData(0, 1, -1)] // a byte short
    [InlineData(0, 1, 1)] // a byte too many
    [InlineData(0, 1, -4)] // no header
    public void Read_what_no_server_sends_is_malformed(int sign, int group, int lengthChange)
    {
        var field = NumericBytes.Raw([(ushort)group], 0, sign, 0);
        Array.Resize(ref field, field.Length + lengthChange);
        AssertOutcome(DecimalOutcome.Malformed, field, 10, 2);
    }

    [Theory]
    [InlineData(short.MaxValue)]
    [InlineData(short.MinValue)]
    public void Read_extreme_weight_never_wraps(int weight) =>
        AssertOutcome(DecimalOutcome.TooManyDigits, NumericBytes.Raw([1, 1], weight, 0, 0), 18, 9);

    [Fact]
    public void Read_random_bytes_never_throws_nor_leaves_the_precision() =>
        Prop.ForAll(
                Gen.ArrayOf(Gen.Frequency((1, Gen.Choose(0, 255)), (1, Gen.Elements(0, 1, 2, 0x27))), 14).ToArbitrary(),
                numbers =>
                {
                    var field = numbers.Select(number => (byte)number).ToArray();
                    field[0] = 0;
                    field[1] = 3;
                    if (new DecimalFormat(18, 6).Read(field, out long value) == DecimalOutcome.Read)
                        Assert.InRange(value, -999_999_999_999_999_999, 999_999_999_999_999_999);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    private static void AssertOutcome(DecimalOutcome expected, byte[] field, int precision, int scale)
    {
        var format = new DecimalFormat(precision, scale);
        if (precision <= 18)
            Assert.Equal(expected, format.Read(field, out long _));
        Assert.Equal(expected, format.Read(field, out Int128 _));
    }
}
