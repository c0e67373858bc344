using Pintail.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class ConnectionLimitTests(PostgresFixture fixture)
{
    [Fact]
    public async Task Role_with_fewer_connections_than_jobs_reads_with_those_it_gets()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE large AS SELECT i AS a, repeat('x', 300) AS b FROM generate_series(1, 300000) i;
            CREATE TABLE small AS SELECT 1 AS a;
            """
        );
        // One holds the snapshot, one is left to read.
        var role = $"few_{Guid.NewGuid():N}";
        await mirror.Source.ExecuteAsync(
            $"CREATE ROLE {role} LOGIN CONNECTION LIMIT 2; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"
        );
        var source = mirror.Source.Conninfo.Replace("postgres@", $"{role}@", StringComparison.Ordinal);
        mirror.Spec = mirror.Spec with
        {
            Source = Conninfo.Resolve(source, new Dictionary<string, string>()),
            Jobs = 4,
        };

        var result = await mirror.RunAsync();

        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Contains(mirror.Plan!.Tables, table => table.Ranges.Count > 1);
        Assert.Equal("300000", mirror.Scalar("SELECT count(DISTINCT a) FROM public.large"));
        Assert.Equal("1", mirror.Scalar("SELECT count(*) FROM public.small"));
    }
}
