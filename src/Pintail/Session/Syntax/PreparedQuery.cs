namespace Pintail.Session.Syntax;

/// <summary>
/// What an EXECUTE means as a query: the one that was prepared, with the values in the places of its parameters, so that
/// DuckDB tells which rows it needs. Made only where that is surely the same: one SELECT whose tables have their databases'
/// names, so that no later USE or temporary table changes what they are; parameters behind WHERE only, so that they name no
/// column of the result; and values that are constants, which DuckDB's EXECUTE binds as what they are in a query.
/// </summary>
internal static class PreparedQuery
{
    // Besides numbers and strings, what constants are written with.
    private static readonly HashSet<string> ConstantWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "NULL",
        "TRUE",
        "FALSE",
        "DATE",
        "TIME",
        "TIMESTAMP",
        "TIMESTAMPTZ",
        "UUID",
        "BOOLEAN",
        "SMALLINT",
        "INT",
        "INTEGER",
        "BIGINT",
        "DOUBLE",
        "REAL",
        "FLOAT",
        "DECIMAL",
        "NUMERIC",
        "VARCHAR",
        "TEXT",
    };

    /// <param name="prepare">PREPARE name AS query.</param>
    /// <param name="execute">EXECUTE name(values).</param>
    /// <param name="isDatabase">Whether a name is that of an attached database.</param>
    /// <returns>Null where it is not surely the same.</returns>
    public static SqlPiece? Fill(SqlPiece prepare, SqlPiece execute, Func<string, bool> isDatabase)
    {
        if (Values(execute) is not { } values || QueryStart(prepare) is not { } start)
            return null;
        if (!HasQualifiedTables(prepare, start, isDatabase) || Parameters(prepare, start) is not { } parameters)
            return null;
        // Numbers without a gap, as many as there are values: anything else is DuckDB's to refuse.
        if (
            !parameters
                .Select(parameter => parameter.Number)
                .Distinct()
                .Order()
                .SequenceEqual(Enumerable.Range(1, values.Count))
        )
            return null;
        var edits = new PieceEdits(prepare);
        edits.Replace(0, start, "");
        foreach (var (token, number) in parameters)
            edits.Replace(token, token + 1, $"({values[number - 1]})");
        return edits.Apply();
    }

    private static List<string>? Values(SqlPiece execute)
    {
        var cursor = new TokenCursor(execute);
        if (!cursor.TryWords("EXECUTE") || !cursor.TryName(out _) || !cursor.TrySign("("))
            return null;
        var values = new List<string>();
        for (var (depth, from) = (0, cursor.Index); !cursor.AtEnd; cursor.Skip())
        {
            var isEnd = depth == 0 && (cursor.IsSign(",") || cursor.IsSign(")"));
            if (isEnd && cursor.Index == from)
                return null;
            if (isEnd)
            {
                values.Add(cursor.TextBetween(from, cursor.Index));
                from = cursor.Index + 1;
                if (from == execute.Tokens.Count)
                    return values;
            }
            else if (!IsConstant(execute, cursor))
                return null;
            else
                depth += cursor.BracketStep(cursor.Index);
        }
        return null;
    }

    private static bool IsConstant(SqlPiece piece, TokenCursor cursor)
    {
        var token = piece.Tokens[cursor.Index];
        return token.Kind switch
        {
            SqlTokenKind.Number or SqlTokenKind.String => true,
            SqlTokenKind.Word => ConstantWords.Contains(piece.Text.Substring(token.Start, token.Length)),
            SqlTokenKind.Operator => cursor.IsSign("-")
                || cursor.IsSign("::")
                || cursor.IsSign("(")
                || cursor.IsSign(")")
                || cursor.IsSign(","),
            _ => false,
        };
    }

    // PREPARE name AS SELECT: the number of the last word's token.
    private static int? QueryStart(SqlPiece prepare)
    {
        var cursor = new TokenCursor(prepare);
        return cursor.TryWords("PREPARE") && cursor.TryName(out _) && cursor.TryWords("AS") && cursor.IsWord("SELECT")
            ? cursor.Index
            : null;
    }

    // One SELECT with one FROM, and between that and WHERE no list of tables: each of them stands behind FROM or JOIN.
    private static bool HasQualifiedTables(SqlPiece prepare, int start, Func<string, bool> isDatabase)
    {
        var cursor = new TokenCursor(prepare) { Index = start + 1 };
        var (from, where) = (-1, -1);
        while (!cursor.AtEnd)
        {
            if (cursor.IsWord("SELECT") || (from >= 0 && cursor.IsWord("FROM")))
                return false;
            if (cursor.IsWord("FROM"))
                from = cursor.Index;
            else if (cursor.IsWord("WHERE") && where < 0)
                where = cursor.Index;
            else if (from >= 0 && where < 0 && cursor.IsSign(","))
                return false;
            if (cursor.TryAnyWord("FROM", "JOIN") is null)
                cursor.Skip();
            else if (!cursor.TryQualifiedName(out var parts) || parts.Count < 2 || !isDatabase(parts[0]))
                return false;
        }
        return from >= 0;
    }

    // Each token that is one, with its number from 1 on; null where one stands before WHERE or has a name.
    private static List<(int Token, int Number)>? Parameters(SqlPiece prepare, int start)
    {
        var found = new List<(int, int)>();
        var cursor = new TokenCursor(prepare) { Index = start };
        for (var isBehindWhere = false; !cursor.AtEnd; cursor.Skip())
        {
            isBehindWhere |= cursor.IsWord("WHERE");
            if (!cursor.Is(SqlTokenKind.Parameter))
                continue;
            var token = prepare.Tokens[cursor.Index];
            var text = prepare.Text.AsSpan(token.Start, token.Length);
            // A question mark is the next; DuckDB takes either kind in one statement.
            var number = 0;
            var isNumbered = text.Length > 1 && int.TryParse(text[1..], out number) && text[0] == '$';
            if (!isBehindWhere || (!isNumbered && text is not "?"))
                return null;
            number = isNumbered ? number : found.Count + 1;
            found.Add((cursor.Index, number));
        }
        return found;
    }
}
