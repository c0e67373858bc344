// What is known of prepared statements over attached relations. DuckDB keeps and runs them; here is what they read, so that it
// is locked, and their text, so that an EXECUTE may be planned as the query that it means (PreparedQuery).

using Pintail.Session.Syntax;

namespace Pintail.Session;

public sealed partial class SqlSession
{
    private readonly Dictionary<string, PreparedPiece> _prepared = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The running statement as it was given.</summary>
    private SqlPiece? _written;

    /// <summary>The query that an EXECUTE surely means; null for any other statement.</summary>
    private SqlPiece? AsQuery(SqlPiece piece) =>
        IsWord(piece, "EXECUTE")
        && _prepared.TryGetValue(NameOf(piece), out var prepared)
        && prepared.Relations.Count > 0
        && prepared.Relations.All(relation => !relation.Attachment.IsDetached)
            ? PreparedQuery.Fill(prepared.Piece, piece, name => _database.FindAttachment(name) is not null)
            : null;

    private void ForgetDeallocated(SqlPiece piece)
    {
        var cursor = new TokenCursor(piece);
        if (!cursor.TryWords("DEALLOCATE"))
            return;
        cursor.TryWords("PREPARE");
        // More than the one is forgotten at worst: an EXECUTE of another is then DuckDB's alone.
        if (cursor.TryName(out var name) && !Is(name, "ALL"))
            _prepared.Remove(name);
        else
            _prepared.Clear();
    }

    // What DuckDB planned before, for this statement to lock: as the relations are now.
    private void BindPrepared(SqlPiece piece, StatementScope scope)
    {
        foreach (var relation in _prepared.GetValueOrDefault(NameOf(piece))?.Relations ?? [])
        {
            var attachment = relation.Attachment;
            if (attachment.IsDetached)
            {
                throw new PintailException(
                    ErrorKind.Configuration,
                    $"{NameOf(piece)} was prepared to read {relation.FullName}, and that database was detached since.",
                    _database.FindAttachment(attachment.Alias) is null
                        ? "ATTACH it, and PREPARE again."
                        : "PREPARE again, or EXECUTE it once outside a transaction."
                );
            }
            scope.Bind(attachment.Find(relation.SchemaName, relation.Name) ?? relation);
        }
    }

    private void KeepPrepared(SqlPiece piece, StatementScope scope) =>
        _prepared[NameOf(piece)] = new PreparedPiece(
            piece,
            _written ?? piece,
            _names.SearchPathSetting,
            [.. scope.Bound.Select(scan => scan.Relation)]
        );

    // Another database may have the name by now; the plan reads the one that had it.
    private void PrepareAgainIfAttachedAgain(SqlPiece piece, CancellationToken cancellation)
    {
        if (_inTransaction || !IsWord(piece, "EXECUTE") || !_prepared.TryGetValue(NameOf(piece), out var prepared))
            return;
        var detached = prepared.Relations.Select(relation => relation.Attachment).Where(one => one.IsDetached).ToList();
        if (detached.Count > 0 && detached.All(one => _database.FindAttachment(one.Alias) is not null))
            PrepareAgain(prepared, cancellation);
    }

    // DuckDB does not notice that a view it planned over is another. What cannot be prepared any more stays as it was.
    private void PrepareAgain(PreparedPiece prepared, CancellationToken cancellation)
    {
        if (!IsOnItsPath(prepared))
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"What {NameOf(prepared.Piece)} reads is not what it was, and the search path is another than when it was prepared.",
                "PREPARE it again."
            );
        }
        using var result = Run(prepared.Written, cancellation);
    }

    private bool IsOnItsPath(PreparedPiece prepared) => Is(prepared.SearchPath ?? "", _names.SearchPathSetting ?? "");

    /// <param name="Piece">As DuckDB got it.</param>
    /// <param name="Written">As it was given.</param>
    private sealed record PreparedPiece(
        SqlPiece Piece,
        SqlPiece Written,
        string? SearchPath,
        IReadOnlyList<AttachedRelation> Relations
    );

    /// <summary>The second word: of PREPARE and EXECUTE the statement's name.</summary>
    private static string NameOf(SqlPiece piece)
    {
        var cursor = new TokenCursor(piece);
        cursor.Skip();
        return cursor.TryName(out var name) ? name : "";
    }
}
