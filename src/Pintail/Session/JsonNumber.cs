namespace Pintail.Session;

/// <summary>
/// Numbers that every reader of JSON gets back as they were: many take all of them for IEEE doubles (RFC 8259, section 6).
/// Others are written as texts.
/// </summary>
public static class JsonNumber
{
    /// <summary>2^53 - 1: whole numbers up to it and down to its negative.</summary>
    public const long MostExact = (1L << 53) - 1;

    /// <summary>A double keeps any so many decimal digits.</summary>
    public const int ExactDigits = 15;
}
