namespace Pintail.Types;

/// <summary>Why a geometry cannot be taken over.</summary>
internal enum WellKnownBinaryProblem
{
    None,

    /// <summary>The bytes are no well-known binary.</summary>
    Malformed,

    /// <summary>A curve, a surface or a triangle.</summary>
    Kind,

    /// <summary>Collections within collections, more than anybody draws.</summary>
    Depth,
}
