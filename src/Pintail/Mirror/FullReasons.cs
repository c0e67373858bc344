namespace Pintail.Mirror;

/// <summary>Why a table is copied in full where nobody wonders: it is new, or the user said so.</summary>
internal static class FullReasons
{
    public const string FirstLoad = "first load";
    public const string Flag = "--full";
    public const string Strategy = "--strategy";

    /// <summary>False for a reason that is news to whoever expects a refresh.</summary>
    public static bool IsExpected(string reason) => reason is FirstLoad or Flag or Strategy;
}
