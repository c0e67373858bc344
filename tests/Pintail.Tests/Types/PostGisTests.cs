using Pintail.Tests.Support;
using Pintail.Types;

namespace Pintail.Tests.Types;

/// <summary>What a GEOMETRY column cannot hold stops the table; what it needs besides its values it says.</summary>
public class PostGisTests(PostgresFixture fixture)
{
    private const string Server = "debian";

    [Theory]
    [InlineData("CIRCULARSTRING(0 0,1 1,2 0)")]
    [InlineData("CURVEPOLYGON(CIRCULARSTRING(0 0,4 0,4 4,0 4,0 0))")]
    [InlineData("GEOMETRYCOLLECTION(POINT(1 2),COMPOUNDCURVE((0 0,1 1)))")]
    [InlineData("TIN(((0 0 0,0 0 1,0 1 0,0 0 0)))")]
    [InlineData("TRIANGLE((0 0,0 1,1 1,0 0))")]
    public async Task Kind_DuckDB_does_not_have_names_column_row_and_remedy(string geometry)
    {
        var database = await CreateAsync("geometry", "POINT(1 2)", geometry);
        var error = await Assert.ThrowsAsync<PintailException>(() => TypeOracle.CopyAsync(database));
        Assert.Equal(ErrorKind.ValueNotRepresentable, error.Kind);
        Assert.Equal(
            "Column \"v\", row 2 of the stream: a curve, a surface or a triangle, which DuckDB's GEOMETRY cannot hold.",
            error.Message
        );
        Assert.Contains("VARCHAR", error.Hint);
    }

    [Theory]
    [InlineData("geometry")]
    [InlineData("geometry(Point)")]
    public async Task Second_SRID_in_a_column_is_refused_with_both_named(string type)
    {
        var database = await CreateAsync(type, "SRID=4326;POINT(1 2)", "SRID=3857;POINT(1 2)");
        var error = await Assert.ThrowsAsync<PintailException>(() => TypeOracle.CopyAsync(database));
        Assert.Equal(ErrorKind.ValueNotRepresentable, error.Kind);
        Assert.Contains("row 2 of the stream: a geometry with SRID 3857 among others with SRID 4326", error.Message);
    }

    [Theory]
    [InlineData("geometry(Point,3857)", null, "SRID 3857")]
    [InlineData("geometry", "SRID=2056;POINT(1 2)", "SRID 2056")]
    [InlineData("geography", "POINT(1 2)", "SRID 4326")]
    [InlineData("geometry", "POINT(1 2)", null)]
    [InlineData("geometry", null, null)]
    [InlineData("geometry[]", "{SRID=2056;POINT(1 2)}", "SRID 2056")]
    public async Task SRID_is_for_the_columns_comment(string type, string? value, string? comment)
    {
        var database = await CreateAsync(type, value);
        using var oracle = await TypeOracle.CopyAsync(database);
        Assert.Equal(comment, oracle.Mappings[1].Comment);
    }

    [Fact]
    public async Task SRID_stands_behind_the_sources_comment()
    {
        var database = await CreateAsync("geometry(Point,3857)");
        await database.ExecuteAsync("COMMENT ON COLUMN t.v IS 'where it is'");
        using var oracle = await TypeOracle.CopyAsync(database);
        Assert.Equal("where it is (SRID 3857)", oracle.Mappings[1].Comment);
    }

    [Fact]
    public async Task Geometry_is_what_PostGIS_says_in_DuckDBs_own_words()
    {
        string[] texts = ["POINT Z (1 2 3)", "LINESTRING (0 0, 1 1)", "MULTIPOINT (1 2, 3 4)", "POLYGON EMPTY"];
        var database = await CreateAsync("geometry", texts);
        using var oracle = await TypeOracle.CopyAsync(database);
        Assert.Equal(texts, oracle.DuckDBTexts("st_astext(v)"));
    }

    [Theory]
    [InlineData("0000000001" + "3FF0000000000000" + "4000000000000000")]
    [InlineData("0020000001000010E6" + "3FF0000000000000" + "4000000000000000")]
    public void Big_endian_point_becomes_little_endian(string hex)
    {
        var field = Convert.FromHexString(hex);
        var iso = new byte[field.Length];
        Assert.Equal(WellKnownBinaryProblem.None, WellKnownBinary.ToIso(field, iso, out var length, out _));
        Assert.Equal("0101000000" + "000000000000F03F" + "0000000000000040", Convert.ToHexString(iso, 0, length));
    }

    /// <summary>Every prefix and every flipped byte: refused or read, but never past the end, and what is read writes back.</summary>
    [Fact]
    public void Mutated_bytes_are_refused_or_go_there_and_back()
    {
        var collection = Convert.FromHexString(
            "0107000020E6100000020000000101000000000000000000F03F0000000000000040"
                + "0103000000010000000100000000000000000000000000000000000000"
        );
        var iso = new byte[collection.Length];
        Assert.Equal(WellKnownBinaryProblem.None, WellKnownBinary.ToIso(collection, iso, out _, out var srid));
        Assert.Equal(4326, srid);
        for (var end = 0; end < collection.Length; end++)
            Assert.Equal(
                WellKnownBinaryProblem.Malformed,
                WellKnownBinary.ToIso(collection.AsSpan(0, end), iso, out _, out _)
            );
        for (var i = 0; i < collection.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var mutated = (byte[])collection.Clone();
                mutated[i] ^= (byte)(1 << bit);
                CheckThereAndBack(mutated);
            }
        }
    }

    [Fact]
    public void Collections_without_end_are_refused()
    {
        var field = new byte[9 * 5000];
        for (var i = 0; i < field.Length; i += 9)
            (field[i], field[i + 1], field[i + 5]) = (1, 7, 1);
        Assert.Equal(WellKnownBinaryProblem.Depth, WellKnownBinary.ToIso(field, new byte[field.Length], out _, out _));
    }

    private static void CheckThereAndBack(byte[] extended)
    {
        var iso = new byte[extended.Length];
        if (WellKnownBinary.ToIso(extended, iso, out var length, out var srid) != WellKnownBinaryProblem.None)
            return;
        var back = new byte[length + 4];
        Assert.Equal(
            WellKnownBinaryProblem.None,
            WellKnownBinary.ToExtended(iso.AsSpan(0, length), srid, back, out var backLength)
        );
        var again = new byte[backLength];
        Assert.Equal(
            WellKnownBinaryProblem.None,
            WellKnownBinary.ToIso(back.AsSpan(0, backLength), again, out var againLength, out var sridAgain)
        );
        Assert.Equal(srid, sridAgain);
        Assert.Equal(iso.AsSpan(0, length), again.AsSpan(0, againLength));
    }

    private async Task<TestDatabase> CreateAsync(string type, params string?[] values)
    {
        var database = await fixture.CreateDatabaseAsync(Server);
        await database.ExecuteAsync(
            $"CREATE EXTENSION postgis; CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, v {type})"
        );
        foreach (var value in values)
            await database.ExecuteAsync($"INSERT INTO t (v) VALUES ({(value is null ? "NULL" : $"'{value}'")})");
        return database;
    }
}
