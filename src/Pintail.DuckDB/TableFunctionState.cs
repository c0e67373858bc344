namespace Pintail.DuckDB;

// What stands behind the pointers that DuckDB keeps for a table function. Each is disposed by DuckDB's destroy callback,
// once, and passes it on to the user's object.

internal sealed class BindState(
    TableBinding binding,
    int columnCount,
    TableFunctionRegistration registration,
    ulong connection
) : IDisposable
{
    internal TableBinding Binding => binding;

    /// <summary>Which columns the chunks will have; DuckDB tells a projection also where it will not be applied.</summary>
    internal InitContext ContextOf(nint info) =>
        registration.Function.SupportsProjection ? new InitContext(info) : new InitContext(columnCount);

    internal void Record(Exception exception) => registration.Errors.Record(connection, exception);

    public void Dispose() => binding.Dispose();
}

internal sealed class ScanState(TableScan scan, BindState bind) : IDisposable
{
    internal TableScan Scan => scan;

    internal void Record(Exception exception) => bind.Record(exception);

    public void Dispose() => scan.Dispose();
}

/// <summary>
/// The user's LocalScan is made with the first call of Fill: DuckDB's local init has no way to the scan it belongs to, and
/// a thread that finds nothing left to do should not open a connection first.
/// </summary>
internal sealed class LocalState : IDisposable
{
    private readonly DataChunk _chunk = DataChunk.ForLending();
    private readonly OutputVectors _vectors = new();
    private LocalScan? _scan;

    internal void Fill(TableScan scan, nint output)
    {
        _scan ??= scan.InitLocal();
        _chunk.Lend(output);
        try
        {
            _vectors.Renew(_chunk);
            _chunk.RowCount = _scan.Fill(_chunk);
        }
        finally
        {
            _chunk.TakeBack();
        }
    }

    public void Dispose()
    {
        _vectors.Dispose();
        _scan?.Dispose();
    }
}
