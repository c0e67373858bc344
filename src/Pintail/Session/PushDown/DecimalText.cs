using System.Globalization;
using System.Numerics;

namespace Pintail.Session.PushDown;

/// <summary>Whole numbers that stand for numbers with a point.</summary>
internal static class DecimalText
{
    /// <summary>150 of scale 2 is 1.50.</summary>
    public static string Of(BigInteger digits, int scale)
    {
        if (scale == 0)
            return digits.ToString(CultureInfo.InvariantCulture);
        var text = BigInteger.Abs(digits).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return $"{(digits.Sign < 0 ? "-" : "")}{text[..^scale]}.{text[^scale..]}";
    }

    /// <summary>The largest whole number that is not above, and whether it is the number itself.</summary>
    public static (BigInteger Floor, bool IsWhole) Floor(BigInteger digits, int scale)
    {
        var floor = BigInteger.DivRem(digits, BigInteger.Pow(10, scale), out var rest);
        return (rest.Sign < 0 ? floor - 1 : floor, rest.IsZero);
    }
}
