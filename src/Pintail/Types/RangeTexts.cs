namespace Pintail.Types;

/// <summary>DuckDB's SQL for what range_out (rangetypes.c) and multirange_out (multirangetypes.c) print.</summary>
internal static class RangeTexts
{
    public static string DuckDB(string value, TypeMapping bound)
    {
        string Child(int index) => $"struct_extract({value}, '{RangeFormat.Names[index]}')";
        var texts = $"[{bound.DuckDBText!(Child(0))}, {bound.DuckDBText(Child(1))}]";
        return $"CASE WHEN {value} IS NULL THEN NULL WHEN {Child(4)} THEN 'empty' "
            + $"ELSE CASE WHEN {Child(2)} THEN '[' ELSE '(' END "
            + $"|| {QuotedTexts.OfRange(texts, $"e{bound.Nesting + 1}")} "
            + $"|| CASE WHEN {Child(3)} THEN ']' ELSE ')' END END";
    }

    public static string DuckDBMultirange(string value, TypeMapping range)
    {
        var variable = $"e{range.Nesting + 1}";
        return $"'{{' || array_to_string(list_transform({value}, lambda {variable}: {range.DuckDBText!(variable)}), ',') || '}}'";
    }
}
