using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class FailureTests(PostgresFixture fixture)
{
    [Fact]
    public async Task Value_that_does_not_fit_fails_its_table_alone_and_is_not_tried_again()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE t (id int, price numeric(10,2)); INSERT INTO t SELECT i, i FROM generate_series(1, 5000) i;
            CREATE TABLE other AS SELECT 1 AS a;
            """
        );
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("UPDATE t SET price = 'NaN' WHERE id = 4711; UPDATE other SET a = 2");

        var error = await mirror.FailTableAsync("public.t");

        Assert.Equal(ErrorKind.ValueNotRepresentable, error.Kind);
        Assert.Contains("public.t", error.Message, StringComparison.Ordinal);
        Assert.Contains("\"price\"", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
        Assert.Empty(mirror.Waits);
        Assert.Equal("5000|0", mirror.Scalar("SELECT count(*), count(*) FILTER (isnan(price::double)) FROM public.t"));
        Assert.Equal("2", mirror.Scalar("SELECT a FROM public.other"));
        Assert.Equal(
            "failed|1|ValueNotRepresentable|1",
            mirror.Scalar(
                "SELECT status, attempts, error_kind, (SELECT count(*) FROM main.flight_tracker WHERE source_table = 't') FROM pintail.table_run WHERE status <> 'loaded'"
            )
        );
        Assert.Equal(
            "failed|1|1",
            mirror.Scalar("SELECT status, exit_code, tables_failed FROM pintail.run WHERE exit_code <> 0")
        );
        // Not every table stands at the second snapshot.
        Assert.Equal(
            "1",
            mirror.Scalar(
                "SELECT count(*) FROM main.last_sync_time l JOIN pintail.run r ON r.snapshot_time = l.last_sync_time WHERE r.exit_code = 0"
            )
        );
    }

    [Fact]
    public async Task Failure_in_one_of_several_streams_of_a_table_ends_them_all()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE p (id int, price numeric(10,2)) PARTITION BY HASH (id);
            CREATE TABLE p0 PARTITION OF p FOR VALUES WITH (MODULUS 4, REMAINDER 0);
            CREATE TABLE p1 PARTITION OF p FOR VALUES WITH (MODULUS 4, REMAINDER 1);
            CREATE TABLE p2 PARTITION OF p FOR VALUES WITH (MODULUS 4, REMAINDER 2);
            CREATE TABLE p3 PARTITION OF p FOR VALUES WITH (MODULUS 4, REMAINDER 3);
            INSERT INTO p SELECT i, CASE WHEN i = 39000 THEN 'NaN' ELSE i::numeric END FROM generate_series(1, 40000) i;
            CREATE TABLE a AS SELECT 1 AS a; CREATE TABLE b AS SELECT 1 AS a; CREATE TABLE c AS SELECT 1 AS a;
            """
        );
        mirror.Spec = mirror.Spec with { Jobs = 4 };

        var error = await mirror.FailTableAsync("public.p");

        Assert.Equal(ErrorKind.ValueNotRepresentable, error.Kind);
        Assert.Equal(["public.a", "public.b", "public.c"], mirror.Tables());
    }

    [Fact]
    public async Task Error_of_a_query_is_not_tried_again()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a / (a - 5)) VIRTUAL); INSERT INTO t VALUES (1), (5);"
                + "CREATE TABLE other AS SELECT 1 AS a;"
        );

        var error = await mirror.FailTableAsync("public.t");

        Assert.Equal(ErrorKind.SourceQuery, error.Kind);
        Assert.Contains("public.t", error.Message, StringComparison.Ordinal);
        Assert.Contains("22012", error.Message, StringComparison.Ordinal);
        Assert.Empty(mirror.Waits);
        Assert.Equal(["public.other"], mirror.Tables());
    }

    [Fact]
    public async Task Many_tables_and_few_connections_all_end()
    {
        var tables = Enumerable
            .Range(0, 120)
            .Select(i => $"CREATE TABLE t{i} AS SELECT g AS a FROM generate_series(1, {i * 7}) g;");
        using var mirror = await MirrorHarness.CreateAsync(fixture, string.Concat(tables));
        mirror.Spec = mirror.Spec with { Jobs = 3 };

        var result = await mirror.SucceedAsync();

        Assert.Equal(120, result.Succeeded);
        Assert.Equal(7 * 119 * 120 / 2, result.Rows);
        Assert.InRange(result.Connections, 1, 3);
    }
}
