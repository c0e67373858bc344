using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>The row of the type table for the extension hstore.</summary>
internal static class HstoreType
{
    public static IReadOnlyList<TypeRow> Rows { get; } =
    [
        new(
            ["hstore"],
            "MAP(VARCHAR, VARCHAR)",
            "hstore_send, contrib/hstore/hstore_io.c",
            request => Map(request.Options)
        )
        {
            Extension = "hstore",
        },
    ];

    private static TypeMapping Map(TypeOptions options)
    {
        var text = TextMappings.Varchar<PlainCodec>(options);
        return text with
        {
            DuckDBTypeSql = "MAP(VARCHAR, VARCHAR)",
            CreateLogicalType = () =>
            {
                using var part = text.CreateLogicalType();
                return LogicalType.Map(part, part);
            },
            CreateDecoder = name => new MapDecoder(name, text.CreateDecoder(name), text.CreateDecoder(name)),
            CreateEncoder = name => new MapEncoder(name, text.CreateEncoder(name), text.CreateEncoder(name)),
            DuckDBText = value => QuotedTexts.OfPairs(value, "e1"),
            Nesting = 1,
        };
    }
}
