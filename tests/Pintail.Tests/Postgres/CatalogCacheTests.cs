using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Pintail.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Postgres;

public class CatalogCacheTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    [Theory]
    [InlineData("DEALLOCATE ALL")]
    // What another client of the pooler prepared there, under the name that Npgsql gives next.
    [InlineData("DEALLOCATE ALL; PREPARE _p2 AS SELECT 1")]
    public async Task Prepared_statement_that_a_pooler_lost_is_asked_again_without(string loss)
    {
        var source = await fixture.CreateDatabaseAsync();
        await source.ExecuteAsync("CREATE TABLE t (i int)");
        var cache = new CatalogCache();
        NpgsqlConnection? exporter = null;
        await using var session = await SnapshotSession.OpenAsync(
            Conninfo.Resolve(source.Conninfo, new Dictionary<string, string>()),
            new SnapshotOptions(),
            TestContext.Current.CancellationToken,
            NullLogger.Instance
        );
        var names = await session.ReadCatalogAsync(
            connection =>
                CatalogReader.ReadNamesAsync(connection, isSystem: false, TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken
        );
        uint[] oids = [Assert.Single(names).Oid];
        var target = new SnapshotTarget(
            catalog => catalog.Relations,
            (connection, token) =>
            {
                exporter = connection;
                return cache.ReadAsync(connection, oids, token);
            }
        );
        var known = await session.ReadCatalogAsync(
            connection => cache.ReadAsync(connection, oids, TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken
        );
        await session.TakeAsync(target, known.Catalog, TestContext.Current.CancellationToken);
        await session.ReleaseAsync(TestContext.Current.CancellationToken);

        await exporter!.ExecuteAsync(loss, TestContext.Current.CancellationToken);
        var snapshot = await session.TakeAsync(target, known.Catalog, TestContext.Current.CancellationToken);

        Assert.Equal("t", Assert.Single(snapshot.Catalog.Relations).Name);
        Assert.Contains(oids[0], snapshot.Locked);
    }
}
