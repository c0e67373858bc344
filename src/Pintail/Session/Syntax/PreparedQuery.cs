namespace Pintail.Session.Syntax;

/// <summary>
/// What an EXECUTE means as a query: the one that was prepared, with the values in the places of its parameters, so that
/// DuckDB tells which rows it needs. Made only where that is surely the same: one SELECT whose tables have their databases'
/// names, so that no later USE or temporary table changes what they are; parameters in its WHERE and its LIMIT only, so that
/// they name no column of the result, nor its place in GROUP BY and ORDER BY; and values that are constants, which DuckDB's EXECUTE binds as what they are in a query.
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

    // Further queries, whose tables may have no database's name; a column may be called so too, and is given up with them.
    private static readonly string[] OtherQueries =
    [
        "SELECT",
        "UNION",
        "EXCEPT",
        "INTERSECT",
        "TABLE",
        "PIVOT",
        "UNPIVOT",
        "DESCRIBE",
        "SUMMARIZE",
        "SHOW",
    ];

    // Where parameters are looked for, and what ends that.
    private static readonly string[] WithParameters = ["WHERE", "LIMIT", "OFFSET"];
    private static readonly string[] WithoutParameters =
    [
        "GROUP",
        "HAVING",
        "WINDOW",
        "QUALIFY",
        "USING",
        "ORDER",
        "FETCH",
    ];

    /// <param name="prepare">PREPARE name AS query.</param>
    /// <param name="execute">EXECUTE name(values).</param>
    /// <param name="isDatabase">Whether a name is that of an attached database.</param>
    /// <returns>Null where it is not surely the same.</returns>
    public static SqlPiece? Fill(SqlPiece prepare, SqlPiece execute, Func<string, bool> isDatabase)
    {
        if (Values(execute) is not { } values || QueryStart(prepare) is not { } start)
            return null;
        if (From(prepare, start, isDatabase) is not { } from || Parameters(prepare, from) is not { } parameters)
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

    // PREPARE name AS SELECT, or FROM: the number of the last word's token.
    private static int? QueryStart(SqlPiece prepare)
    {
        var cursor = new TokenCursor(prepare);
        return
            cursor.TryWords("PREPARE")
            && cursor.TryName(out _)
            && cursor.TryWords("AS")
            && (cursor.IsWord("SELECT") || cursor.IsWord("FROM"))
            ? cursor.Index
            : null;
    }

    // The token of the only FROM of one SELECT. Between that and WHERE there is no list of tables: each of them stands behind
    // FROM or JOIN.
    private static int? From(SqlPiece prepare, int start, Func<string, bool> isDatabase)
    {
        var cursor = new TokenCursor(prepare) { Index = start };
        if (cursor.IsWord("SELECT"))
            cursor.Skip();
        var (from, hasWhere) = ((int?)null, false);
        for (var depth = 0; !cursor.AtEnd; )
        {
            depth += cursor.BracketStep(cursor.Index);
            var isFrom = cursor.IsWord("FROM");
            if (OtherQueries.Any(cursor.IsWord) || (isFrom && (from is not null || depth > 0)))
                return null;
            if (from is not null && !hasWhere && cursor.IsSign(","))
                return null;
            if (isFrom)
                from = cursor.Index;
            hasWhere |= from is not null && depth == 0 && cursor.IsWord("WHERE") && !IsMember(cursor);
            if (cursor.TryAnyWord("FROM", "JOIN") is null)
                cursor.Skip();
            else if (!cursor.TryQualifiedName(out var parts) || parts.Count < 2 || !isDatabase(parts[0]))
                return null;
        }
        return from;
    }

    // Each token that is one, with its number from 1 on; null where one stands elsewhere, has a name, or where ? and $1 are
    // mixed, whose numbers are DuckDB's to tell.
    private static List<(int Token, int Number)>? Parameters(SqlPiece prepare, int from)
    {
        var found = new List<(int, int)>();
        // From the beginning, so that none stands before.
        var cursor = new TokenCursor(prepare);
        var (isThere, isNumbered) = (false, false);
        for (var depth = 0; !cursor.AtEnd; cursor.Skip())
        {
            depth += cursor.BracketStep(cursor.Index);
            if (cursor.Index > from && depth == 0 && !IsMember(cursor))
                isThere = WithParameters.Any(cursor.IsWord) || (isThere && !WithoutParameters.Any(cursor.IsWord));
            if (!cursor.Is(SqlTokenKind.Parameter))
                continue;
            var token = prepare.Tokens[cursor.Index];
            var text = prepare.Text.AsSpan(token.Start, token.Length);
            var number = found.Count + 1;
            var isNumber = text[0] == '$' && int.TryParse(text[1..], out number);
            if (!isThere || (!isNumber && text is not "?") || (found.Count > 0 && isNumber != isNumbered))
                return null;
            isNumbered = isNumber;
            found.Add((cursor.Index, number));
        }
        return found;
    }

    // Behind its table's name a column may be called as a keyword is.
    private static bool IsMember(TokenCursor cursor)
    {
        cursor.Index--;
        var isMember = cursor.IsSign(".");
        cursor.Index++;
        return isMember;
    }
}
