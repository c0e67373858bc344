using Pintail.Postgres;

namespace Pintail.Types;

/// <summary>
/// The text of a composite on either side, as record_out (rowtypes.c) prints it. Where an attribute is compared by
/// another text than its output function's (arrays without lower bounds), Postgres makes a row of those texts and prints
/// that, which quotes in the same way.
/// </summary>
internal static class CompositeTexts
{
    public static string Postgres(string value, IReadOnlyList<TypeAttribute> attributes, TypeMapping[] parts)
    {
        if (parts.All(part => part.PostgresText == ValueTexts.Output))
            return ValueTexts.Output(value);
        var texts = parts.Select((part, i) => part.PostgresText(Attribute(value, attributes[i])));
        return $"CASE WHEN pg_catalog.num_nulls({value}) = 0 THEN pg_catalog.concat(ROW({string.Join(", ", texts)})) END";
    }

    public static string DuckDB(string value, TypeMapping[] parts)
    {
        var texts = parts.Select((part, i) => part.DuckDBText!($"struct_extract_at({value}, {i + 1})"));
        var variable = $"e{parts.Max(part => part.Nesting) + 1}";
        var quoted = QuotedTexts.OfComposite($"[{string.Join(", ", texts)}]", variable);
        return $"CASE WHEN {value} IS NOT NULL THEN '(' || {quoted} || ')' END";
    }

    /// <summary>Postgres' SQL: true when one of the attributes is.</summary>
    public static string AnyAttribute(string value, IReadOnlyList<TypeAttribute> attributes, TypeMapping[] parts)
    {
        var predicates = parts.Select(
            (part, i) => part.Unrepresentable is { } holds ? $"({holds(Attribute(value, attributes[i]))})" : null
        );
        return string.Join(" OR ", predicates.OfType<string>());
    }

    private static string Attribute(string value, TypeAttribute attribute) =>
        $"({value}).{SqlText.Identifier(attribute.Name)}";
}
