namespace Pintail.DuckDB;

/// <summary>What one thread keeps for one call of a scalar function in a query. Disposed by DuckDB, once.</summary>
internal sealed class ScalarCallState(ScalarFunctionRegistration registration, ulong connection) : IDisposable
{
    private readonly DataChunk _lent = DataChunk.ForLending();
    private bool _isChecked;
    private FlatChunk? _flat;

    internal void Invoke(nint input, Vector output)
    {
        _lent.Lend(input);
        try
        {
            if (!_isChecked)
            {
                _flat = FlatChunk.IfNeeded(_lent);
                _isChecked = true;
            }

            if (_flat is null)
            {
                registration.Function.Invoke(_lent, output);
            }
            else
            {
                InvokeFlat(_flat, output);
            }
        }
        finally
        {
            _lent.TakeBack();
        }
    }

    internal void Record(Exception exception) => registration.Errors.Record(connection, exception);

    public void Dispose() => _flat?.Dispose();

    private void InvokeFlat(FlatChunk flat, Vector output)
    {
        try
        {
            registration.Function.Invoke(flat.Take(_lent), output);
        }
        finally
        {
            flat.LetGo();
        }
    }
}
