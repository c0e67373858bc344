using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>
/// Where DuckDB calls into C#. An exception that crossed into C would end the process, so this is the one place that
/// catches everything: the message goes to DuckDB, the exception to <see cref="CallbackErrors"/>.
/// State crosses as GCHandles. Whatever is given to DuckDB is freed by DuckDB alone, through <see cref="Destroy"/>, also
/// when a later line here fails: nothing is freed on this side after it was given.
/// </summary>
internal static class TableFunctionCallbacks
{
    // SAFETY: of every pointer below: DuckDB hands back what Keep made, to the callback it was set for, and until Destroy.
    internal static nint Keep(IDisposable state) => GCHandle.ToIntPtr(GCHandle.Alloc(state));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static unsafe void Bind(nint info)
    {
        try
        {
            var registration = Target<TableFunctionRegistration>(NativeMethods.duckdb_bind_get_extra_info(info));
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
            NativeMethods.duckdb_bind_set_error(info, TextOf(e));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static unsafe void Init(nint info)
    {
        BindState? bind = null;
        try
        {
            bind = Target<BindState>(NativeMethods.duckdb_init_get_bind_data(info));
            var scan = bind.Binding.Init(bind.ContextOf(info));
            NativeMethods.duckdb_init_set_init_data(info, Keep(new ScanState(scan, bind)), &Destroy);
            var threads = scan.MaxThreads;
            ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1, nameof(TableScan.MaxThreads));
            NativeMethods.duckdb_init_set_max_threads(info, (ulong)threads);
        }
        catch (Exception e)
        {
            bind?.Record(e);
            NativeMethods.duckdb_init_set_error(info, TextOf(e));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static unsafe void LocalInit(nint info)
    {
        try
        {
            NativeMethods.duckdb_init_set_init_data(info, Keep(new LocalState()), &Destroy);
        }
        catch (Exception e)
        {
            NativeMethods.duckdb_init_set_error(info, TextOf(e));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void Fill(nint info, nint output)
    {
        ScanState? scan = null;
        try
        {
            scan = Target<ScanState>(NativeMethods.duckdb_function_get_init_data(info));
            Target<LocalState>(NativeMethods.duckdb_function_get_local_init_data(info)).Fill(scan.Scan, output);
        }
        catch (Exception e)
        {
            scan?.Record(e);
            NativeMethods.duckdb_function_set_error(info, TextOf(e));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void Destroy(nint state)
    {
        var handle = GCHandle.FromIntPtr(state);
        try
        {
            ((IDisposable)handle.Target!).Dispose();
        }
        catch (Exception)
        {
            // The query is over and C has no way to be told. A Dispose that can fail must report by its own means.
        }
        finally
        {
            handle.Free();
        }
    }

    private static unsafe void Bind(nint info, TableFunctionRegistration registration, ulong connection)
    {
        var context = new BindContext(info);
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
        NativeMethods.duckdb_bind_set_bind_data(info, Keep(state), &Destroy);
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

    private static T Target<T>(nint pointer)
        where T : class => (T)GCHandle.FromIntPtr(pointer).Target!;

    /// <summary>The message as C can take it: texts that Utf8Argument refuses must not hide the error they tell of.</summary>
    private static string TextOf(Exception exception)
    {
        var text = exception.Message;
        if (text.Length == 0)
        {
            text = exception.GetType().Name;
        }

        return Utf8Argument.Strict.GetString(System.Text.Encoding.UTF8.GetBytes(text.Replace('\0', ' ')));
    }
}
