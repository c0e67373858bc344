namespace Pintail.Session.Syntax;

/// <summary>
/// The target of a statement that writes. It reads no further than the target's name; what it does not know is not for
/// it to refuse. EXPLAIN and PREPARE before such a statement count as the statement: EXPLAIN ANALYZE runs it.
/// </summary>
internal static class WriteReader
{
    // Kinds by their first words, as CREATE, DROP, ALTER and COMMENT ON spell them.
    private static readonly string[] Kinds =
    [
        "TABLE",
        "VIEW",
        "SCHEMA",
        "INDEX",
        "SEQUENCE",
        "TYPE",
        "MACRO",
        "FUNCTION",
        "DATABASE",
    ];

    /// <returns>Null when it is no such statement.</returns>
    public static WriteStatement? TryRead(TokenCursor cursor)
    {
        if (cursor.TryWords("EXPLAIN"))
        {
            cursor.TryWords("ANALYZE");
            cursor.TrySkipParentheses();
        }
        else if (cursor.TryWords("PREPARE") && !(cursor.TryName(out _) && cursor.TryWords("AS")))
            return null;
        if (cursor.TryWords("WITH") && !TrySkipCommonTables(cursor))
            return null;
        return cursor.TryAnyWord(
            "INSERT",
            "UPDATE",
            "DELETE",
            "MERGE",
            "TRUNCATE",
            "COPY",
            "CREATE",
            "DROP",
            "ALTER",
            "COMMENT"
        ) switch
        {
            "INSERT" => ReadInsert(cursor),
            "UPDATE" => ReadUpdate(cursor),
            "DELETE" => cursor.TryWords("FROM") ? ReadTable(cursor, "DELETE") : null,
            "MERGE" => cursor.TryWords("INTO") ? ReadTable(cursor, "MERGE") : null,
            "TRUNCATE" => ReadTruncate(cursor),
            "COPY" => ReadCopy(cursor),
            "CREATE" => ReadCreate(cursor),
            "DROP" => ReadDrop(cursor),
            "ALTER" => ReadAlter(cursor),
            "COMMENT" => ReadComment(cursor),
            _ => null,
        };
    }

    // [RECURSIVE] name [(columns)] [USING KEY (columns)] AS [[NOT] MATERIALIZED] (…), …
    private static bool TrySkipCommonTables(TokenCursor cursor)
    {
        cursor.TryWords("RECURSIVE");
        do
        {
            if (!cursor.TryName(out _))
                return false;
            cursor.TrySkipParentheses();
            if (cursor.TryWords("USING", "KEY"))
                cursor.TrySkipParentheses();
            if (!cursor.TryWords("AS"))
                return false;
            cursor.TryWords("NOT");
            cursor.TryWords("MATERIALIZED");
            if (!cursor.TrySkipParentheses())
                return false;
        } while (cursor.TrySign(","));
        return true;
    }

    private static WriteStatement? ReadInsert(TokenCursor cursor)
    {
        if (cursor.TryWords("OR"))
            cursor.TryAnyWord("REPLACE", "IGNORE");
        return cursor.TryWords("INTO") ? ReadTable(cursor, "INSERT") : null;
    }

    // UPDATE EXTENSIONS [(names)] is no write to a table of that name, which SET or an alias would follow.
    private static WriteStatement? ReadUpdate(TokenCursor cursor)
    {
        var place = cursor.Index;
        if (cursor.TryWords("EXTENSIONS") && (cursor.AtEnd || cursor.IsSign("(")))
            return null;
        cursor.Index = place;
        return ReadTable(cursor, "UPDATE");
    }

    private static WriteStatement? ReadTruncate(TokenCursor cursor)
    {
        cursor.TryWords("TABLE");
        return ReadTable(cursor, "TRUNCATE");
    }

    private static WriteStatement? ReadCopy(TokenCursor cursor)
    {
        if (cursor.TryWords("FROM", "DATABASE"))
            return cursor.TryName(out _) && cursor.TryWords("TO") ? Read(cursor, "COPY", "DATABASE") : null;
        var table = ReadTable(cursor, "COPY");
        cursor.TrySkipParentheses();
        return cursor.TryWords("FROM") ? table : null;
    }

    private static WriteStatement? ReadCreate(TokenCursor cursor)
    {
        cursor.TryWords("OR", "REPLACE");
        _ = cursor.TryAnyWord("LOCAL", "GLOBAL");
        var isTemporary = cursor.TryAnyWord("TEMPORARY", "TEMP") is not null;
        _ = cursor.TryAnyWord("PERSISTENT", "UNLOGGED", "RECURSIVE", "MATERIALIZED", "UNIQUE");
        if (cursor.TryAnyWord(Kinds) is not { } kind)
            return null;
        if (kind != "INDEX")
        {
            cursor.TryWords("IF", "NOT", "EXISTS");
            return Read(cursor, "CREATE", kind, isTemporary);
        }
        cursor.TryWords("CONCURRENTLY");
        cursor.TryWords("IF", "NOT", "EXISTS");
        if (!cursor.IsWord("ON"))
            cursor.TryQualifiedName(out _);
        return cursor.TryWords("ON") ? ReadTable(cursor, "CREATE") : null;
    }

    private static WriteStatement? ReadDrop(TokenCursor cursor)
    {
        cursor.TryWords("MATERIALIZED");
        if (cursor.TryAnyWord(Kinds) is not { } kind)
            return null;
        if (kind == "MACRO")
            cursor.TryWords("TABLE");
        cursor.TryWords("IF", "EXISTS");
        return Read(cursor, "DROP", kind);
    }

    private static WriteStatement? ReadAlter(TokenCursor cursor)
    {
        cursor.TryWords("MATERIALIZED");
        if (cursor.TryAnyWord(Kinds) is not { } kind)
            return null;
        cursor.TryWords("IF", "EXISTS");
        cursor.TryWords("ONLY");
        return Read(cursor, "ALTER", kind);
    }

    private static WriteStatement? ReadComment(TokenCursor cursor)
    {
        if (!cursor.TryWords("ON"))
            return null;
        if (cursor.TryWords("COLUMN"))
            return cursor.TryQualifiedName(out var column) && column.Count > 1
                ? new WriteStatement("COMMENT", "TABLE", [.. column.Take(column.Count - 1)])
                : null;
        if (cursor.TryAnyWord(Kinds) is not { } kind)
            return null;
        if (kind == "MACRO")
            cursor.TryWords("TABLE");
        return Read(cursor, "COMMENT", kind);
    }

    private static WriteStatement? ReadTable(TokenCursor cursor, string verb)
    {
        cursor.TryWords("ONLY");
        return Read(cursor, verb, "TABLE");
    }

    // DuckDB takes a string for a name of one part.
    private static WriteStatement? Read(TokenCursor cursor, string verb, string kind, bool isTemporary = false)
    {
        if (cursor.TryQualifiedName(out var parts))
            return new WriteStatement(verb, kind, parts, isTemporary);
        return cursor.TryString(out var name) ? new WriteStatement(verb, kind, [name], isTemporary) : null;
    }
}
