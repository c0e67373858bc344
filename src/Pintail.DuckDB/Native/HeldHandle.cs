using System.Runtime.InteropServices;

namespace Pintail.DuckDB.Native;

/// <summary>Keeps a handle open over several calls, as the marshaller does for one.</summary>
internal readonly ref struct HeldHandle
{
    private readonly SafeHandle _handle;

    internal HeldHandle(SafeHandle handle)
    {
        var added = false;
        handle.DangerousAddRef(ref added);
        _handle = handle;
    }

    public void Dispose() => _handle.DangerousRelease();
}
