namespace Pintail.Tests.Types;

/// <summary>Types that extensions bring. PostGIS is Debian's; without it the cases fail.</summary>
internal static class ExtensionTypeCases
{
    private const string PostGis = "CREATE EXTENSION IF NOT EXISTS postgis";

    public static IEnumerable<TypeCase> All => [.. Maps, .. Geometries];

    private static IEnumerable<TypeCase> Maps =>
        [
            new(
                "hstore",
                "MAP(VARCHAR, VARCHAR)",
                "",
                "a=>1, b=>NULL, c=>\"\"",
                "\"\"=>\"\"",
                """bb=>1, a=>2, "NULL"=>"NULL", "q\"u"=>"back\\slash", "a b"=>", => \"", "é🦆"=>"🦆" """,
                $"a=>{new string('x', 3000)}",
                null
            )
            {
                Setup = "CREATE EXTENSION IF NOT EXISTS hstore",
            },
            new("hstore[]", "MAP(VARCHAR, VARCHAR)[]", """{"\"a\"=>\"1\"",NULL,""}""", "{}", null)
            {
                Setup = "CREATE EXTENSION IF NOT EXISTS hstore",
            },
            new(
                "tagged",
                "STRUCT(id INTEGER, tags MAP(VARCHAR, VARCHAR), more MAP(VARCHAR, VARCHAR)[])",
                """"""(1,"""a""=>""x y""","{""\\""k\\""=>\\""v\\"""",NULL}")"""""",
                "(,,)",
                "(1,\"\",{})",
                null
            )
            {
                Setup =
                    "CREATE EXTENSION IF NOT EXISTS hstore; CREATE TYPE tagged AS (id int, tags hstore, more hstore[])",
            },
        ];

    private static IEnumerable<TypeCase> Geometries =>
        [
            .. new[]
            {
                new TypeCase(
                    "geometry",
                    "GEOMETRY",
                    "POINT(1 -2.5)",
                    "POINT EMPTY",
                    "POINT Z (1 2 3)",
                    "POINT M (1 2 4)",
                    "POINT ZM (1 2 3 4)",
                    "POINT Z EMPTY",
                    "POINT(1e308 -5e-324)",
                    "LINESTRING(0 0,1 1,2 0)",
                    "LINESTRING EMPTY",
                    "POLYGON((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))",
                    "POLYGON Z ((0 0 1,4 0 1,4 4 1,0 0 1))",
                    "POLYGON EMPTY",
                    "MULTIPOINT(1 2,3 4)",
                    "MULTIPOINT EMPTY",
                    "MULTILINESTRING((0 0,1 1),(2 2,3 3))",
                    "MULTIPOLYGON M (((0 0 7,4 0 7,4 4 7,0 0 7)))",
                    "GEOMETRYCOLLECTION(POINT(1 2),LINESTRING EMPTY,GEOMETRYCOLLECTION(MULTIPOINT(1 2)))",
                    "GEOMETRYCOLLECTION EMPTY",
                    "GEOMETRYCOLLECTION(POINT EMPTY,POINT EMPTY)",
                    "GEOMETRYCOLLECTION(POINT(1 2),GEOMETRYCOLLECTION(LINESTRING EMPTY))",
                    "MULTIPOLYGON(EMPTY,EMPTY)",
                    "MULTIPOLYGON Z (EMPTY,EMPTY)",
                    "MULTILINESTRING M (EMPTY)",
                    "MULTIPOINT ZM (EMPTY,1.25 2 -3e-7 4)",
                    "MULTIPOINT Z EMPTY",
                    "GEOMETRYCOLLECTION Z (POINT Z EMPTY,LINESTRING Z EMPTY)",
                    "GEOMETRYCOLLECTION Z (POINT Z (-1.25 2e300 3),MULTILINESTRING Z (EMPTY,EMPTY))",
                    "GEOMETRYCOLLECTION ZM (GEOMETRYCOLLECTION ZM (POINT ZM EMPTY))",
                    null
                ),
                new("geometry(Point,4326)", "GEOMETRY", "SRID=4326;POINT(8.5 47.4)", "SRID=4326;POINT EMPTY", null),
                new("geometry(PointZ,31370)", "GEOMETRY", "SRID=31370;POINT Z (1 2 3)", null),
                new("geometry(Geometry,999999)", "GEOMETRY", "SRID=999999;LINESTRING(1 2,3 4)", null),
                new("geometry(Polygon)", "GEOMETRY", "SRID=3857;POLYGON((0 0,4 0,4 4,0 0))", null),
                new("geography", "GEOMETRY", "POINT(8.5 47.4)", "LINESTRING(0 0,1 1)", null),
                new("geography(PointZ,4267)", "GEOMETRY", "SRID=4267;POINT Z (8.5 47.4 100)", null),
                new("geometry(Point,4326)[]", "GEOMETRY[]", "{SRID=4326;POINT(1 2):NULL:SRID=4326;POINT EMPTY}", "{}"),
                new(
                    "place",
                    "STRUCT(\"name\" VARCHAR, at_ GEOMETRY)",
                    "(\"a b\",\"SRID=4326;POINT(1 2)\")",
                    "(,)",
                    null
                )
                {
                    Setup = $"{PostGis}; CREATE TYPE place AS (name text, at_ geometry(Point,4326))",
                },
                new("box2d", "VARCHAR", "BOX(0 0,1 1)", null),
            }.Select(typeCase =>
                typeCase with
                {
                    Server = "debian",
                    Setup = typeCase.Setup.Length > 0 ? typeCase.Setup : PostGis,
                }
            ),
        ];
}
