namespace Pintail.Types;

/// <summary>The rows of the type table for types that extensions bring, in whatever schema they were put.</summary>
internal static class ExtensionTypes
{
    public static IReadOnlyList<TypeRow> Rows { get; } =
    [
        new(["citext"], "VARCHAR", "textsend, varlena.c", request => TextMappings.Varchar<PlainCodec>(request.Options))
        {
            Extension = "citext",
            Note = "DuckDB compares it with regard to case",
        },
        new(
            ["ltree", "lquery", "ltxtquery"],
            "VARCHAR",
            "ltree_send, lquery_send, ltree_io.c; ltxtq_send, ltxtquery_io.c",
            request =>
                TextMappings.AsText<VersionedCodec>(
                    request.Options,
                    $"type {request.Type.DisplayName}: mirrored as the text Postgres prints"
                )
        )
        {
            Extension = "ltree",
            Note = "needs ltree 1.2, which PostgreSQL 13 brings",
        },
    ];
}
