namespace Pintail.Session.Syntax;

/// <summary>
/// Recognises the statements that concern attached databases by their first words and reads them to their end. All else,
/// and whatever is open at its end, is an <see cref="OtherStatement"/> that DuckDB gets as it stands. Where a statement is
/// surely meant for an attachment (ATTACH and CREATE SECRET of Postgres' type), what is wrong in it is told here, with the
/// place; otherwise nothing here throws. Write targets are names only: whether they lie in an attachment, or in the
/// current database after USE, is the session's question.
/// </summary>
internal static class StatementReader
{
    private static readonly OtherStatement Other = new();

    /// <param name="evaluate">For options that are expressions; null: they are refused.</param>
    /// <exception cref="PintailException">An ATTACH or CREATE SECRET for Postgres or MotherDuck is broken.</exception>
    public static SessionStatement Read(SqlPiece piece, OptionEvaluator? evaluate = null)
    {
        if (piece.IsUnterminated)
            return Other;
        var cursor = new TokenCursor(piece);
        var first = cursor.TryAnyWord(
            "ATTACH",
            "DETACH",
            "USE",
            "INSTALL",
            "FORCE",
            "LOAD",
            "BEGIN",
            "START",
            "COMMIT",
            "END",
            "ROLLBACK",
            "ABORT",
            "CREATE",
            "DROP"
        );
        SessionStatement? statement = first switch
        {
            "ATTACH" => AttachReader.Read(cursor, evaluate),
            "DETACH" => ReadDetach(cursor),
            "USE" => ReadUse(cursor),
            "INSTALL" => ReadInstall(cursor, force: false),
            "FORCE" => cursor.TryWords("INSTALL") ? ReadInstall(cursor, force: true) : null,
            "LOAD" => cursor.TryNameOrString(out var name) ? new LoadStatement(name) : null,
            "BEGIN" or "START" => ReadBegin(cursor, first),
            "COMMIT" or "END" => ReadEnd(cursor, new CommitStatement()),
            "ROLLBACK" or "ABORT" => ReadEnd(cursor, new RollbackStatement()),
            "CREATE" => SecretReader.TryReadCreate(cursor, evaluate),
            "DROP" => SecretReader.TryReadDrop(cursor),
            _ => CallReader.TryRead(cursor)
                ?? DescribeStatement.TryRead(cursor)
                ?? CopyDatabaseStatement.TryRead(cursor)
                ?? (SessionStatement?)ExportDatabaseStatement.TryRead(cursor),
        };
        if (statement is not null && cursor.AtEnd || statement is OtherStatement)
            return statement;
        cursor.Index = 0;
        return WriteReader.TryRead(cursor) ?? (SessionStatement)Other;
    }

    private static DetachStatement? ReadDetach(TokenCursor cursor)
    {
        var ifExists = cursor.TryWords("DATABASE", "IF", "EXISTS") || cursor.TryWords("IF", "EXISTS");
        if (!ifExists && cursor.IsWord("DATABASE"))
        {
            cursor.Skip();
            // A database may have that name: DETACH database.
            if (cursor.AtEnd)
                cursor.Index--;
        }
        return cursor.TryName(out var alias) ? new DetachStatement(alias, ifExists) : null;
    }

    private static UseStatement? ReadUse(TokenCursor cursor)
    {
        if (cursor.TryQualifiedName(out var parts))
            return parts.Count <= 2 ? new UseStatement(parts) : null;
        return cursor.TryString(out var name) ? new UseStatement([name]) : null;
    }

    private static InstallStatement? ReadInstall(TokenCursor cursor, bool force)
    {
        if (!cursor.TryNameOrString(out var name))
            return null;
        string? repository = null;
        string? version = null;
        if (cursor.TryWords("FROM") && !cursor.TryNameOrString(out repository))
            return null;
        if (cursor.TryWords("VERSION") && !cursor.TryNameOrString(out version))
            return null;
        return new InstallStatement(name, repository, version, force);
    }

    private static BeginStatement ReadBegin(TokenCursor cursor, string first)
    {
        if (!cursor.TryWords("TRANSACTION") && first == "BEGIN")
            cursor.TryWords("WORK");
        return new BeginStatement(
            cursor.TryWords("READ", "ONLY") ? true
            : cursor.TryWords("READ", "WRITE") ? false
            : null
        );
    }

    private static SessionStatement ReadEnd(TokenCursor cursor, SessionStatement statement)
    {
        _ = cursor.TryAnyWord("TRANSACTION", "WORK");
        return statement;
    }
}
