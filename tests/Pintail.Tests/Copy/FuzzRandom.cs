namespace Pintail.Tests.Copy;

/// <summary>Cheap random numbers, made anew for every mutation so that each can be made again by its number alone (SplitMix64).</summary>
internal struct FuzzRandom(ulong seed, long number)
{
    private ulong _state = unchecked(seed + (ulong)number * 0x9E37_79B9_7F4A_7C15);

    public ulong Next()
    {
        _state = unchecked(_state + 0x9E37_79B9_7F4A_7C15);
        var value = _state;
        value = unchecked((value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9);
        value = unchecked((value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB);
        return value ^ (value >> 31);
    }

    /// <summary>From 0 to below the limit, which is 1 at least.</summary>
    public int Next(int limit) => (int)(Next() % (ulong)limit);
}
