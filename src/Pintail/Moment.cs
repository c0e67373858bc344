using System.Globalization;

namespace Pintail;

/// <summary>How messages write a moment: UTC, to the second.</summary>
public static class Moment
{
    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
