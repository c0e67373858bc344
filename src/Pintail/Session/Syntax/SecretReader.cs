namespace Pintail.Session.Syntax;

/// <summary>CREATE … SECRET and DROP … SECRET; the word CREATE or DROP is behind the cursor.</summary>
internal static class SecretReader
{
    private const string Statement = "CREATE SECRET";
    private const string Hint = "Write CREATE SECRET name (TYPE postgres, HOST '…', USER '…', PASSWORD '…').";

    /// <summary>[OR REPLACE] [TEMPORARY | PERSISTENT] SECRET [IF NOT EXISTS] [name] [IN storage] (option [value], …)</summary>
    /// <returns>Null, with the cursor where it was, when it is no secret of ours.</returns>
    public static CreateSecretStatement? TryReadCreate(TokenCursor cursor, OptionEvaluator? evaluate)
    {
        var place = cursor.Index;
        var orReplace = cursor.TryWords("OR", "REPLACE");
        var persistence = ReadPersistence(cursor);
        if (cursor.TryWords("SECRET"))
        {
            var ifNotExists = cursor.TryWords("IF", "NOT", "EXISTS");
            string? name = null;
            if (!cursor.IsWord("IN"))
                cursor.TryName(out name);
            string? storage = null;
            if (cursor.TryWords("IN"))
                cursor.TryName(out storage);
            if (cursor.IsSign("(") && OptionList.HasType(cursor, "postgres", "postgres_scanner", "rds"))
                return ReadOptions(cursor, evaluate, name, orReplace, ifNotExists, persistence, storage);
        }
        cursor.Index = place;
        return null;
    }

    /// <summary>[TEMPORARY | PERSISTENT] SECRET [IF EXISTS] name [FROM storage]</summary>
    /// <returns>Null, with the cursor where it was, when it is something else.</returns>
    public static DropSecretStatement? TryReadDrop(TokenCursor cursor)
    {
        var place = cursor.Index;
        var persistence = ReadPersistence(cursor);
        if (cursor.TryWords("SECRET"))
        {
            var ifExists = cursor.TryWords("IF", "EXISTS");
            string? storage = null;
            if (
                cursor.TryName(out var name)
                && (!cursor.TryWords("FROM") || cursor.TryName(out storage))
                && cursor.AtEnd
            )
                return new DropSecretStatement(name, ifExists, persistence, storage);
        }
        cursor.Index = place;
        return null;
    }

    private static CreateSecretStatement? ReadOptions(
        TokenCursor cursor,
        OptionEvaluator? evaluate,
        string? name,
        bool orReplace,
        bool ifNotExists,
        SecretPersistence persistence,
        string? storage
    )
    {
        var options = new OptionReader(cursor, evaluate, Statement, Hint).Read();
        if (!cursor.AtEnd)
            throw cursor.Expected("the statement's end", Statement, Hint);
        var type = OptionList.TakeOne(options, "TYPE", Statement, Hint)!;
        var provider = OptionList.TakeOne(options, "PROVIDER", Statement, Hint);
        options.Remove("SCOPE", out var scope);
        return new(name, type, orReplace, ifNotExists, persistence, storage, provider, scope ?? [], options);
    }

    private static SecretPersistence ReadPersistence(TokenCursor cursor) =>
        cursor.TryAnyWord("TEMPORARY", "TEMP", "PERSISTENT") switch
        {
            null => SecretPersistence.Unsaid,
            "PERSISTENT" => SecretPersistence.Persistent,
            _ => SecretPersistence.Temporary,
        };
}
