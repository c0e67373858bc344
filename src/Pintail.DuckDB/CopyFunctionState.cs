namespace Pintail.DuckDB;

// What stands behind the pointers that DuckDB keeps for a copy function; disposed by its destroy callback, once.

internal sealed class CopyBindState(CopyBinding binding, CopyFunctionRegistration registration, ulong connection)
    : IDisposable
{
    internal CopyBinding Binding => binding;

    internal void Record(Exception exception) => registration.Errors.Record(connection, exception);

    public void Dispose() => binding.Dispose();
}

internal sealed class CopyTargetState(CopyTarget target, CopyBindState bind) : IDisposable
{
    private readonly DataChunk _chunk = DataChunk.ForLending();

    // With PARTITION_BY several threads may come with rows of one file.
    private readonly Lock _lock = new();

    internal void Write(nint rows)
    {
        lock (_lock)
        {
            _chunk.Lend(rows);
            try
            {
                target.Write(_chunk);
            }
            finally
            {
                _chunk.TakeBack();
            }
        }
    }

    internal void Complete() => target.Complete();

    internal void Record(Exception exception) => bind.Record(exception);

    public void Dispose() => target.Dispose();
}
