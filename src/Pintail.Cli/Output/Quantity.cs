using System.Globalization;

namespace Pintail.Cli.Output;

/// <summary>Numbers as people read them, the same in every locale.</summary>
internal static class Quantity
{
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"about 5" for an estimate; "?" where the server has none.</summary>
    public static string Estimate(long count) => count < 0 ? "?" : Count(count);

    public static string Seconds(TimeSpan time) =>
        time.TotalSeconds.ToString(time.TotalSeconds < 10 ? "0.00" : "N1", CultureInfo.InvariantCulture);

    public static string Millis(TimeSpan time) => time.TotalMilliseconds.ToString("N0", CultureInfo.InvariantCulture);

    public static string PerSecond(long count, TimeSpan time) =>
        time > TimeSpan.Zero ? Count((long)(count / time.TotalSeconds)) : "";

    public static string Bytes(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 999.5 && unit < units.Length - 1; unit++)
            value /= 1000;
        return value.ToString(unit == 0 || value >= 99.5 ? "0" : "0.0", CultureInfo.InvariantCulture)
            + " "
            + units[unit];
    }

    /// <summary>"1 table", "2 tables".</summary>
    public static string Of(long count, string thing) => $"{Count(count)} {thing}{(count == 1 ? "" : "s")}";
}
