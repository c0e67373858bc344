using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>A function as one database knows it. DuckDB holds it through a GCHandle until the database closes.</summary>
internal sealed class TableFunctionRegistration(TableFunction function, CallbackErrors errors) : IDisposable
{
    internal TableFunction Function => function;

    internal CallbackErrors Errors => errors;

    public void Dispose() { }

    internal static unsafe void Register(ConnectionHandle connection, TableFunction function, CallbackErrors errors)
    {
        // Destroying the handle also destroys what was set on it, unless the registration passed it on to the catalog.
        using var handle = NativeMethods.duckdb_create_table_function();
        NativeMethods.duckdb_table_function_set_name(handle, function.Name);
        foreach (var parameter in function.Parameters)
        {
            using var type = LogicalType.Of(parameter);
            NativeMethods.duckdb_table_function_add_parameter(handle, type.Handle);
        }

        foreach (var (name, parameter) in function.NamedParameters)
        {
            using var type = LogicalType.Of(parameter);
            NativeMethods.duckdb_table_function_add_named_parameter(handle, name, type.Handle);
        }

        NativeMethods.duckdb_table_function_supports_projection_pushdown(handle, function.SupportsProjection);
        NativeMethods.duckdb_table_function_set_bind(handle, &TableFunctionCallbacks.Bind);
        NativeMethods.duckdb_table_function_set_init(handle, &TableFunctionCallbacks.Init);
        NativeMethods.duckdb_table_function_set_local_init(handle, &TableFunctionCallbacks.LocalInit);
        NativeMethods.duckdb_table_function_set_function(handle, &TableFunctionCallbacks.Fill);
        var registration = new TableFunctionRegistration(function, errors);
        NativeMethods.duckdb_table_function_set_extra_info(
            handle,
            TableFunctionCallbacks.Keep(registration),
            &TableFunctionCallbacks.Destroy
        );
        if (NativeMethods.duckdb_register_table_function(connection, handle) != DuckDBState.Success)
        {
            throw new DuckDBException(
                DuckDBErrorType.Catalog,
                $"DuckDB did not take the table function '{function.Name}'. "
                    + "Give it a name that no other function with these parameters has."
            );
        }
    }
}
