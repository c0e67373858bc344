using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>Rows of a user's statement: what the server says against it on the way is said as an error of that statement.</summary>
internal sealed class ExplainedRows(ICopyRows rows, string what) : ICopyRows
{
    public byte[] Buffer => rows.Buffer;

    public bool IsCompleted => rows.IsCompleted;

    public long BytesReceived => rows.BytesReceived;

    public void BeginBatch() => rows.BeginBatch();

    public bool TryNextRow(out int offset, out int length)
    {
        try
        {
            return rows.TryNextRow(out offset, out length);
        }
        catch (PostgresServerException e)
        {
            throw StatementErrors.Explain(e, what);
        }
    }

    public void Dispose() => rows.Dispose();
}
