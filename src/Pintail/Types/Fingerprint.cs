using System.Globalization;

namespace Pintail.Types;

/// <summary>
/// What a column's values add up to: the sum of their hashes (<see cref="FieldHash"/>) in two lanes of 64 bits that wrap.
/// Independent of the values' order and of how they were split, so several threads may each add up their part and the
/// parts be added. Two columns with the same values have the same fingerprint; with other values they differ but for a
/// chance of about 2⁻⁶⁴. It holds against faults, not against someone who makes values up to collide.
/// It carries no count: a further NULL or empty value changes both lanes like any other.
/// </summary>
internal readonly record struct Fingerprint(ulong First, ulong Second)
{
    private const int LaneDigits = 16;

    /// <summary>Of no values at all.</summary>
    public static Fingerprint Empty => default;

    public static Fingerprint operator +(Fingerprint left, Fingerprint right) => left.Add(right);

    public Fingerprint Add(Fingerprint other) => new(unchecked(First + other.First), unchecked(Second + other.Second));

    /// <summary>32 lower-case hexadecimal digits, the first lane first.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First:x16}{Second:x16}");

    /// <summary>False for anything but 32 hexadecimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Fingerprint fingerprint)
    {
        fingerprint = default;
        if (text.Length != 2 * LaneDigits || !TryParseLane(text[..LaneDigits], out var first))
            return false;
        if (!TryParseLane(text[LaneDigits..], out var second))
            return false;
        fingerprint = new Fingerprint(first, second);
        return true;
    }

    private static bool TryParseLane(ReadOnlySpan<char> digits, out ulong lane) =>
        ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out lane);
}
