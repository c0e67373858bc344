// One statement of the user's that DuckDB makes several of, and so cannot prepare: PIVOT without IN, IMPORT DATABASE,
// COPY FROM DATABASE. They are run at once, one after the other, and the rows of the last one are held in memory.

using Pintail.DuckDB;
using Pintail.Session.Syntax;

namespace Pintail.Session;

public sealed partial class SqlSession
{
    // ClientContext::PrepareInternal (client_context.cpp): nothing else tells it from a statement that is wrong.
    private static bool IsSeveral(DuckDBException error) =>
        error.ErrorType == DuckDBErrorType.InvalidInput
        && error.Message.Contains("Cannot prepare multiple statements at once", StringComparison.Ordinal);

    private SqlResult RunSeveral(SqlPiece piece, StatementScope scope)
    {
        DuckDBResult? result = null;
        try
        {
            RefuseCopyOfAttached(piece);
            result = _connection.Query(piece.Text);
            scope.Complete();
            var first = result.TryFetch(out var chunk) ? chunk : null;
            return new SqlResult(piece.Text, null, result, first, scope);
        }
        catch
        {
            result?.Dispose();
            scope.Dispose();
            throw;
        }
    }

    // DuckDB would copy what it takes for views: they read nothing where this session's functions are not.
    private void RefuseCopyOfAttached(SqlPiece piece)
    {
        var cursor = new TokenCursor(piece);
        if (
            cursor.TryWords("COPY", "FROM", "DATABASE")
            && cursor.TryName(out var name)
            && _database.FindAttachment(name) is { } attachment
        )
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"COPY FROM DATABASE of the attached database {attachment.Alias}: a session copies relations one by one.",
                "Write CREATE TABLE … AS FROM each; pintail mirror copies a whole database."
            );
        }
    }
}
