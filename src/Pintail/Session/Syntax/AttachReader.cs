namespace Pintail.Session.Syntax;

/// <summary>
/// ATTACH [OR REPLACE] [DATABASE] [IF NOT EXISTS] 'path' [AS alias] [(option [value], …)]. From the moment it is known to
/// be Postgres' or MotherDuck's, what is wrong in it is an error of ours; before that it is DuckDB's.
/// </summary>
internal static class AttachReader
{
    private const string Statement = "ATTACH";
    private const string Hint =
        "Write ATTACH 'dbname=… host=…' AS name (TYPE postgres, READ_ONLY, SECRET name, SCHEMA 'name').";

    public static SessionStatement Read(TokenCursor cursor, OptionEvaluator? evaluate)
    {
        var orReplace = cursor.TryWords("OR", "REPLACE");
        // DuckDB has DATABASE after IF NOT EXISTS; its manual shows it before.
        var hasDatabase = cursor.TryWords("DATABASE");
        var ifNotExists = !orReplace && cursor.TryWords("IF", "NOT", "EXISTS");
        if (!hasDatabase)
            cursor.TryWords("DATABASE");
        if (!cursor.TryString(out var path))
            return new OtherStatement();
        var hasPostgresType = OptionList.HasType(cursor, "postgres", "postgres_scanner");
        var hasDuckType = OptionList.HasType(cursor, "motherduck", "md");
        if (PostgresPath.IsMotherDuck(path) && !hasPostgresType)
        {
            var (name, given) = ReadRest(cursor, evaluate);
            return new AttachMotherDuckStatement(path, name, ifNotExists, orReplace, given);
        }
        if (!hasPostgresType && (hasDuckType || !PostgresPath.IsPostgres(path)))
            return new OtherStatement();
        var (alias, options) = ReadRest(cursor, evaluate);
        var type = OptionList.TakeOne(options, "TYPE", Statement, Hint);
        return type is null || OptionList.IsPostgres(type)
            ? new AttachStatement(path, alias, type, ifNotExists, orReplace, options)
            : new OtherStatement();
    }

    private static (string? Alias, Dictionary<string, IReadOnlyList<string>> Options) ReadRest(
        TokenCursor cursor,
        OptionEvaluator? evaluate
    )
    {
        string? alias = null;
        if (cursor.TryWords("AS") && !cursor.TryName(out alias))
            throw cursor.Expected("a name for the database", Statement, Hint);
        if (cursor.AtEnd)
            return (alias, new(StringComparer.OrdinalIgnoreCase));
        if (!cursor.IsSign("("))
            throw cursor.Expected(
                alias is null ? "AS, \"(\" or the statement's end" : "\"(\" or the statement's end",
                Statement,
                Hint
            );
        var options = new OptionReader(cursor, evaluate, Statement, Hint).Read();
        return cursor.AtEnd ? (alias, options) : throw cursor.Expected("the statement's end", Statement, Hint);
    }
}
