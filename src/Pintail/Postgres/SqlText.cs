namespace Pintail.Postgres;

/// <summary>
/// Names and values as parts of a PostgreSQL statement. Always quotes, so no list of keywords has to be kept and no
/// name is folded to lower case.
/// </summary>
public static class SqlText
{
    /// <summary>"name", inner quotes doubled.</summary>
    public static string Identifier(string name)
    {
        RefuseNull(name, "An identifier");
        return string.Concat("\"", name.Replace("\"", "\"\"", StringComparison.Ordinal), "\"");
    }

    public static string Qualified(string schema, string name) =>
        string.Concat(Identifier(schema), ".", Identifier(name));

    /// <summary>
    /// 'value', inner quotes doubled; with a backslash inside as E'…' with the backslashes doubled too, so that it
    /// means the same whatever standard_conforming_strings says (as quote_literal does).
    /// </summary>
    public static string Literal(string value)
    {
        RefuseNull(value, "A text");
        var quoted = value.Replace("'", "''", StringComparison.Ordinal);
        return quoted.Contains('\\', StringComparison.Ordinal)
            ? string.Concat(" E'", quoted.Replace("\\", "\\\\", StringComparison.Ordinal), "'")
            : string.Concat("'", quoted, "'");
    }

    private static void RefuseNull(string text, string what)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException($"{what} for PostgreSQL cannot hold the character U+0000.", nameof(text));
        }
    }
}
