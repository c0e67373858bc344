using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>As <see cref="TableFunctionCallbacks"/>: no exception crosses into C.</summary>
internal static class CopyFunctionCallbacks
{
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static unsafe void Bind(nint info)
    {
        try
        {
            var registration = CallbackHandle.Target<CopyFunctionRegistration>(
                NativeMethods.duckdb_copy_function_bind_get_extra_info(info)
            );
            using var client = NativeMethods.duckdb_copy_function_bind_get_client_context(info);
            var context = new CopyBindContext(info, client);
            try
            {
                var binding = registration.Function.Bind(context);
                var state = new CopyBindState(binding, registration, context.ConnectionId);
                NativeMethods.duckdb_copy_function_bind_set_bind_data(
                    info,
                    CallbackHandle.Keep(state),
                    &CallbackHandle.Destroy
                );
            }
            catch (Exception e)
            {
                registration.Errors.Record(context.ConnectionId, e);
                throw;
            }
            finally
            {
                context.End();
            }
        }
        catch (Exception e)
        {
            NativeMethods.duckdb_copy_function_bind_set_error(info, CallbackHandle.TextOf(e));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static unsafe void Init(nint info)
    {
        CopyBindState? bind = null;
        try
        {
            bind = CallbackHandle.Target<CopyBindState>(
                NativeMethods.duckdb_copy_function_global_init_get_bind_data(info)
            );
            var path =
                NativeMethods.duckdb_copy_function_global_init_get_file_path(info)
                ?? throw new InvalidOperationException("DuckDB named no file to copy to.");
            using var client = NativeMethods.duckdb_copy_function_global_init_get_client_context(info);
            var files = new DuckDBFileSystem(NativeMethods.duckdb_client_context_get_file_system(client));
            var state = new CopyTargetState(bind.Binding.Open(path, files), bind);
            NativeMethods.duckdb_copy_function_global_init_set_global_state(
                info,
                CallbackHandle.Keep(state),
                &CallbackHandle.Destroy
            );
        }
        catch (Exception e)
        {
            bind?.Record(e);
            NativeMethods.duckdb_copy_function_global_init_set_error(info, CallbackHandle.TextOf(e));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void Sink(nint info, nint rows)
    {
        CopyTargetState? target = null;
        try
        {
            target = CallbackHandle.Target<CopyTargetState>(
                NativeMethods.duckdb_copy_function_sink_get_global_state(info)
            );
            target.Write(rows);
        }
        catch (Exception e)
        {
            target?.Record(e);
            NativeMethods.duckdb_copy_function_sink_set_error(info, CallbackHandle.TextOf(e));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void Complete(nint info)
    {
        CopyTargetState? target = null;
        try
        {
            target = CallbackHandle.Target<CopyTargetState>(
                NativeMethods.duckdb_copy_function_finalize_get_global_state(info)
            );
            target.Complete();
        }
        catch (Exception e)
        {
            target?.Record(e);
            NativeMethods.duckdb_copy_function_finalize_set_error(info, CallbackHandle.TextOf(e));
        }
    }
}
