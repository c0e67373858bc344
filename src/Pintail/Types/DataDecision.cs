// The types that only the data decide: a numeric without a precision that DECIMAL has, and an array whose values have
// other dimensions than declared. A numeric is asked about once per table and snapshot, before the copy; an array only when
// the copy met other dimensions, as asking costs every run a call per row. What was chosen is kept with the table's state, so
// that a later run may widen it and never narrows it: readers of the mirror see a type change only where it cannot be
// avoided. Parts of arrays, composites and ranges are not asked.

using Pintail.Postgres;

namespace Pintail.Types;

/// <summary>Chooses a column's mapping by what is known of its data.</summary>
internal static class DataDecision
{
    private const string JsonType = "JSON";

    /// <param name="type">The column's type, domains resolved.</param>
    /// <param name="mapping">By the catalog alone.</param>
    public static TypeMapping Apply(
        PostgresType type,
        int modifier,
        int dimensions,
        TypeMapping mapping,
        TypeOptions options
    )
    {
        if (NumericMapping.IsNumeric(type) && !NumericMapping.IsDecimal(modifier))
            return Numeric(mapping, options);
        return type.Element is null || !mapping.DuckDBTypeSql.EndsWith(']')
            ? mapping
            : Array(type, modifier, dimensions, mapping, options);
    }

    private static TypeMapping Numeric(TypeMapping text, TypeOptions options)
    {
        var undecided = text with { Question = ColumnQuestion.NumericDigits };
        if (options is { KeepsPrevious: true, PreviousTypeSql: { } kept })
            return kept == text.DuckDBTypeSql ? undecided : Decimal(PreviousScale(kept));
        if (options.Probe is not { FractionDigits: { } fraction, IntegerDigits: { } integer } probe)
        {
            return options.WillProbe
                ? undecided with
                {
                    DuckDBTypeSql = $"DECIMAL({NumericMapping.MaxPrecision},s)",
                    Fidelity = Fidelity.Exact,
                    IsUndecided = true,
                    Reason =
                        "the scale s is found in the data when it is copied; what no DECIMAL holds becomes exact text",
                }
                : undecided;
        }
        // Who now has NaN become NULL wishes for a DECIMAL.
        if (options.PreviousTypeSql == text.DuckDBTypeSql && options.Unrepresentable != UnrepresentablePolicy.Null)
            return undecided with { Reason = "an earlier run found values that no DECIMAL holds: exact text" };
        var scale = Math.Max(fraction, PreviousScale(options.PreviousTypeSql));
        if (scale + integer > NumericMapping.MaxPrecision)
        {
            return undecided with
            {
                Reason =
                    $"the data need {integer} digits before the point and {scale} behind, which no DECIMAL has: exact text",
            };
        }
        if (probe.Unrepresentable > 0 && options.Unrepresentable != UnrepresentablePolicy.Null)
        {
            return undecided with
            {
                Reason =
                    "the data hold NaN or infinity, which no DECIMAL does: exact text "
                    + "(--unrepresentable …=null makes them NULL in a DECIMAL)",
            };
        }
        return Decimal(scale);
    }

    private static TypeMapping Decimal(int scale) =>
        NumericMapping.Decimal(NumericMapping.MaxPrecision, scale) with
        {
            Question = ColumnQuestion.NumericDigits,
            Reason = "the scale is what the data need",
            // With the decimal's own scale, whatever scale each value displays. Where it does not suffice (a mirror is held
            // against later values) nothing is rounded: the text is another then.
            PostgresText = value =>
                $"CASE WHEN pg_catalog.min_scale({value}) <= {scale} AND pg_catalog.abs({value}) < 1e{NumericMapping.MaxPrecision - scale} "
                + $"THEN {ValueTexts.Output($"({value}::pg_catalog.numeric({NumericMapping.MaxPrecision},{scale}))")} "
                + $"ELSE {ValueTexts.Output(value)} END",
        };

    private static int PreviousScale(string? typeSql)
    {
        var prefix = $"DECIMAL({NumericMapping.MaxPrecision},";
        return
            typeSql is not null
            && typeSql.StartsWith(prefix, StringComparison.Ordinal)
            && int.TryParse(typeSql.AsSpan(prefix.Length).TrimEnd(')'), out var scale)
            ? scale
            : 0;
    }

    private static TypeMapping Array(
        PostgresType type,
        int modifier,
        int dimensions,
        TypeMapping list,
        TypeOptions options
    )
    {
        var declared = Math.Max(dimensions, 1);
        var question = dimensions == 0 ? ColumnQuestion.Dimensions : ColumnQuestion.OtherDimensions(declared);
        var asked = list with { Question = question };
        if (options.PreviousTypeSql == JsonType)
            return AsJson(type, options, question, "an earlier run found arrays of other dimensions than declared");
        if (options is { KeepsPrevious: true, PreviousTypeSql: { } kept })
            return kept == asked.DuckDBTypeSql ? asked : OfDepth(DepthOf(kept));
        if (options.Probe?.HasOtherDimensions == true)
            return AsJson(type, options, question, $"declared with {declared} dimensions, the data have others too");
        if (options.Probe is not { FewestDimensions: { } fewest, MostDimensions: > 0 and var most })
        {
            return dimensions == 0 && options.PreviousTypeSql is { } earlier && earlier.EndsWith(']')
                ? OfDepth(DepthOf(earlier))
                : asked;
        }
        // attndims is 0 for a column that CREATE TABLE AS or a view made: then the data say the depth.
        return fewest == most && (options.PreviousTypeSql is null || DepthOf(options.PreviousTypeSql) == most)
            ? OfDepth(most)
            : AsJson(type, options, question, "the data have arrays of different dimensions");

        // An element may be a list itself: a domain over an array.
        int DepthOf(string typeSql) => Brackets(typeSql) - Brackets(OfDepth(1).DuckDBTypeSql) + 1;

        TypeMapping OfDepth(int depth) =>
            TypeTable.Resolve(type, modifier, depth, options) with
            {
                Question = question,
            };
    }

    private static int Brackets(string typeSql)
    {
        var depth = 0;
        while (typeSql.EndsWith("[]", StringComparison.Ordinal))
        {
            typeSql = typeSql[..^2];
            depth++;
        }
        return depth;
    }

    private static TypeMapping AsJson(PostgresType type, TypeOptions options, ColumnQuestion question, string why) =>
        TextMappings.Json<PlainCodec>(options) with
        {
            Fidelity = Fidelity.Text,
            Reason = $"{why}: JSON",
            ReadSql = value => ArrayTexts.Json(value, type),
            PostgresText = value => ArrayTexts.Json(value, type),
            Question = question,
            DropsLowerBounds = true,
        };
}
