using Pintail.DuckDB;
using Pintail.Postgres;

namespace Pintail.Types;

/// <summary>The row of the type table for PostGIS; its boxes and rasters arrive as the text Postgres prints.</summary>
internal static class PostGisTypes
{
    public static IReadOnlyList<TypeRow> Rows { get; } =
    [
        new(
            ["geometry", "geography"],
            "GEOMETRY",
            "LWGEOM_send, geography_send; liblwgeom/lwout_wkb.c of PostGIS",
            Geometry
        )
        {
            Extension = "postgis",
            Note =
                "Z and M are kept; the SRID is one for the column; curves, surfaces, triangles and mixed SRIDs are refused",
        },
    ];

    private static TypeMapping Geometry(TypeRequest request)
    {
        var srid = new GeometrySrid(DeclaredSrid(request.Modifier));
        var schema = SqlText.Identifier(request.Type.Schema);
        return new TypeMapping
        {
            DuckDBTypeSql = "GEOMETRY",
            CreateLogicalType = () => LogicalType.Of(DuckDBType.Geometry),
            CreateDecoder = name => new PostGisDecoder(name, srid),
            CreateEncoder = name => new PostGisEncoder(name, srid),
            CreateCanonical = () => new PostGisForm(),
            Reason = "the SRID stands in the column's comment",
            Comment = () => srid.Value is { } known and not 0 ? $"SRID {known}" : null,
            PostgresText = value => GeometryTexts.Postgres(value, schema),
            DuckDBText = GeometryTexts.DuckDB,
        };
    }

    /// <summary>
    /// TYPMOD_GET_SRID in liblwgeom.h: bits 8 to 27, less bit 28. Null for 0, which leaves a geometry's SRID open.
    /// </summary>
    private static int? DeclaredSrid(int modifier)
    {
        if (modifier < 0)
            return null;
        var srid = ((modifier & 0x0fff_ff00) - (modifier & 0x1000_0000)) >> 8;
        return srid == 0 ? null : srid;
    }
}
