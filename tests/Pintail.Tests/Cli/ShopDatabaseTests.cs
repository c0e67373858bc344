using Npgsql;
using Pintail.Cli.Demo;

namespace Pintail.Tests.Cli;

public class ShopDatabaseTests
{
    private const string Fingerprint = """
        select (select sum(hashtextextended(l::text, 0)) from shop.order_line as l)
            || ' ' || (select sum(hashtextextended(o::text, 0)) from shop.orders as o)
            || ' ' || (select sum(hashtextextended(c::text, 0)) from shop.customer as c)
        """;

    [Fact]
    public async Task Shop_created_twice_holds_the_same_million_rows()
    {
        var options = new ThrowawayPostgresOptions { Settings = ShopDatabase.ServerSettings };
        var fingerprints = new List<object?>();
        for (var i = 0; i < 2; i++)
        {
            await using var server = await ThrowawayPostgres.StartAsync(options);
            await ShopDatabase.CreateAsync(server, default);
            await using var connection = await ShopDatabase.OpenAsync(server, ShopDatabase.Name, default);
            fingerprints.Add(await ScalarAsync(connection, Fingerprint));
            var rows = await ScalarAsync(
                connection,
                "select sum(reltuples)::bigint from pg_class join pg_namespace n on n.oid = relnamespace"
                    + " where relkind = 'r' and nspname in ('shop', 'Odd Names 🦆')"
            );
            Assert.InRange((long)rows!, 1_000_000, 1_200_000);
        }
        Assert.Equal(fingerprints[0], fingerprints[1]);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
