using Pintail.Postgres;
using Pintail.Session;

namespace Pintail.SqlLogic.Databases;

/// <summary>DuckDB with Pintail's sessions.</summary>
internal sealed class SessionLogicDatabase(SqlDatabase database, ValueText text) : ILogicDatabase
{
    /// <summary>The texts' maker is shared by all databases and stays the caller's.</summary>
    internal static DatabaseOpener With(ValueText text) =>
        place => new SessionLogicDatabase(
            SqlDatabase.Open(
                new SqlOptions
                {
                    File = string.IsNullOrEmpty(place.Path) ? null : place.Path,
                    Settings = DuckDBLogicDatabase.Settings(place),
                    Environment = Conninfo.ProcessEnvironment(),
                    // Beside those of DuckDB, which has its own idea of who may enter.
                    SecretFolder = Path.Combine(place.SecretFolder, "pintail"),
                }
            ),
            text
        );

    public ILogicConnection Connect() => new SessionLogicConnection(database.Connect(), text);

    public void Dispose() => database.Dispose();
}
