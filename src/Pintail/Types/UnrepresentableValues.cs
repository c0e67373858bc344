using System.Globalization;

namespace Pintail.Types;

/// <summary>What the user chose for values that a column's DuckDB type cannot hold.</summary>
internal static class UnrepresentableValues
{
    public static TypeMapping Apply(TypeMapping mapping, TypeOptions options)
    {
        if (mapping.Unrepresentable is not { } predicate)
            return mapping;
        return options.Unrepresentable switch
        {
            // Who names a type means it.
            UnrepresentablePolicy.Text when options.ForcedType is null => TextMappings.Output(
                options,
                $"text as asked for, because {mapping.DuckDBTypeSql} cannot hold every value"
            ),
            UnrepresentablePolicy.Null => mapping with
            {
                ReadSql = value => OrNull(predicate, value, mapping.ReadSql?.Invoke(value) ?? value),
                PostgresText = value => OrNull(predicate, value, mapping.PostgresText(value)),
                Fidelity = Fidelity.Lossy,
                MakesNulls = true,
                Reason = Join(
                    mapping.Reason,
                    $"NULL, as asked for, where {mapping.DuckDBTypeSql} cannot hold the value"
                ),
            },
            _ when options.Probe?.Unrepresentable > 0 => mapping with
            {
                Fidelity = Fidelity.Refused,
                Reason = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{options.Probe.Unrepresentable} rows hold a value that {mapping.DuckDBTypeSql} cannot"
                ),
            },
            _ => mapping,
        };
    }

    private static string OrNull(Func<string, string> predicate, string value, string otherwise) =>
        $"CASE WHEN {predicate(value)} THEN NULL ELSE {otherwise} END";

    private static string Join(string? first, string second) => first is null ? second : $"{first}; {second}";
}
