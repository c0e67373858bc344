namespace Pintail.DuckDB;

/// <summary>What one thread keeps for one call of a scalar function in a query. Disposed by DuckDB, once.</summary>
internal sealed class ScalarCallState(ScalarFunctionRegistration registration, ulong connection) : IDisposable
{
    private readonly DataChunk _chunk = DataChunk.ForLending();
    private readonly OutputVectors _vectors = new();

    /// <summary>DuckDB lends the chunk flattened (CAPIScalarFunction, Vector::Flatten).</summary>
    internal void Invoke(nint input, Vector output)
    {
        _chunk.Lend(input);
        try
        {
            _vectors.Renew(output);
            registration.Function.Invoke(_chunk, output);
        }
        finally
        {
            _chunk.TakeBack();
        }
    }

    internal void Record(Exception exception) => registration.Errors.Record(connection, exception);

    public void Dispose() => _vectors.Dispose();
}
