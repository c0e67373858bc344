namespace Pintail.Cli.Settings;

/// <summary>The hint that goes with an unknown name.</summary>
internal static class SpellingHint
{
    /// <summary>"Did you mean …?"; null when no known name is near.</summary>
    public static string? For(string name, IEnumerable<string> known) =>
        NearestName.Of(name, known) is { } nearest ? $"Did you mean {nearest}?" : null;
}
