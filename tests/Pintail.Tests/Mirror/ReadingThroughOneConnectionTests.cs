using Pintail.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class ReadingThroughOneConnectionTests(PostgresFixture fixture)
{
    [Fact]
    public async Task Table_that_fails_does_not_stop_the_others_when_the_snapshot_is_not_shared()
    {
        var source = await fixture.CreateDatabaseAsync();
        var role = await source.CreateRoleAsync();
        await source.ExecuteAsync(
            $"""
            CREATE TABLE a AS SELECT generate_series(1, 3000) AS x;
            CREATE TABLE bad AS SELECT 'NaN'::numeric(5,2) AS x FROM generate_series(1, 1000000);
            CREATE TABLE c AS SELECT generate_series(1, 10) AS x;
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role};
            REVOKE EXECUTE ON FUNCTION pg_export_snapshot() FROM PUBLIC;
            """
        );
        using var mirror = new MirrorHarness(source);
        mirror.ConnectAs(role);

        var error = await mirror.FailTableAsync("public.bad");

        Assert.Equal(ErrorKind.ValueNotRepresentable, error.Kind);
        Assert.Contains(mirror.Plan!.Findings, finding => finding.Kind == FindingKind.SnapshotNotShared);
        Assert.Empty(mirror.Waits);
        Assert.Equal(
            "3000|10",
            mirror.Scalar("SELECT (SELECT count(*) FROM public.a), (SELECT count(*) FROM public.c)")
        );
    }

    [Fact]
    public async Task Child_in_a_system_schema_is_read_through_its_parent()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE mother AS SELECT 1 AS x;
            CREATE TABLE information_schema.hidden () INHERITS (public.mother);
            INSERT INTO information_schema.hidden VALUES (2);
            """
        );

        await mirror.SucceedAsync();

        Assert.Equal(["1", "2"], mirror.Rows("SELECT x FROM public.mother ORDER BY x"));
    }
}
