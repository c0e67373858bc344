using Pintail.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class TargetObjectTests(PostgresFixture fixture)
{
    private const string Sql =
        "CREATE TABLE t AS SELECT i AS a FROM generate_series(1, 100) i; CREATE TABLE u AS SELECT 1 AS a;";

    [Theory]
    [InlineData("CREATE TABLE public.\"T\" AS SELECT 'mine' AS a", "table")]
    [InlineData("CREATE VIEW public.t AS SELECT 'mine' AS a", "view")]
    public async Task Object_that_we_did_not_make_is_not_touched(string make, string what)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Execute($"CREATE SCHEMA public; {make}");

        var error = await mirror.FailTableAsync("public.t");

        Assert.Equal(ErrorKind.TargetConflict, error.Kind);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains("--rename 'public.t=", error.Hint, StringComparison.Ordinal);
        Assert.Equal("mine", mirror.Scalar("SELECT a FROM public.t"));
        Assert.Equal("1", mirror.Scalar("SELECT a FROM public.u"));
        mirror.Rename("public.t", "t2");
        await mirror.SucceedAsync();
        Assert.Equal("mine|100", mirror.Scalar("SELECT a, (SELECT count(*) FROM public.t2) FROM public.t"));
    }

    [Fact]
    public async Task Table_that_the_Flight_made_is_replaced_and_its_tracker_appended_to()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        // As the Flight makes it: its own column order, a column more than we know, and rows of other databases.
        mirror.Execute(
            """
            CREATE SCHEMA public; CREATE TABLE public.t AS SELECT 'old' AS a; CREATE TABLE public.u AS SELECT 'other' AS a;
            CREATE TABLE main.flight_tracker (
                update_ts TIMESTAMP, run_id VARCHAR, flight_secret_name VARCHAR, source_schema VARCHAR, source_table VARCHAR,
                destination_database VARCHAR, destination_schema VARCHAR, destination_table VARCHAR, rows_loaded BIGINT,
                attempts INTEGER, started_at TIMESTAMP, finished_at TIMESTAMP, extra VARCHAR);
            INSERT INTO main.flight_tracker (run_id, destination_database, destination_schema, destination_table)
                VALUES ('f1', 'copy', 'public', 't'), ('f2', 'elsewhere', 'public', 'u');
            """
        );

        var error = await mirror.FailTableAsync("public.u");

        Assert.Equal(ErrorKind.TargetConflict, error.Kind);
        Assert.Equal("100", mirror.Scalar("SELECT count(*) FROM public.t"));
        Assert.Equal("other", mirror.Scalar("SELECT a FROM public.u"));
        Assert.Equal(
            "3|1|13",
            mirror.Scalar(
                """
                SELECT count(*), count(*) FILTER (source_table = 't' AND rows_loaded = 100 AND destination_database = 'copy' AND extra IS NULL),
                       (SELECT count(*) FROM duckdb_columns() WHERE table_name = 'flight_tracker') FROM main.flight_tracker
                """
            )
        );
    }

    [Theory]
    [InlineData("CREATE VIEW main.flight_tracker AS SELECT 1 AS a", "is a view")]
    [InlineData("CREATE TABLE main.flight_tracker (run_id VARCHAR)", "has no column")]
    [InlineData("CREATE TABLE main.last_sync_time (t TIMESTAMP)", "has no column last_sync_time")]
    public async Task Log_table_that_cannot_take_our_rows_is_told_before_anything_is_read(string make, string what)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Execute(make);
        var started = 0;
        mirror.OnTableStarted = _ => started++;

        var error = await mirror.FailAsync();

        Assert.Equal(ErrorKind.TargetConflict, error.Kind);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, started);
    }

    [Fact]
    public async Task Views_and_indexes_over_mirrored_tables_do_not_keep_them_from_being_replaced()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        mirror.Execute("CREATE VIEW public.v AS SELECT sum(a) AS s FROM public.t; CREATE INDEX i ON public.t (a)");
        await mirror.Source.ExecuteAsync("INSERT INTO t VALUES (1000)");

        await mirror.SucceedAsync();

        Assert.Equal("6050", mirror.Scalar("SELECT s FROM public.v"));
    }

    [Fact]
    public async Task Second_run_replaces_rows_and_columns()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync(
            "DELETE FROM t WHERE a > 10; ALTER TABLE t ADD b text DEFAULT 'new'; DROP TABLE u"
        );

        await mirror.SucceedAsync();

        Assert.Equal("10|new", mirror.Scalar("SELECT count(*), min(b) FROM public.t"));
        Assert.Equal("1", mirror.Scalar("SELECT count(*) FROM public.u"));
        var finding = Assert.Single(mirror.Plan!.Findings);
        Assert.Equal(
            (FindingSeverity.Warning, FindingKind.SourceGone, "public.u"),
            (finding.Severity, finding.Kind, finding.Relation)
        );
        Assert.Equal(
            "2|1",
            mirror.Scalar("SELECT count(*), (SELECT count(*) FROM main.last_sync_time) FROM pintail.run")
        );
        Assert.Equal("3", mirror.Scalar("SELECT count(*) FROM main.flight_tracker"));
    }

    [Fact]
    public async Task Prune_drops_what_is_gone_and_never_what_a_filter_or_a_grant_hides()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            Sql + "CREATE TABLE filtered AS SELECT 1 AS a; CREATE TABLE revoked AS SELECT 1 AS a;"
        );
        await mirror.SucceedAsync();
        mirror.Execute("CREATE TABLE public.own AS SELECT 1 AS a");
        var role = await mirror.Source.CreateRoleAsync();
        await mirror.Source.ExecuteAsync($"DROP TABLE u; GRANT SELECT ON t, filtered TO {role}");
        mirror.ConnectAs(role);
        mirror.Spec = mirror.Spec with
        {
            Prune = true,
            Filter = new TableFilter { ExcludedTables = ["public.filtered"] },
        };

        await mirror.FailTableAsync("public.revoked");

        Assert.Equal(["public.filtered", "public.own", "public.revoked", "public.t"], mirror.Tables());
        Assert.Equal("0", mirror.Scalar("SELECT count(*) FROM pintail.table_state WHERE source_table = 'u'"));
    }

    [Fact]
    public async Task Prune_leaves_a_name_that_another_table_takes()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE \"Old\" AS SELECT 1 AS a; CREATE TABLE gone AS SELECT 2 AS a; CREATE TABLE moved AS SELECT 3 AS a;"
        );
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("DROP TABLE \"Old\", gone; CREATE TABLE old AS SELECT 4 AS a");
        mirror.Rename("public.moved", "gone");
        mirror.Spec = mirror.Spec with { Prune = true };

        await mirror.SucceedAsync();

        Assert.Equal("4|3", mirror.Scalar("SELECT o.a, g.a FROM public.old o, public.gone g"));
    }

    [Fact]
    public async Task Prune_leaves_a_view_that_has_taken_the_place_of_a_copy()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        mirror.Execute("DROP TABLE public.u; CREATE VIEW public.u AS SELECT 'mine' AS a");
        await mirror.Source.ExecuteAsync("DROP TABLE u");
        mirror.Spec = mirror.Spec with { Prune = true };

        await mirror.SucceedAsync();

        Assert.Equal("mine", mirror.Scalar("SELECT a FROM public.u"));
    }
}
