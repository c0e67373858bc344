// Which rows of which scan a statement needs, by DuckDB's own optimized plan (json_serialize_plan with optimize := true).
//
// Only what stands directly above a scan counts: filters, projections that pass columns on, and the joins by which DuckDB
// tests membership in a long IN list; then possibly a limit. A filter there says that the scan's other rows do not matter
// to the result in this plan; as the plan gives the statement's result for every content of the relation, they do not
// matter in any other plan of it either. So it does not have to be the plan that is carried out.
//
// A scan is known by the marker column that its bind adds in front, whose name bears an ordinal (BoundScan). What is not
// understood ends the reading above that scan, or is an expression that nothing is made of: less is pushed down, never more.

using System.Text.Json;

namespace Pintail.Session.PushDown;

/// <summary>Reads plans.</summary>
internal static class PlanReader
{
    private const string ScanOperator = "LOGICAL_GET";

    /// <summary>An operator, and which of its children leads down to the scan.</summary>
    private sealed record Above(JsonElement Operator, int Child, Above? Next);

    /// <param name="json">What json_serialize_plan gives; an error in it, or no JSON at all, reads as no scan.</param>
    /// <returns>By ordinal, the scans that the plan has: one that it does not have may be read in full.</returns>
    public static IReadOnlyDictionary<int, ScanReading> Read(string json)
    {
        var found = new Dictionary<int, ScanReading>();
        using var document = PlanJson.Parse(json);
        if (document is not null && !PlanJson.IsTrue(document.RootElement, "error"))
            Visit(document.RootElement, null, found);
        return found;
    }

    // All of the document, as a scan may stand where no operator is expected: nothing is known of its rows then.
    private static void Visit(JsonElement element, Above? above, Dictionary<int, ScanReading> found)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                Visit(item, null, found);
        }
        if (element.ValueKind != JsonValueKind.Object)
            return;
        var type = PlanJson.Text(element, "type");
        if (type == ScanOperator)
            Add(element, above, found);
        var isOperator = type?.StartsWith("LOGICAL_", StringComparison.Ordinal) == true;
        foreach (var property in element.EnumerateObject())
        {
            if (isOperator && property.NameEquals("children") && property.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var (index, child) in property.Value.EnumerateArray().Index())
                    Visit(child, new Above(element, index, above), found);
            }
            else
            {
                Visit(property.Value, null, found);
            }
        }
    }

    private static void Add(JsonElement scan, Above? above, Dictionary<int, ScanReading> found)
    {
        var names = PlanJson.Items(scan, "names");
        if (names.Count == 0 || BoundScan.OrdinalOf(NameOf(names[0])) is not { } ordinal)
            return;
        var appearance = Climb(scan, above);
        var earlier = found.TryGetValue(ordinal, out var reading) ? reading.Appearances : [];
        var columns = PlanJson.Items(scan, "column_indexes").Select(column => PlanJson.Index(column, "index"));
        found[ordinal] = new ScanReading(names.Count - 1, [.. earlier, appearance])
        {
            Columns =
            [
                .. columns.OfType<int>().Where(index => index > 0 && index < names.Count).Select(index => index - 1),
            ],
        };
    }

    private static string? NameOf(JsonElement column) =>
        column.ValueKind == JsonValueKind.String ? column.GetString() : null;

    private static ScanAppearance Climb(JsonElement scan, Above? above)
    {
        if (!IsPlain(scan))
            return ScanAppearance.Opaque;
        var columns = ScanColumns(scan);
        var filters = new List<PlanExpression>();
        for (; above is not null; above = above.Next)
        {
            var current = above.Operator;
            switch (PlanJson.Text(current, "type"))
            {
                case "LOGICAL_PROJECTION":
                    columns = Expressions(current, columns);
                    break;
                case "LOGICAL_FILTER":
                    filters.AddRange(Expressions(current, columns));
                    columns = Mapped(columns, PlanJson.Items(current, "projection_map"));
                    break;
                case "LOGICAL_COMPARISON_JOIN" when above.Child == 0 && Membership(current, columns) is { } member:
                    columns = [.. Mapped(columns, PlanJson.Items(current, "left_projection_map")), member];
                    break;
                case "LOGICAL_LIMIT":
                    return new ScanAppearance(filters, ReadLimit(current));
                default:
                    return new ScanAppearance(filters, null);
            }
        }
        return new ScanAppearance(filters, null);
    }

    // A sample is taken of all rows, an ordinality counts them, and a filter in the scan itself is one that is not read here.
    private static bool IsPlain(JsonElement scan)
    {
        var isCounted = scan.TryGetProperty("ordinality_idx", out _) && !PlanJson.IsUnset(scan, "ordinality_idx");
        var isSampled = scan.TryGetProperty("extra_info", out var extra) && !PlanJson.IsEmpty(extra, "sample_options");
        var isFiltered = scan.TryGetProperty("table_filters", out var filters) && !PlanJson.IsEmpty(filters, "filters");
        return !isCounted && !isSampled && !isFiltered && PlanJson.IsEmpty(scan, "children");
    }

    private static PlanExpression[] ScanColumns(JsonElement scan)
    {
        var types = PlanJson.Items(scan, "returned_types");
        PlanExpression[] read =
        [
            .. PlanJson
                .Items(scan, "column_indexes")
                .Select(column =>
                    PlanJson.Text(column, "index_type") == "FULL_READ"
                    && PlanJson.IsEmpty(column, "child_indexes")
                    && PlanJson.IsTrue(column, "has_index")
                    && PlanJson.Index(column, "index") is { } index and > 0
                    && index < types.Count
                        ? new ScanColumn(index - 1, PlanConstantReader.ReadType(types[index]))
                        : PlanExpression.Unknown
                ),
        ];
        return Mapped(read, PlanJson.Items(scan, "projection_ids"));
    }

    private static PlanExpression[] Expressions(JsonElement current, PlanExpression[] below) =>
        [.. PlanJson.Items(current, "expressions").Select(one => PlanExpressionReader.Read(one, below))];

    /// <summary>An empty map is all of the columns.</summary>
    private static PlanExpression[] Mapped(PlanExpression[] columns, IReadOnlyList<JsonElement> map) =>
        map.Count == 0
            ? columns
            :
            [
                .. map.Select(element =>
                    PlanJson.Index(element) is { } index && index < columns.Length
                        ? columns[index]
                        : PlanExpression.Unknown
                ),
            ];

    /// <summary>
    /// The column that a mark join with a list of constants adds behind its left side's: whether a value is among them. Such
    /// a join passes every row of its left side on, once. Null for any other join.
    /// </summary>
    private static PlanExpression? Membership(JsonElement join, PlanExpression[] left)
    {
        if (
            PlanJson.Text(join, "join_type") != "MARK"
            || PlanJson.Items(join, "children") is not [_, var right]
            || PlanJson.Text(right, "type") != "LOGICAL_CHUNK_GET"
            || PlanJson.Items(join, "conditions") is not [var condition]
            || PlanJson.Text(condition, "comparison") != "COMPARE_EQUAL"
            || !right.TryGetProperty("collection", out var collection)
            || PlanJson.Items(collection, "types").Count != 1
            || PlanJson.Items(collection, "values") is not [{ ValueKind: JsonValueKind.Array } list]
            || !condition.TryGetProperty("left", out var tested)
            || !condition.TryGetProperty("right", out var reference)
            || PlanJson.Text(reference, "expression_class") != "BOUND_REF"
        )
            return null;
        var values = new List<PlanConstant>();
        foreach (var element in list.EnumerateArray())
        {
            if (PlanConstantReader.Read(element) is not { } value)
                return PlanExpression.Unknown;
            values.Add(value);
        }
        return new InList(PlanExpressionReader.Read(tested, left), values, IsList: true);
    }

    // A limit with an offset needs the rows that it leaves out, too.
    private static long? ReadLimit(JsonElement limit)
    {
        if (!limit.TryGetProperty("limit_val", out var rows) || !limit.TryGetProperty("offset_val", out var skipped))
            return null;
        var offset = PlanJson.Text(skipped, "type") == "UNSET" ? 0 : ReadCount(skipped);
        return ReadCount(rows) is { } count && offset is { } before && count <= long.MaxValue - before
            ? count + before
            : null;
    }

    private static long? ReadCount(JsonElement value) =>
        PlanJson.Text(value, "type") == "CONSTANT_VALUE"
        && value.TryGetProperty("constant_integer", out var count)
        && count.ValueKind == JsonValueKind.Number
        && count.TryGetInt64(out var number)
        && number >= 0
            ? number
            : null;
}
