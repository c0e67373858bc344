namespace Pintail.Types;

/// <summary>
/// range_send (rangetypes.c): a byte of flags, then of each bound that there is an int32 length and the bytes.
/// multirange_send (multirangetypes.c): int32 number of ranges, then of each an int32 length and a range.
/// </summary>
internal static class RangeFormat
{
    // RANGE_EMPTY and so on in rangetypes.h.
    public const byte Empty = 0x01;
    public const byte LowerInclusive = 0x02;
    public const byte UpperInclusive = 0x04;
    public const byte LowerInfinite = 0x08;
    public const byte UpperInfinite = 0x10;

    /// <summary>What stands before a range's bounds.</summary>
    public const int FlagsBytes = 1;

    /// <summary>What stands before a multirange's ranges.</summary>
    public const int CountBytes = sizeof(int);

    /// <summary>Children of the STRUCT.</summary>
    public static string[] Names { get; } = ["lower", "upper", "lower_inclusive", "upper_inclusive", "empty"];

    /// <summary>Number of children that are bounds; the others are BOOLEAN.</summary>
    public const int Bounds = 2;

    public static bool HasLower(byte flags) => (flags & (Empty | LowerInfinite)) == 0;

    public static bool HasUpper(byte flags) => (flags & (Empty | UpperInfinite)) == 0;
}
