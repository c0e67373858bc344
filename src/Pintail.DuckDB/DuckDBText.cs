namespace Pintail.DuckDB;

/// <summary>Quoting for DuckDB's SQL: the only way names and values get into statements that cannot take parameters.</summary>
public static class DuckDBText
{
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Quoted, with commas between.</summary>
    public static string Identifiers(IEnumerable<string> names) => string.Join(", ", names.Select(Identifier));

    public static string Literal(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>
    /// The form in which DuckDB compares identifiers: it folds ASCII letters only, also in quoted names, so "Foo" and
    /// "foo" are one table while "É" and "é" are two.
    /// </summary>
    public static string Folded(string name) =>
        string.Create(
            name.Length,
            name,
            static (target, source) =>
            {
                for (var i = 0; i < source.Length; i++)
                    target[i] = char.IsAsciiLetterUpper(source[i]) ? (char)(source[i] | 0x20) : source[i];
            }
        );

    /// <summary>An SQL expression that folds as <see cref="Folded"/> does; lower() would fold É too.</summary>
    public static string FoldedSql(string expression) =>
        $"translate({expression}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')";
}
