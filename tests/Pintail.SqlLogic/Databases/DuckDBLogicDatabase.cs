using Pintail.DuckDB;

namespace Pintail.SqlLogic.Databases;

/// <summary>DuckDB by itself.</summary>
internal sealed class DuckDBLogicDatabase : ILogicDatabase
{
    private readonly DuckDBDatabase _database;
    private readonly ValueText _text;

    private DuckDBLogicDatabase(DuckDBDatabase database, ValueText text)
    {
        _database = database;
        _text = text;
    }

    /// <summary>The texts' maker is shared by all databases and stays the caller's.</summary>
    internal static DatabaseOpener With(ValueText text) => place => Open(place, text);

    public ILogicConnection Connect() => new DuckDBLogicConnection(_database.Connect(), _text);

    public void Dispose() => _database.Dispose();

    private static DuckDBLogicDatabase Open(DatabasePlace place, ValueText text)
    {
        var path = string.IsNullOrEmpty(place.Path) ? null : place.Path;
        return new DuckDBLogicDatabase(DuckDBDatabase.Open(path, Settings(place)), text);
    }

    internal static Dictionary<string, string> Settings(DatabasePlace place)
    {
        // As DuckDB's own runner sets them; and no test may reach for the network by itself.
        var settings = new Dictionary<string, string>
        {
            ["allow_unredacted_secrets"] = "true",
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
            ["secret_directory"] = place.SecretFolder,
        };
        if (place.IsReadOnly)
            settings["access_mode"] = "READ_ONLY";
        if (place.StorageVersion is { } version)
            settings["storage_compatibility_version"] = version;
        return settings;
    }
}
