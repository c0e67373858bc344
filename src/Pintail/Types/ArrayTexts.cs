using Pintail.Postgres;

namespace Pintail.Types;

/// <summary>
/// The text of an array on either side, as array_out (arrayfuncs.c) prints it with ',' between and lower bounds 1:
/// NULL for a NULL element, quotes where an element's text would be read as something else.
/// In Postgres the array is printed as it is where that is how its elements are compared anyway; else an array of the
/// elements' comparable texts is made and printed, which quotes in the same way.
/// </summary>
internal static class ArrayTexts
{
    public static string Postgres(string array, TypeMapping element, int dimensions, char delimiter) =>
        element.PostgresText == ValueTexts.Output && delimiter == ','
            ? $"pg_catalog.regexp_replace({ValueTexts.Output(array)}, '^[][0-9:-]+=', '')"
            : $"CASE WHEN pg_catalog.num_nulls({array}) = 0 THEN "
                + $"pg_catalog.concat({Rebuilt(array, element, "", 1, dimensions)}) END";

    public static string DuckDB(string list, TypeMapping element, int dimensions)
    {
        // One name per depth, counted from the inside, so that no lambda hides the one around it.
        var variable = $"e{element.Nesting + dimensions}";
        var texts =
            dimensions > 1
                ? $"array_to_string(list_transform({list}, lambda {variable}: {DuckDB(variable, element, dimensions - 1)}), ',')"
                : QuotedTexts.OfArray(
                    $"list_transform({list}, lambda {variable}: {element.DuckDBText!(variable)})",
                    variable
                );
        return $"'{{' || {texts} || '}}'";
    }

    /// <summary>
    /// As array_to_json prints it, whatever its dimensions; elements of char(n) without their blanks, as everywhere.
    /// </summary>
    public static string Json(string array, PostgresType type)
    {
        var isPadded =
            type.Element is { } element
            && TypeTable.Base(element, -1, 0).Type is { Schema: "pg_catalog", Name: "bpchar" };
        return $"pg_catalog.array_to_json({array}{(isPadded ? "::pg_catalog.text[]" : "")})";
    }

    /// <summary>Postgres' SQL: true when an element at any depth is.</summary>
    public static string AnyElement(string array, Func<string, string> predicate, int nesting) =>
        // In the select list, because in FROM an array of composites becomes their columns.
        $"EXISTS (SELECT FROM (SELECT pg_catalog.unnest({array}) AS e{nesting}) AS u{nesting} "
        + $"WHERE {predicate($"u{nesting}.e{nesting}")})";

    private static string Rebuilt(string array, TypeMapping element, string subscripts, int dimension, int dimensions)
    {
        var index = $"pintail_i{element.Nesting}_{dimension}";
        subscripts += $"[{index}]";
        var inner =
            dimension < dimensions
                ? Rebuilt(array, element, subscripts, dimension + 1, dimensions)
                : element.PostgresText($"({array}){subscripts}");
        return $"ARRAY(SELECT {inner} FROM pg_catalog.generate_subscripts({array}, {dimension}) AS {index} ORDER BY {index})";
    }
}
