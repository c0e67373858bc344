using Pintail.DuckDB;
using Pintail.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class PublishTests(PostgresFixture fixture)
{
    private const string Sql =
        "CREATE TABLE a AS SELECT 1 AS v; CREATE TABLE b (v int PRIMARY KEY); INSERT INTO b VALUES (1); CREATE TABLE c AS SELECT 1 AS v;";
    private const string Values = "SELECT a.v, b.v, c.v FROM public.a, public.b, public.c";
    private const string Staging = "SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '%staging%'";

    [Fact]
    public async Task Publish_that_fails_in_the_middle_leaves_all_as_it_was()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        // A reference of the user's own to one of the copies: DuckDB will not drop it.
        mirror.Execute(
            "ALTER TABLE public.b ADD PRIMARY KEY (v); CREATE TABLE public.mine (v int REFERENCES public.b (v))"
        );
        await mirror.Source.ExecuteAsync("UPDATE a SET v = 2; UPDATE b SET v = 2; UPDATE c SET v = 2");

        var error = await mirror.FailAsync();

        Assert.Equal(ErrorKind.TargetFailed, error.Kind);
        Assert.Equal("1|1|1", mirror.Scalar(Values));
        Assert.Equal("0", mirror.Scalar(Staging));
        Assert.Equal(["succeeded", "failed"], mirror.Rows("SELECT status FROM pintail.run ORDER BY started_at"));
        Assert.Equal("3", mirror.Scalar("SELECT count(*) FROM main.flight_tracker"));
        mirror.Execute("DROP TABLE public.mine");
        await mirror.SucceedAsync();
        Assert.Equal("2|2|2", mirror.Scalar(Values));
    }

    [Fact]
    public async Task Run_that_ends_before_it_publishes_leaves_all_as_it_was()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync(
            "UPDATE a SET v = 2; UPDATE b SET v = 2; UPDATE c SET v = 2; CREATE SCHEMA late; CREATE TABLE late.d (v int)"
        );
        mirror.OnPublishing = () => throw new InvalidOperationException("the observer's own fault");

        await mirror.FailAsync();

        Assert.Equal("1|1|1", mirror.Scalar(Values));
        Assert.Equal(
            "0|0",
            mirror.Scalar($"SELECT ({Staging}), count(*) FROM duckdb_schemas() WHERE schema_name = 'late'")
        );
        mirror.OnPublishing = null;
        await mirror.SucceedAsync();
        Assert.Equal("2|2|2", mirror.Scalar(Values));
    }

    [Fact]
    public async Task First_run_that_publishes_nothing_leaves_no_file()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.OnPublishing = () => throw new InvalidOperationException("the observer's own fault");

        await mirror.FailAsync();

        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(mirror.TargetFile)!));
    }

    [Fact]
    public async Task Failed_run_in_a_file_that_was_there_leaves_what_was_in_it()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Execute("CREATE TABLE main.mine AS SELECT 42 AS v");
        mirror.OnPublishing = () => throw new InvalidOperationException("the observer's own fault");

        await mirror.FailAsync();

        Assert.Equal("42", mirror.Scalar("SELECT v FROM main.mine"));
    }

    [Fact]
    public async Task Table_by_table_each_is_published_while_others_load()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            Sql + "CREATE TABLE big AS SELECT i AS v, repeat('x', 100) AS x FROM generate_series(1, 200000) i; ANALYZE;"
        );
        mirror.Spec = mirror.Spec with { Publish = PublishMode.PerTable };

        var result = await mirror.SucceedAsync();

        Assert.Equal(4, result.Succeeded);
        Assert.Equal("1|1|1", mirror.Scalar(Values));
        Assert.Equal("200000", mirror.Scalar("SELECT count(*) FROM public.big"));
        Assert.Equal(
            "4|4|0",
            mirror.Scalar(
                $"SELECT count(*), (SELECT count(*) FROM pintail.table_run), ({Staging}) FROM main.flight_tracker"
            )
        );
        Assert.Equal("succeeded|4|200003", mirror.Scalar("SELECT status, tables_loaded, rows_loaded FROM pintail.run"));
    }

    [Fact]
    public async Task Table_by_table_one_that_cannot_be_published_fails_alone()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        mirror.Execute(
            "ALTER TABLE public.b ADD PRIMARY KEY (v); CREATE TABLE public.mine (v int REFERENCES public.b (v))"
        );
        await mirror.Source.ExecuteAsync("UPDATE a SET v = 2; UPDATE b SET v = 2; UPDATE c SET v = 2");
        mirror.Spec = mirror.Spec with { Publish = PublishMode.PerTable };

        var error = await mirror.FailTableAsync("public.b");

        Assert.Equal(ErrorKind.TargetFailed, error.Kind);
        Assert.Equal("2|1|2", mirror.Scalar(Values));
    }

    [Fact]
    public async Task File_does_not_grow_by_a_copy_with_each_run()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE big AS SELECT i AS v, md5(i::text) AS x FROM generate_series(1, 100000) i"
        );
        await mirror.SucceedAsync();
        var first = new FileInfo(mirror.TargetFile).Length;

        for (var run = 0; run < 4; run++)
            await mirror.SucceedAsync();

        Assert.InRange(new FileInfo(mirror.TargetFile).Length, first, 3 * first);
    }

    [Fact]
    public async Task New_file_has_the_storage_version_that_was_asked_for()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Spec = mirror.Spec with { Target = mirror.Spec.Target with { StorageVersion = "v1.2.0" } };

        await mirror.SucceedAsync();

        using var database = DuckDBDatabase.Open();
        using var connection = database.Connect();
        connection.Execute($"ATTACH '{mirror.TargetFile}' AS copy");
        using var result = connection.Query(
            "SELECT tags['storage_version'] FROM duckdb_databases() WHERE database_name = 'copy'"
        );
        Assert.Contains("v1.2.0", (string)result.Scalar()!, StringComparison.Ordinal);
    }
}
