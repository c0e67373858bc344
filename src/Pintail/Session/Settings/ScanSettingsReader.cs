using System.Globalization;
using Pintail.DuckDB;

namespace Pintail.Session.Settings;

/// <summary>Reads a connection's settings. No SQL is run, so it costs microseconds, and is no statement of the session's.</summary>
internal static class ScanSettingsReader
{
    /// <param name="connections">What a scan may use when nothing is set.</param>
    /// <exception cref="PintailException">A setting has a value that is none of its own.</exception>
    public static ScanSettings Read(DuckDBConnection connection, int connections) =>
        new()
        {
            UseCtidScan = Flag(connection, SettingNames.UseCtidScan),
            PagesPerTask = Pages(connection),
            // The extension has two names for it, the second of which is the newer.
            ConnectionLimit =
                OtherThan(connection, SettingNames.PoolMaxConnections, (ulong)connections)
                ?? OtherThan(connection, SettingNames.ConnectionLimit, (ulong)connections)
                ?? connections,
            FilterPushdown = Flag(connection, SettingNames.FilterPushdown),
            ShowQueries = Flag(connection, SettingNames.ShowQueries),
            Values = Values(connection),
            StatementTimeout = Timeout(connection, SettingNames.StatementTimeout),
            IdleTimeout = Timeout(connection, SettingNames.IdleTimeout),
        };

    /// <inheritdoc cref="Read"/>
    public static ValueSettings Values(DuckDBConnection connection) =>
        new(
            Flag(connection, SettingNames.ArrayAsVarchar),
            Flag(connection, SettingNames.NumericAsVarchar) ? "VARCHAR" : NumericAs(connection)
        );

    private static bool Flag(DuckDBConnection connection, string name) => connection.Setting(name) is true;

    private static ulong? Number(DuckDBConnection connection, string name) => connection.Setting(name) as ulong?;

    private static TimeSpan? Timeout(DuckDBConnection connection, string name) =>
        Number(connection, name) is { } millis ? TimeSpan.FromMilliseconds(millis) : null;

    // Scripts say "all of them" by a number that no table has.
    private static int? Pages(DuckDBConnection connection) =>
        Number(connection, SettingNames.PagesPerTask) is { } pages and not (0 or ExtensionSettings.DefaultPages)
            ? (int)Math.Min(pages, int.MaxValue)
            : null;

    // With 0 the extension keeps no connection for later, but uses as many as ever.
    private static int? OtherThan(DuckDBConnection connection, string name, ulong usual) =>
        Number(connection, name) switch
        {
            null or 0 => null,
            var number when number == usual => null,
            <= int.MaxValue and var number => (int)number,
            _ => throw Refused(name, $"a number up to {int.MaxValue.ToString(CultureInfo.InvariantCulture)}"),
        };

    private static string NumericAs(DuckDBConnection connection)
    {
        var text = (connection.Setting(SettingNames.NumericAs) as string ?? "").Replace(
            " ",
            "",
            StringComparison.Ordinal
        );
        return ValueSettings.NumericTypes.FirstOrDefault(type => type.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw Refused(SettingNames.NumericAs, $"one of '{string.Join("', '", ValueSettings.NumericTypes)}'");
    }

    private static PintailException Refused(string name, string expected) =>
        new(
            ErrorKind.Configuration,
            $"The setting {name} has to be {expected}.",
            $"SET {name} to one, or RESET {name}."
        );
}
