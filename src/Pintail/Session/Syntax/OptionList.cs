namespace Pintail.Session.Syntax;

/// <summary>
/// Reads (option [value], …) of ATTACH and CREATE SECRET: each value a word, string, number, an expression (which DuckDB
/// evaluates) or a list of them.
/// </summary>
internal static class OptionList
{
    private const string Value = "a value (a word, a string, a number, an expression or a list of them)";

    /// <summary>The extension's name and the one its files have.</summary>
    public static readonly string[] PostgresTypes = ["postgres", "postgres_scanner"];

    /// <param name="evaluate">Gives an expression's values; null where none can be evaluated.</param>
    public static Dictionary<string, IReadOnlyList<string>> Read(
        TokenCursor cursor,
        OptionEvaluator? evaluate,
        string statement,
        string hint
    )
    {
        var options = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        if (!cursor.TrySign("("))
            throw cursor.Expected("\"(\"", statement, hint);
        do
        {
            var place = cursor.Index;
            if (!cursor.TryName(out var name))
                throw cursor.Expected("an option's name", statement, hint);
            var values = ReadValues(cursor, evaluate, statement, hint);
            if (options.TryAdd(name, values))
                continue;
            cursor.Index = place;
            throw cursor.Expected("an option that is not given already", statement, hint);
        } while (cursor.TrySign(","));
        return cursor.TrySign(")") ? options : throw cursor.Expected("\",\" or \")\"", statement, hint);
    }

    public static bool IsPostgres(string type) => PostgresTypes.Contains(type, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an option TYPE says one of the names; the list itself may be broken.</summary>
    public static bool HasType(TokenCursor cursor, params ReadOnlySpan<string> types)
    {
        var place = cursor.Index;
        var found = false;
        while (!cursor.AtEnd && !found)
        {
            var isOption = cursor.IsSign("(") || cursor.IsSign(",");
            cursor.Skip();
            var beforeName = cursor.Index;
            if (
                isOption
                && cursor.TryName(out var name)
                && name.Equals("TYPE", StringComparison.OrdinalIgnoreCase)
                && cursor.TryNameOrString(out var type)
            )
                found = types.Contains(type, StringComparer.OrdinalIgnoreCase);
            else
                cursor.Index = beforeName;
        }
        cursor.Index = place;
        return found;
    }

    /// <summary>Takes an option that has exactly one value out of the list; null when it is not in it.</summary>
    public static string? TakeOne(
        Dictionary<string, IReadOnlyList<string>> options,
        string name,
        string statement,
        string hint
    )
    {
        if (!options.Remove(name, out var values))
            return null;
        var message = $"{statement}: the option {name} takes one value, but {values.Count} are given.";
        return values is [var value] ? value : throw new PintailException(ErrorKind.Configuration, message, hint);
    }

    private static IReadOnlyList<string> ReadValues(
        TokenCursor cursor,
        OptionEvaluator? evaluate,
        string statement,
        string hint
    )
    {
        if (IsEnd(cursor))
            return [];
        var place = cursor.Index;
        var close =
            cursor.TrySign("[") ? "]"
            : cursor.TrySign("(") ? ")"
            : null;
        if (close is null)
            return ReadOne(cursor, evaluate, statement, hint);
        var values = new List<string>();
        if (!cursor.IsSign(close))
        {
            do values.AddRange(ReadOne(cursor, evaluate, statement, hint));
            while (cursor.TrySign(","));
        }
        if (!cursor.TrySign(close))
            throw cursor.Expected($"\",\" or \"{close}\"", statement, hint);
        return GoesOn(cursor) ? Evaluate(cursor, place, evaluate, statement, hint) : values;
    }

    private static IReadOnlyList<string> ReadOne(
        TokenCursor cursor,
        OptionEvaluator? evaluate,
        string statement,
        string hint
    )
    {
        var place = cursor.Index;
        if (!cursor.TryNameOrString(out var text) && !cursor.TryNumber(out text))
            throw cursor.Expected(Value, statement, hint);
        return GoesOn(cursor) ? Evaluate(cursor, place, evaluate, statement, hint) : [text];
    }

    private static IReadOnlyList<string> Evaluate(
        TokenCursor cursor,
        int from,
        OptionEvaluator? evaluate,
        string statement,
        string hint
    )
    {
        if (evaluate is null)
            throw cursor.Expected("\",\" or \")\"", statement, hint);
        cursor.Index = from;
        for (var depth = 0; !cursor.AtEnd && (depth > 0 || !IsEnd(cursor)); cursor.Skip())
            depth += cursor.BracketStep(cursor.Index);
        return evaluate(cursor.TextBetween(from, cursor.Index))
            ?? throw new PintailException(
                ErrorKind.Configuration,
                $"{statement}: the expression that ends before character {cursor.Position} of the script gives NULL.",
                "An option needs a value; is the variable that it names set?"
            );
    }

    // A literal with an operator behind it is the start of an expression; a bracket that opens makes it a call.
    private static bool GoesOn(TokenCursor cursor) => cursor.Is(SqlTokenKind.Operator) && !IsEnd(cursor);

    private static bool IsEnd(TokenCursor cursor) => cursor.IsSign(",") || cursor.IsSign(")") || cursor.IsSign("]");
}
