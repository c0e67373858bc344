using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>
/// What all callbacks share. State crosses as GCHandles. Whatever is given to DuckDB is freed by DuckDB alone, through
/// <see cref="Destroy"/>, also when a later line fails: nothing is freed on this side after it was given.
/// </summary>
internal static class CallbackHandle
{
    // SAFETY: of every pointer below: DuckDB hands back what Keep made, to the callback it was set for, and until Destroy.
    internal static nint Keep(IDisposable state) => GCHandle.ToIntPtr(GCHandle.Alloc(state));

    internal static T Target<T>(nint pointer)
        where T : class => (T)GCHandle.FromIntPtr(pointer).Target!;

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

    /// <summary>The message as C can take it: texts that Utf8Argument refuses must not hide the error they tell of.</summary>
    internal static string TextOf(Exception exception)
    {
        var text = exception.Message;
        if (text.Length == 0)
        {
            text = exception.GetType().Name;
        }

        return Utf8Argument.Strict.GetString(Encoding.UTF8.GetBytes(text.Replace('\0', ' ')));
    }
}
