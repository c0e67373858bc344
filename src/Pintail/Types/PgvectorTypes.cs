using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>
/// The rows of the type table for pgvector's dense types. sparsevec has no row: it arrives as the text Postgres prints.
/// </summary>
internal static class PgvectorTypes
{
    public static IReadOnlyList<TypeRow> Rows { get; } =
    [
        Row<SingleFormat>("vector_send, src/vector.c of pgvector"),
        Row<HalfFormat>("halfvec_send, src/halfvec.c of pgvector"),
    ];

    private static TypeRow Row<TFormat>(string source)
        where TFormat : struct, IFloatFormat =>
        new([TFormat.TypeName], "FLOAT[n], FLOAT[]", source, request => Floats<TFormat>(request.Modifier))
        {
            Title = $"{TFormat.TypeName}(n), {TFormat.TypeName}",
            Extension = "vector",
            Test = "PgvectorTests",
            Note = "FLOAT[n] where the column declares n",
        };

    /// <param name="dimensions">vector_typmod_in, halfvec_typmod_in: the modifier is their number, −1 without one.</param>
    private static TypeMapping Floats<TFormat>(int dimensions)
        where TFormat : struct, IFloatFormat =>
        new()
        {
            DuckDBTypeSql = dimensions < 0 ? "FLOAT[]" : $"FLOAT[{dimensions}]",
            CreateLogicalType = () =>
            {
                using var element = LogicalType.Of(DuckDBType.Float);
                return dimensions < 0 ? LogicalType.List(element) : LogicalType.Array(element, dimensions);
            },
            CreateDecoder = name => new FloatsDecoder<TFormat>(name, dimensions),
            CreateEncoder = name => new FloatsEncoder<TFormat>(name, dimensions),
            DuckDBText = value => $"'[' || array_to_string({Texts(value)}, ',') || ']'",
            Nesting = 1,
        };

    /// <summary>vector_out prints each as float4out does.</summary>
    private static string Texts(string value) =>
        $"list_transform(CAST({value} AS FLOAT[]), lambda e1: {Traits<Float4Codec>().DuckDBText("e1")})";

    private static FixedTraits Traits<TCodec>()
        where TCodec : struct, IFixedCodec<uint> => TCodec.Traits;
}
