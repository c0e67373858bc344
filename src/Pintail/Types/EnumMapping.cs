using Pintail.DuckDB;
using Pintail.Postgres;

namespace Pintail.Types;

/// <summary>Enums into DuckDB's ENUM with the labels in Postgres' order; those DuckDB does not hold well into VARCHAR.</summary>
internal static class EnumMapping
{
    /// <summary>What 16 bits can index: past that DuckDB's dictionary costs more than the texts.</summary>
    private const int MaxLabels = 65_535;

    public static TypeMapping Resolve(PostgresType type, TypeOptions options)
    {
        var labels = type.EnumLabels;
        if (Obstacle(labels) is { } obstacle)
        {
            // COPY sends the label itself, so no cast is needed to get the text.
            var reason = $"enum {type.DisplayName} {obstacle}: mirrored as text";
            return TextMappings.Varchar<PlainCodec>(options) with { Fidelity = Fidelity.Text, Reason = reason };
        }
        var lookup = new EnumLabels(labels);
        // EnumTypeInfo::DictType (DuckDB's extra_type_info.cpp).
        return labels.Count <= byte.MaxValue ? Indexed<byte>(type, lookup) : Indexed<ushort>(type, lookup);
    }

    private static TypeMapping Indexed<TIndex>(PostgresType type, EnumLabels lookup)
        where TIndex : unmanaged, System.Numerics.IBinaryInteger<TIndex> =>
        new()
        {
            DuckDBTypeSql = $"ENUM({string.Join(", ", type.EnumLabels.Select(DuckDBText.Literal))})",
            CreateLogicalType = () => LogicalType.Enum(type.EnumLabels),
            CreateDecoder = name => new EnumDecoder<TIndex>(name, type.DisplayName, lookup),
            CreateEncoder = name => new EnumEncoder<TIndex>(name, type.DisplayName, lookup),
        };

    private static string? Obstacle(IReadOnlyList<string> labels) =>
        labels.Count switch
        {
            0 => "has no labels",
            > MaxLabels => $"has more than {MaxLabels} labels",
            // A label that is not UTF-8 (SQL_ASCII databases) reaches us with replacement characters.
            _ => labels.Any(label => label.Contains('\uFFFD')) ? "has labels that are not UTF-8" : null,
        };
}
