using System.Buffers.Binary;
using Pintail.Tests.Support;

namespace Pintail.Tests.Types;

/// <summary>
/// pgvector's types. No server of the tests has the extension (Debian 12 does not carry it), so types of the same
/// names stand in for its own: their bytes are given, stored and sent as they are, with the modifier as pgvector has it.
/// </summary>
public class PgvectorTests(PostgresFixture fixture)
{
    private const string StandIn = """
        CREATE TYPE {0};
        CREATE FUNCTION {0}_in(cstring) RETURNS {0} IMMUTABLE STRICT LANGUAGE internal AS 'byteain';
        CREATE FUNCTION {0}_out({0}) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'byteaout';
        CREATE FUNCTION {0}_recv(internal) RETURNS {0} IMMUTABLE STRICT LANGUAGE internal AS 'bytearecv';
        CREATE FUNCTION {0}_send({0}) RETURNS bytea IMMUTABLE STRICT LANGUAGE internal AS 'byteasend';
        CREATE FUNCTION {0}_typmod_in(cstring[]) RETURNS int4 IMMUTABLE STRICT LANGUAGE internal AS 'bittypmodin';
        CREATE TYPE {0} (
            INPUT = {0}_in, OUTPUT = {0}_out, RECEIVE = {0}_recv, SEND = {0}_send, TYPMOD_IN = {0}_typmod_in, STORAGE = external
        );
        INSERT INTO pg_depend SELECT 'pg_type'::regclass, '{0}'::regtype, 0, 'pg_extension'::regclass, oid, 0, 'e'
            FROM pg_extension WHERE extname = 'vector';
        """;

    [Theory]
    [InlineData("vector(3)", "FLOAT[3]")]
    [InlineData("vector", "FLOAT[]")]
    [InlineData("halfvec(3)", "FLOAT[3]")]
    [InlineData("halfvec", "FLOAT[]")]
    public async Task Dense_vector_keeps_every_element(string type, string duckdbType)
    {
        var database = await CreateAsync(type, [1, -2.5f, 0], null, [65504, 0.000061035156f, -0f], [3, 4, 5]);
        using var oracle = await TypeOracle.CopyAsync(database);
        Assert.Equal(duckdbType, oracle.DuckDBTexts("typeof(v)")[0]);
        Assert.Equal(
            ["[1.0, -2.5, 0.0]", null, "[65504.0, 6.1035156e-05, -0.0]", "[3.0, 4.0, 5.0]"],
            oracle.DuckDBTexts("v::VARCHAR")
        );
        await oracle.CheckBytesAsync();
        // As vector_out prints them.
        Assert.Equal(
            ["[1,-2.5,0]", null, "[65504,6.1035156e-05,-0]", "[3,4,5]"],
            oracle.DuckDBTexts(oracle.Mappings[1].DuckDBTextSql("v")!)
        );
    }

    [Fact]
    public async Task Vectors_without_declared_dimensions_have_each_their_own()
    {
        var database = await CreateAsync("vector", [1], [1, 2, 3, 4], null, [7, 8]);
        using var oracle = await TypeOracle.CopyAsync(database);
        Assert.Equal(["[1.0]", "[1.0, 2.0, 3.0, 4.0]", null, "[7.0, 8.0]"], oracle.DuckDBTexts("v::VARCHAR"));
        await oracle.CheckBytesAsync();
    }

    [Fact]
    public async Task Array_of_vectors_nests_them()
    {
        var database = await CreateAsync("vector(2)[]");
        await database.ExecuteAsync(
            $"INSERT INTO t (v) VALUES (ARRAY['{Bytes("vector", [1, 2])}', NULL]::vector[]), ('{{}}'), (NULL)"
        );
        using var oracle = await TypeOracle.CopyAsync(database);
        Assert.Equal("FLOAT[2][]", oracle.DuckDBTexts("typeof(v)")[0]);
        Assert.Equal(["[[1.0, 2.0], NULL]", "[]", null], oracle.DuckDBTexts("v::VARCHAR"));
        await oracle.CheckBytesAsync();
    }

    [Theory]
    [InlineData("vector", @"\x0003")]
    [InlineData("vector", @"\x000200003f800000")]
    [InlineData("vector(2)", @"\x000200003f80000040000000ff")]
    [InlineData("halfvec(1)", @"\x000100003f800000")]
    public async Task Field_that_is_no_vector_is_an_error(string type, string bytes)
    {
        var database = await CreateAsync(type);
        await database.ExecuteAsync($"INSERT INTO t (v) VALUES ('{bytes}')");
        var error = await Assert.ThrowsAsync<PintailException>(() => TypeOracle.CopyAsync(database));
        Assert.Equal(ErrorKind.SourceProtocol, error.Kind);
        Assert.StartsWith("Column \"v\", row 1 of the stream: a field that is no ", error.Message);
    }

    [Fact]
    public async Task Vector_of_other_dimensions_than_declared_is_an_error()
    {
        var database = await CreateAsync("vector(3)", [1, 2]);
        var error = await Assert.ThrowsAsync<PintailException>(() => TypeOracle.CopyAsync(database));
        Assert.Equal(ErrorKind.ValueNotRepresentable, error.Kind);
        Assert.Contains("other than the 3 dimensions", error.Message);
    }

    private async Task<TestDatabase> CreateAsync(string type, params float[]?[] values)
    {
        var database = await fixture.CreateDatabaseAsync();
        await database.ExecuteAsync(
            """
            INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
            SELECT 99999, 'vector', extowner, extnamespace, extrelocatable, extversion FROM pg_extension WHERE extname = 'plpgsql'
            """
        );
        var name = type.Split('(', '[')[0];
        await database.ExecuteAsync(StandIn.Replace("{0}", name, StringComparison.Ordinal));
        await database.ExecuteAsync($"CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, v {type})");
        foreach (var value in values)
            await database.ExecuteAsync(
                $"INSERT INTO t (v) VALUES ({(value is null ? "NULL" : $"'{Bytes(name, value)}'")})"
            );
        return database;
    }

    /// <summary>vector_send and halfvec_send, as a bytea's text.</summary>
    private static string Bytes(string type, float[] values)
    {
        var size = type == "vector" ? 4 : 2;
        var bytes = new byte[4 + values.Length * size];
        BinaryPrimitives.WriteInt16BigEndian(bytes, (short)values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            var place = bytes.AsSpan(4 + i * size);
            if (type == "vector")
                BinaryPrimitives.WriteSingleBigEndian(place, values[i]);
            else
                BinaryPrimitives.WriteHalfBigEndian(place, (Half)values[i]);
        }
        return $@"\x{Convert.ToHexStringLower(bytes)}";
    }
}
