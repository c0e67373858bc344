using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>A function as one database knows it. DuckDB holds it through a GCHandle until the database closes.</summary>
internal sealed class ScalarFunctionRegistration(ScalarFunction function, CallbackErrors errors) : IDisposable
{
    internal ScalarFunction Function => function;

    internal CallbackErrors Errors => errors;

    public void Dispose() { }

    internal static void Register(ConnectionHandle connection, ScalarFunction function, CallbackErrors errors)
    {
        var registration = new ScalarFunctionRegistration(function, errors);
        DuckDBState state;
        using (var handle = registration.Describe())
        {
            state = NativeMethods.duckdb_register_scalar_function(connection, handle);
        }

        if (state != DuckDBState.Success)
        {
            throw new DuckDBException(
                DuckDBErrorType.Catalog,
                $"DuckDB did not take the scalar function '{function.Name}': the name is empty or that of an aggregate or a "
                    + "macro, or the return type is none that a column can have."
            );
        }
    }

    private unsafe ScalarFunctionHandle Describe()
    {
        // SAFETY: the callbacks are static, so their addresses hold for as long as the process.
        var handle = NativeMethods.duckdb_create_scalar_function();
        try
        {
            NativeMethods.duckdb_scalar_function_set_name(handle, function.Name);
            AddTypes(handle);
            NativeMethods.duckdb_scalar_function_set_volatile(handle);
            NativeMethods.duckdb_scalar_function_set_special_handling(handle);
            NativeMethods.duckdb_scalar_function_set_init(handle, &ScalarFunctionCallbacks.Init);
            NativeMethods.duckdb_scalar_function_set_function(handle, &ScalarFunctionCallbacks.Invoke);
            var state = CallbackHandle.Keep(this);
            NativeMethods.duckdb_scalar_function_set_extra_info(handle, state, &CallbackHandle.Destroy);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private void AddTypes(ScalarFunctionHandle handle)
    {
        foreach (var parameter in function.Parameters)
        {
            using var type = LogicalType.Of(parameter);
            NativeMethods.duckdb_scalar_function_add_parameter(handle, type.Handle);
        }

        if (function.TakesFurtherArguments)
        {
            using var any = LogicalType.Of(DuckDBType.Any);
            NativeMethods.duckdb_scalar_function_set_varargs(handle, any.Handle);
        }

        using var result = function.ReturnsJson ? LogicalType.Json : LogicalType.Of(function.ReturnType);
        NativeMethods.duckdb_scalar_function_set_return_type(handle, result.Handle);
    }
}
