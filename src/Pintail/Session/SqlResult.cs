using Pintail.DuckDB;
using Pintail.Session.Secrets;
using Pintail.Session.Syntax;

namespace Pintail.Session;

/// <summary>
/// What one statement gave. Rows are computed while they are fetched, so an error may come with any chunk. Valid until the
/// session runs its next statement; dispose it to let go of what the statement holds in Postgres.
/// </summary>
public sealed class SqlResult : IDisposable
{
    private readonly DuckDBStatement? _statement;
    private readonly DuckDBResult? _result;
    private readonly StatementScope? _scope;
    private DataChunk? _first;
    private bool _isAtEnd;

    // A statement that concerned only the session: ATTACH, USE, a no-op.
    internal SqlResult(string statement)
    {
        Statement = statement;
        Columns = [];
    }

    internal SqlResult(
        string statement,
        DuckDBStatement? prepared,
        DuckDBResult result,
        DataChunk? first,
        StatementScope scope
    )
    {
        (Statement, _statement, _result, _first, _scope) = (statement, prepared, result, first, scope);
        _isAtEnd = first is null;
        Columns =
        [
            .. Enumerable
                .Range(0, result.ColumnCount)
                .Select(i => new SqlColumn(result.ColumnName(i), TypeOf(result, i))),
        ];
    }

    /// <summary>The statement's text.</summary>
    public string Statement { get; }

    public IReadOnlyList<SqlColumn> Columns { get; }

    /// <summary>Rows inserted, updated, deleted or copied; 0 for others.</summary>
    public long RowsChanged => _result?.RowsChanged ?? 0;

    /// <summary>Owned by the caller.</summary>
    public LogicalType ColumnType(int index) =>
        _result?.ColumnType(index) ?? throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>The next rows, at most 2,048; null after the last. The caller disposes the chunk.</summary>
    /// <exception cref="PintailException">A Postgres database that is read failed.</exception>
    /// <exception cref="DuckDBException">Anything else.</exception>
    public DataChunk? NextChunk()
    {
        if (_first is { } first)
        {
            _first = null;
            return first;
        }
        if (_result is null || _isAtEnd)
            return null;
        try
        {
            // DuckDB answers a fetch behind the last one with an error.
            if (_result.TryFetch(out var chunk))
                return chunk;
            _isAtEnd = true;
            _scope?.Complete();
            return null;
        }
        catch (DuckDBException e)
        {
            throw SecretText.Redact(_scope?.Explain(e) ?? SessionErrors.Explain(e), SqlScript.Split(Statement)[0]);
        }
    }

    /// <summary>What is left, as .NET values; null for NULL.</summary>
    public IEnumerable<object?[]> Rows()
    {
        if (_result is null)
            yield break;
        using var cells = new RowReader(_result);
        while (NextChunk() is { } chunk)
        {
            using (chunk)
            {
                for (var row = 0; row < chunk.RowCount; row++)
                    yield return cells.Read(chunk, row);
            }
        }
    }

    public void Dispose()
    {
        _first?.Dispose();
        _first = null;
        _result?.Dispose();
        _statement?.Dispose();
        _scope?.Dispose();
    }

    private static string TypeOf(DuckDBResult result, int index)
    {
        using var type = result.ColumnType(index);
        return TypeName.Of(type);
    }
}
