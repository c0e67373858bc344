using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>As <see cref="TableFunctionCallbacks"/>: no exception crosses into C.</summary>
internal static class ScalarFunctionCallbacks
{
    /// <summary>Once per thread and per place in the query where the function is called.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static unsafe void Init(nint info)
    {
        try
        {
            var registration = CallbackHandle.Target<ScalarFunctionRegistration>(
                NativeMethods.duckdb_scalar_function_init_get_extra_info(info)
            );
            var state = new ScalarCallState(registration, ConnectionOf(info));
            NativeMethods.duckdb_scalar_function_init_set_state(
                info,
                CallbackHandle.Keep(state),
                &CallbackHandle.Destroy
            );
        }
        catch (Exception e)
        {
            NativeMethods.duckdb_scalar_function_init_set_error(info, CallbackHandle.TextOf(e));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void Invoke(nint info, nint input, nint output)
    {
        ScalarCallState? state = null;
        try
        {
            state = CallbackHandle.Target<ScalarCallState>(NativeMethods.duckdb_scalar_function_get_state(info));
            state.Invoke(input, new Vector(output));
        }
        catch (Exception e)
        {
            state?.Record(e);
            NativeMethods.duckdb_scalar_function_set_error(info, CallbackHandle.TextOf(e));
        }
    }

    private static ulong ConnectionOf(nint info)
    {
        NativeMethods.duckdb_scalar_function_init_get_client_context(info, out var context);
        using (context)
        {
            return NativeMethods.duckdb_client_context_get_connection_id(context);
        }
    }
}
