namespace Pintail.Types;

/// <summary>
/// The text by which geometries are compared: ISO's bytes, which each side makes by itself. PostGIS' ISO writer leaves out
/// the parts of a geometry whose parts are all empty (lwgeom_to_wkb_buf in lwout_wkb.c). Its extended writer does not, and
/// writes the same bytes where there is neither Z nor M nor an SRID. What has Z or M and such parts is rare, and compared by
/// its well-known text without the digits of its numbers: kinds, nesting and empty parts.
/// </summary>
internal static class GeometryTexts
{
    private const string Number = "-?[0-9][-+.0-9eE]*";

    /// <summary>A list of nothing but what is empty, and Z or M behind the outermost kind.</summary>
    private const string EmptyParts = @"\((?:[A-Z ]*EMPTY(?:, ?)?)+\)";
    private const string HasZOrM = "^[A-Z]+ (?:Z|M|ZM) ";

    /// <param name="schema">PostGIS', quoted: its functions stand beside its types.</param>
    public static string Postgres(string value, string schema)
    {
        var geometry = $"{value}::{schema}.geometry";
        var text = $"{schema}.st_astext({geometry})";
        return $"""
            CASE WHEN {schema}.st_ndims({geometry}) = 2
                THEN pg_catalog.encode({schema}.st_asewkb({schema}.st_setsrid({geometry}, 0), 'NDR'), 'hex')
                WHEN {text} ~ '{EmptyParts}'
                THEN pg_catalog.regexp_replace(pg_catalog.replace({text}, ' ', ''), '{Number}', '0', 'g')
                ELSE pg_catalog.encode({schema}.st_asbinary({geometry}, 'NDR'), 'hex') END
            """;
    }

    public static string DuckDB(string value)
    {
        var text = $"st_astext({value})";
        return $"CASE WHEN regexp_matches({text}, '{HasZOrM}') AND regexp_matches({text}, '{EmptyParts}') "
            + $"THEN regexp_replace(replace({text}, ' ', ''), '{Number}', '0', 'g') ELSE lower(hex(st_aswkb({value}))) END";
    }
}
