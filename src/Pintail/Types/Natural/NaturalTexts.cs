using Pintail.DuckDB;

namespace Pintail.Types.Natural;

/// <summary>VARCHAR, JSON and ENUM: in the binary format a text is its bytes, an enum's value its label.</summary>
internal static class NaturalTexts
{
    // name, bpchar, varchar, xml, unknown and json send their text too (pg_type.dat); jsonb a 1 before it.
    private static readonly ReadableOids Texts = new(NaturalTypes.TextOid, 19, 1042, 1043, 142, 114, 705);
    private static readonly ReadableOids Jsons = new(NaturalTypes.TextOid, 3802);

    public static NaturalType Of(LogicalType type, byte[]? nullByteReplacement)
    {
        if (type.Id == DuckDBType.Enum)
            return Enum(type);
        var isJson = type.Alias == "JSON";
        return new NaturalType(
            isJson ? "JSON" : "VARCHAR",
            isJson ? "json" : "text",
            isJson ? 114 : NaturalTypes.TextOid,
            isJson ? Jsons : Texts
        )
        {
            CreateDecoder = name => new FileTextDecoder(name, isJson),
            CreateEncoder = name => new FileTextEncoder(name, nullByteReplacement),
        };
    }

    private static NaturalType Enum(LogicalType type)
    {
        var labels = new EnumLabels(type.EnumLabels());
        return type.EnumStorage switch
        {
            DuckDBType.UTinyInt => Enum<byte>(labels),
            DuckDBType.USmallInt => Enum<ushort>(labels),
            _ => Enum<uint>(labels),
        };
    }

    private static NaturalType Enum<TIndex>(EnumLabels labels)
        where TIndex : unmanaged, System.Numerics.IBinaryInteger<TIndex> =>
        new("ENUM", "text", NaturalTypes.TextOid, Texts)
        {
            CreateDecoder = name => new EnumDecoder<TIndex>(name, "ENUM", labels),
            CreateEncoder = name => new EnumEncoder<TIndex>(name, "text", labels),
        };
}
