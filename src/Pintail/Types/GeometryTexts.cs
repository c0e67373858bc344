namespace Pintail.Types;

/// <summary>
/// The text by which geometries are compared: ISO's bytes, which each side makes by itself. PostGIS' ISO writer leaves out
/// the parts of a geometry whose parts are all empty (lwgeom_to_wkb_buf in lwout_wkb.c). Its extended writer does not, and
/// writes the same bytes where there is neither Z nor M nor an SRID. What has Z or M and such parts is rare, and compared by
/// its well-known text without its numbers: kinds and empty parts. Its coordinates are the fingerprint's business.
/// </summary>
internal static class GeometryTexts
{
    /// <summary>A point's numbers without blanks; versions of PostGIS differ in parentheses around those of a MULTIPOINT.</summary>
    private const string Numbers = "[(]*-?[0-9][-+.0-9eE]*[)]*";

    /// <summary>A list of nothing but what is empty.</summary>
    private const string EmptyParts = @"\((?:[A-Z ]*EMPTY(?:, ?)?)+\)";

    /// <param name="schema">PostGIS', quoted: its functions stand beside its types.</param>
    public static string Postgres(string value, string schema)
    {
        var geometry = $"{value}::{schema}.geometry";
        var text = $"{schema}.st_astext({geometry})";
        return $"""
            CASE WHEN {schema}.st_ndims({geometry}) = 2
                THEN pg_catalog.encode({schema}.st_asewkb({schema}.st_setsrid({geometry}, 0), 'NDR'), 'hex')
                WHEN {text} ~ '{EmptyParts}'
                THEN pg_catalog.regexp_replace(pg_catalog.replace({text}, ' ', ''), '{Numbers}', '0', 'g')
                ELSE pg_catalog.encode({schema}.st_asbinary({geometry}, 'NDR'), 'hex') END
            """;
    }

    public static string DuckDB(string value)
    {
        var (bytes, text) = ($"hex(st_aswkb({value}))", $"st_astext({value})");
        // ISO's kinds with Z or M begin at 1001, so the second byte of the number behind the byte order is not 0.
        return $"CASE WHEN substr({bytes}, 5, 2) <> '00' AND regexp_matches({text}, '{EmptyParts}') "
            + $"THEN regexp_replace(replace({text}, ' ', ''), '{Numbers}', '0', 'g') ELSE lower({bytes}) END";
    }
}
