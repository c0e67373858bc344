namespace Pintail.Session.Syntax;

/// <summary>
/// Reads (option [value], …) of ATTACH and CREATE SECRET: each value a word, string, number or a list of them. DuckDB
/// takes expressions too; here they are refused, because nothing could evaluate them without running them.
/// </summary>
internal static class OptionList
{
    private const string Value = "a value (a word, a string, a number or a list of them)";

    /// <summary>The extension's name and the one its files have.</summary>
    public static readonly string[] PostgresTypes = ["postgres", "postgres_scanner"];

    public static Dictionary<string, IReadOnlyList<string>> Read(TokenCursor cursor, string statement, string hint)
    {
        var options = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        if (!cursor.TrySign("("))
            throw cursor.Expected("\"(\"", statement, hint);
        do
        {
            var place = cursor.Index;
            if (!cursor.TryName(out var name))
                throw cursor.Expected("an option's name", statement, hint);
            var values = ReadValues(cursor, statement, hint);
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

    private static IReadOnlyList<string> ReadValues(TokenCursor cursor, string statement, string hint)
    {
        if (cursor.IsSign(",") || cursor.IsSign(")"))
            return [];
        var close =
            cursor.TrySign("[") ? "]"
            : cursor.TrySign("(") ? ")"
            : null;
        if (close is null)
            return [ReadValue(cursor, statement, hint)];
        if (cursor.TrySign(close))
            return [];
        var values = new List<string>();
        do values.Add(ReadValue(cursor, statement, hint));
        while (cursor.TrySign(","));
        return cursor.TrySign(close) ? values : throw cursor.Expected($"\",\" or \"{close}\"", statement, hint);
    }

    private static string ReadValue(TokenCursor cursor, string statement, string hint) =>
        cursor.TryNameOrString(out var text) || cursor.TryNumber(out text)
            ? text
            : throw cursor.Expected(Value, statement, hint);
}
