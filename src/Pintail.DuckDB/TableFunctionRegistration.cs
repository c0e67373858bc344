using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>A function as one database knows it. DuckDB holds it through a GCHandle until the database closes.</summary>
internal sealed class TableFunctionRegistration(TableFunction function, CallbackErrors errors) : IDisposable
{
    internal TableFunction Function => function;

    internal CallbackErrors Errors => errors;

    /// <summary>DuckDB let go of the function.</summary>
    internal bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;

    internal static void Register(ConnectionHandle connection, TableFunction function, CallbackErrors errors)
    {
        var registration = new TableFunctionRegistration(function, errors);
        DuckDBState state;
        using (var handle = registration.Describe())
        {
            state = NativeMethods.duckdb_register_table_function(connection, handle);
        }

        // With a name that exists DuckDB reports success and goes on with the function it has, a built-in one too. It
        // then holds on to nothing of the new one, so that disposing its description has destroyed this registration.
        if (state != DuckDBState.Success || registration.IsDisposed)
        {
            throw new DuckDBException(
                DuckDBErrorType.Catalog,
                $"DuckDB did not take the table function '{function.Name}': the name is empty, or there is one of that name "
                    + "already. Register a function once, and hand over what differs as a parameter."
            );
        }
    }

    /// <summary>DuckDB destroys this with the last copy that it makes of the handle.</summary>
    internal unsafe TableFunctionHandle Describe()
    {
        // SAFETY: the callbacks are static, so their addresses hold for as long as the process.
        var handle = NativeMethods.duckdb_create_table_function();
        try
        {
            NativeMethods.duckdb_table_function_set_name(handle, function.Name);
            AddParameters(handle);
            NativeMethods.duckdb_table_function_supports_projection_pushdown(handle, function.SupportsProjection);
            NativeMethods.duckdb_table_function_set_bind(handle, &TableFunctionCallbacks.Bind);
            NativeMethods.duckdb_table_function_set_init(handle, &TableFunctionCallbacks.Init);
            NativeMethods.duckdb_table_function_set_local_init(handle, &TableFunctionCallbacks.LocalInit);
            NativeMethods.duckdb_table_function_set_function(handle, &TableFunctionCallbacks.Fill);
            var state = CallbackHandle.Keep(this);
            NativeMethods.duckdb_table_function_set_extra_info(handle, state, &CallbackHandle.Destroy);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private void AddParameters(TableFunctionHandle handle)
    {
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
    }
}
