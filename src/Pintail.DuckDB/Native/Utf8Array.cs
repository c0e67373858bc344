using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Pintail.DuckDB.Native;

/// <summary>A C array of texts (const char **), for as long as one call needs it.</summary>
internal sealed unsafe class Utf8Array : IDisposable
{
    // SAFETY: Count entries, null until each text is there; freed once, since Dispose clears it.
    private byte** _pointers;

    internal Utf8Array(IReadOnlyList<string> texts)
    {
        Count = texts.Count;
        _pointers = (byte**)NativeMemory.AllocZeroed((nuint)Count, (nuint)sizeof(byte*));
        try
        {
            for (var i = 0; i < Count; i++)
            {
                Utf8Argument.ThrowIfNotExpressible(texts[i]);
                _pointers[i] = Utf8StringMarshaller.ConvertToUnmanaged(texts[i]);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal int Count { get; }

    internal byte** Pointers => _pointers;

    public void Dispose()
    {
        if (_pointers == null)
        {
            return;
        }

        for (var i = 0; i < Count; i++)
        {
            Utf8StringMarshaller.Free(_pointers[i]);
        }

        NativeMemory.Free(_pointers);
        _pointers = null;
    }
}
