using Pintail.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Postgres;

public class NpgsqlSourceTests(PostgresFixture fixture)
{
    [Fact]
    public async Task Catalog_types_are_readable_without_loading_types_from_the_server()
    {
        var server = await fixture.ServerAsync();
        await using var source = Settings(server.Conninfo()).ToNpgsql();
        await using var command = source.CreateCommand(
            """
            SELECT 1::oid, 'n'::name, 'r'::"char"::text, '{1,2}'::int2[], '{a,b}'::text[], '{1,2}'::oid[], '{x}'::name[], true,
                1::int2, 2::int4, 3::int8, 1.5::float4, 2.5::float8, 'now'::timestamptz, '0/16B3748'::pg_lsn,
                '1 2'::int2vector::int2[], '12.5'::numeric
            """
        );
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        Assert.Equal(1u, reader.GetFieldValue<uint>(0));
        Assert.Equal("n", reader.GetString(1));
        Assert.Equal("r", reader.GetString(2));
        Assert.Equal([1, 2], reader.GetFieldValue<short[]>(3));
        Assert.Equal(["a", "b"], reader.GetFieldValue<string[]>(4));
        Assert.Equal([1u, 2u], reader.GetFieldValue<uint[]>(5));
        Assert.Equal(["x"], reader.GetFieldValue<string[]>(6));
        Assert.True(reader.GetBoolean(7));
        Assert.Equal(3, reader.GetInt64(10));
        Assert.Equal(1.5f, reader.GetFloat(11));
        Assert.Equal(DateTimeKind.Utc, reader.GetDateTime(13).Kind);
        Assert.Equal("0/16B3748", $"{reader.GetFieldValue<NpgsqlTypes.NpgsqlLogSequenceNumber>(14)}");
        Assert.Equal([1, 2], reader.GetFieldValue<short[]>(15));
        Assert.Equal(12.5m, reader.GetDecimal(16));
    }

    [Fact]
    public async Task Session_starts_with_utf8_and_utc_and_is_not_shared()
    {
        var server = await fixture.ServerAsync();
        await using var source = Settings(server.Conninfo()).ToNpgsql();
        var pids = new HashSet<int>();
        for (var i = 0; i < 2; i++)
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var command = connection.CreateCommand();
            command.CommandText =
                "SELECT pg_backend_pid(), current_setting('client_encoding'), current_setting('TimeZone')";
            await using var reader = await command.ExecuteReaderAsync();
            Assert.True(await reader.ReadAsync());
            pids.Add(reader.GetInt32(0));
            Assert.Equal(("UTF8", "UTC"), (reader.GetString(1), reader.GetString(2)));
        }
        Assert.Equal(2, pids.Count);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("5", 5)]
    [InlineData("999999", 1024)]
    public void Connect_timeout_fits_what_npgsql_takes(string timeout, int expected)
    {
        using var source = Settings($"host=h connect_timeout={timeout}").ToNpgsql();
        Assert.Equal(expected, new Npgsql.NpgsqlConnectionStringBuilder(source.ConnectionString).Timeout);
    }

    private static ConnectionSettings Settings(string conninfo) =>
        Conninfo.Resolve(conninfo, new Dictionary<string, string> { ["HOME"] = "/nonexistent" });
}
