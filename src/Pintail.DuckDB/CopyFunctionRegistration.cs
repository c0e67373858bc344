using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>A format as one database knows it. DuckDB holds it through a GCHandle until the database closes.</summary>
internal sealed class CopyFunctionRegistration(CopyFunction function, CallbackErrors errors) : IDisposable
{
    internal CopyFunction Function => function;

    internal CallbackErrors Errors => errors;

    public void Dispose() { }

    internal static void Register(ConnectionHandle connection, CopyFunction function, CallbackErrors errors)
    {
        using var handle = new CopyFunctionRegistration(function, errors).Describe();
        if (NativeMethods.duckdb_register_copy_function(connection, handle) != DuckDBState.Success)
        {
            throw new DuckDBException(
                DuckDBErrorType.Catalog,
                $"DuckDB did not take the copy function '{function.Name}': the name is empty, or it has a format of that "
                    + "name. Register a function once."
            );
        }
    }

    private unsafe CopyFunctionHandle Describe()
    {
        // SAFETY: the callbacks are static, so their addresses hold for as long as the process.
        var handle = NativeMethods.duckdb_create_copy_function();
        try
        {
            NativeMethods.duckdb_copy_function_set_name(handle, function.Name);
            NativeMethods.duckdb_copy_function_set_bind(handle, &CopyFunctionCallbacks.Bind);
            NativeMethods.duckdb_copy_function_set_global_init(handle, &CopyFunctionCallbacks.Init);
            NativeMethods.duckdb_copy_function_set_sink(handle, &CopyFunctionCallbacks.Sink);
            NativeMethods.duckdb_copy_function_set_finalize(handle, &CopyFunctionCallbacks.Complete);
            if (function.From is { } from)
            {
                // DuckDB keeps a copy, which shares the registration.
                using var reader = new TableFunctionRegistration(from, errors).Describe();
                NativeMethods.duckdb_copy_function_set_copy_from_function(handle, reader);
            }

            var state = CallbackHandle.Keep(this);
            NativeMethods.duckdb_copy_function_set_extra_info(handle, state, &CallbackHandle.Destroy);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }
}
