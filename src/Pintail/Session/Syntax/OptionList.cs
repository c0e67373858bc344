namespace Pintail.Session.Syntax;

/// <summary>What ATTACH and CREATE SECRET ask of their lists of options, which <see cref="OptionReader"/> reads.</summary>
internal static class OptionList
{
    /// <summary>The extension's name and the one its files have.</summary>
    public static readonly string[] PostgresTypes = ["postgres", "postgres_scanner"];

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
}
