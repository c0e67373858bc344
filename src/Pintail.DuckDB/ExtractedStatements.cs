using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>The statements that DuckDB makes of one text. Each may need what the one before it did.</summary>
public sealed class ExtractedStatements : IDisposable
{
    private readonly ExtractedStatementsHandle _handle;
    private readonly Func<ExtractedStatementsHandle, int, DuckDBStatement> _prepare;

    internal ExtractedStatements(
        ExtractedStatementsHandle handle,
        int count,
        Func<ExtractedStatementsHandle, int, DuckDBStatement> prepare
    )
    {
        (_handle, Count, _prepare) = (handle, count, prepare);
    }

    /// <summary>At least 1.</summary>
    public int Count { get; }

    public DuckDBStatement Prepare(int index) => _prepare(_handle, index);

    public void Dispose() => _handle.Dispose();
}
