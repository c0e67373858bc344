using Pintail.DuckDB;
using Pintail.Session.Binary;
using Pintail.Session.Hstore;
using Pintail.Session.Settings;

namespace Pintail.Session;

/// <summary>What DuckDB's postgres extension brings that needs no server: settings, files, functions over values.</summary>
internal static class SessionFunctions
{
    public static void Register(DuckDBConnection connection, TypeNames types, SqlOptions options)
    {
        foreach (var setting in ExtensionSettings.All(options.Connections))
        {
            connection.Register(setting);
            // What has NULL by default would not be there for current_setting.
            if (setting.Default is null)
                connection.Execute($"SET GLOBAL {setting.Name} = NULL");
        }
        connection.Register(new ReadPostgresBinary(types));
        connection.Register(new BinaryFileFormat());
        connection.Register(new HstoreGet());
        connection.Register(new HstoreToJson());
    }
}
