using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Pintail.DuckDB.Native;

// duckdb.h: Configuration Options.
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial ConfigOptionHandle duckdb_create_config_option();

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_config_option(ref nint option);

    [LibraryImport(Library)]
    internal static partial void duckdb_config_option_set_name(
        ConfigOptionHandle option,
        [MarshalUsing(typeof(Utf8Argument))] string name
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_config_option_set_type(ConfigOptionHandle option, LogicalTypeHandle type);

    [LibraryImport(Library)]
    internal static partial void duckdb_config_option_set_default_value(ConfigOptionHandle option, ValueHandle value);

    [LibraryImport(Library)]
    internal static partial void duckdb_config_option_set_default_scope(
        ConfigOptionHandle option,
        ConfigOptionScope scope
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_config_option_set_description(
        ConfigOptionHandle option,
        [MarshalUsing(typeof(Utf8Argument))] string description
    );

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_register_config_option(
        ConnectionHandle connection,
        ConfigOptionHandle option
    );

    [LibraryImport(Library)]
    internal static partial ValueHandle duckdb_client_context_get_config_option(
        ClientContextHandle context,
        [MarshalUsing(typeof(Utf8Argument))] string name,
        out ConfigOptionScope scope
    );
}
