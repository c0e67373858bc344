using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>
/// Where DuckDB calls into C#. An exception that crossed into C would end the process, so what is called catches
/// everything: the message goes to DuckDB, the exception to <see cref="CallbackErrors"/>. State crosses by
/// <see cref="CallbackHandle"/>.
/// </summary>
internal static class TableFunctionCallbacks
{
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static unsafe void Bind(nint info)
    {
        try
        {
            var registration = CallbackHandle.Target<TableFunctionRegistration>(
                NativeMethods.duckdb_bind_get_extra_info(info)
            );
            var connection = ConnectionOf(info);
            try
            {
                Bind(info, registration, connection);
            }
            catch (Exception e)
            {
                registration.Errors.Record(connection, e);
                throw;
            }
        }
        catch (Exception e)
        {
            NativeMethods.duckdb_bind_set_error(info, CallbackHandle.TextOf(e));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static unsafe void Init(nint info)
    {
        BindState? bind = null;
        try
        {
            bind = CallbackHandle.Target<BindState>(NativeMethods.duckdb_init_get_bind_data(info));
            var scan = bind.Binding.Init(bind.ContextOf(info));
            NativeMethods.duckdb_init_set_init_data(
                info,
                CallbackHandle.Keep(new ScanState(scan, bind)),
                &CallbackHandle.Destroy
            );
            var threads = scan.MaxThreads;
            ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1, nameof(TableScan.MaxThreads));
            NativeMethods.duckdb_init_set_max_threads(info, (ulong)threads);
        }
        catch (Exception e)
        {
            bind?.Record(e);
            NativeMethods.duckdb_init_set_error(info, CallbackHandle.TextOf(e));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static unsafe void LocalInit(nint info)
    {
        try
        {
            NativeMethods.duckdb_init_set_init_data(
                info,
                CallbackHandle.Keep(new LocalState()),
                &CallbackHandle.Destroy
            );
        }
        catch (Exception e)
        {
            NativeMethods.duckdb_init_set_error(info, CallbackHandle.TextOf(e));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void Fill(nint info, nint output)
    {
        ScanState? scan = null;
        try
        {
            scan = CallbackHandle.Target<ScanState>(NativeMethods.duckdb_function_get_init_data(info));
            CallbackHandle
                .Target<LocalState>(NativeMethods.duckdb_function_get_local_init_data(info))
                .Fill(scan.Scan, output);
        }
        catch (Exception e)
        {
            scan?.Record(e);
            NativeMethods.duckdb_function_set_error(info, CallbackHandle.TextOf(e));
        }
    }

    private static unsafe void Bind(nint info, TableFunctionRegistration registration, ulong connection)
    {
        var context = new BindContext(info, connection);
        TableBinding binding;
        try
        {
            binding = registration.Function.Bind(context);
        }
        finally
        {
            context.End();
        }

        var state = new BindState(binding, context.ColumnCount, registration, connection);
        NativeMethods.duckdb_bind_set_bind_data(info, CallbackHandle.Keep(state), &CallbackHandle.Destroy);
        if (context.ColumnCount == 0)
        {
            // DuckDB would take this for a fault of its own and refuse all further queries on the database.
            throw new InvalidOperationException(
                $"Table function '{registration.Function.Name}' added no column in Bind."
            );
        }

        if (binding.Cardinality is { } rows)
        {
            NativeMethods.duckdb_bind_set_cardinality(info, (ulong)Math.Max(rows, 0), binding.CardinalityIsExact);
        }
    }

    private static ulong ConnectionOf(nint info)
    {
        NativeMethods.duckdb_table_function_get_client_context(info, out var context);
        using (context)
        {
            return NativeMethods.duckdb_client_context_get_connection_id(context);
        }
    }
}
