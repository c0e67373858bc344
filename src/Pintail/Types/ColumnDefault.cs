using System.Text.RegularExpressions;

namespace Pintail.Types;

/// <summary>
/// A column's default where DuckDB has one that means the same: literals, and the few functions that both know. What
/// pg_get_expr prints with an empty search_path is read, nothing else: anything more is left out, not approximated.
/// </summary>
internal static partial class ColumnDefault
{
    /// <summary>DuckDB types whose texts both sides read alike.</summary>
    private static readonly string[] Literals =
    [
        "BOOLEAN",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "FLOAT",
        "DOUBLE",
        "DECIMAL",
        "VARCHAR",
        "JSON",
        "DATE",
        "TIME",
        "TIMESTAMP",
        "TIMESTAMPTZ",
        "UUID",
        "ENUM",
    ];

    /// <param name="postgres">As pg_get_expr prints it; null for none.</param>
    /// <param name="typeSql">The column's DuckDB type.</param>
    /// <returns>DuckDB's expression; null when there is none.</returns>
    public static string? ToDuckDB(string? postgres, string typeSql)
    {
        if (postgres is null)
            return null;
        switch (postgres)
        {
            case "now()" or "CURRENT_TIMESTAMP" when typeSql is "TIMESTAMPTZ":
                return "now()";
            case "CURRENT_DATE" when typeSql is "DATE":
                return "current_date";
            case "true" or "false" when typeSql is "BOOLEAN":
                return postgres;
            case "gen_random_uuid()" when typeSql is "UUID":
                return "gen_random_uuid()";
        }
        var name = typeSql.Split('(')[0];
        if (typeSql.EndsWith(']') || !Literals.Contains(name))
            return null;
        if (Constant().Match(postgres) is { Success: true } constant)
            return $"CAST({constant.Groups["value"].Value} AS {typeSql})";
        return Quoted().Match(postgres) is { Success: true } quoted
            ? $"CAST({quoted.Groups["value"].Value} AS {typeSql})"
            : null;
    }

    [GeneratedRegex(@"^\(?(?<value>-?[0-9]+(\.[0-9]+)?)\)?(::[\w. ""]+(\([0-9, ]+\))?)?$")]
    private static partial Regex Constant();

    // Without E'…', whose escapes DuckDB reads in another way.
    [GeneratedRegex(@"^(?<value>'([^']|'')*')(::[\w. ""]+(\([0-9, ]+\))?)?$")]
    private static partial Regex Quoted();
}
