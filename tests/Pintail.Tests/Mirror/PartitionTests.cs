using Pintail.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class PartitionTests(PostgresFixture fixture)
{
    // Two levels, a leaf whose columns stand in another order and that once had more, a default partition.
    private const string Sql = """
        CREATE TABLE sales (id int, region text, day date, amount numeric(10,2)) PARTITION BY LIST (region);
        CREATE TABLE sales_eu PARTITION OF sales FOR VALUES IN ('eu') PARTITION BY RANGE (day);
        CREATE TABLE sales_eu_2023 PARTITION OF sales_eu FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
        CREATE TABLE sales_eu_2024 (gone int, amount numeric(10,2), day date, id int, region text);
        ALTER TABLE sales_eu_2024 DROP COLUMN gone;
        ALTER TABLE sales_eu ATTACH PARTITION sales_eu_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        CREATE TABLE sales_rest PARTITION OF sales DEFAULT;
        INSERT INTO sales SELECT i, (ARRAY['eu','us','jp'])[1 + i % 3], '2023-01-01'::date + i % 730, i * 0.5 FROM generate_series(1, 6000) i;
        ANALYZE;
        """;
    private const string Sums = "SELECT count(*), count(DISTINCT id), sum(id), sum(amount)::text, min(day)::text FROM ";

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Partitioned_table_has_each_row_once_and_its_leaves_are_no_tables(string server)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql, server);

        await mirror.SucceedAsync();

        Assert.Equal(["public.sales"], mirror.Tables());
        Assert.Equal(3, Assert.Single(mirror.Plan!.Tables).Ranges.Count);
        Assert.Equal("6000|6000|18003000|9001500.00|2023-01-01", mirror.Scalar(Sums + "public.sales"));
        Assert.Equal(
            "2000|0",
            mirror.Scalar(
                "SELECT count(*) FILTER (region = 'eu'), count(*) FILTER (amount <> id / 2.0 OR day <> DATE '2023-01-01' + id % 730) FROM public.sales"
            )
        );
    }

    [Fact]
    public async Task Partition_that_is_named_is_a_table_of_its_own()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Filter("public.sales_eu", "public.sales_rest");

        await mirror.SucceedAsync();

        Assert.Equal(["public.sales_eu", "public.sales_rest"], mirror.Tables());
        Assert.Equal(
            "2000|4000",
            mirror.Scalar("SELECT (SELECT count(*) FROM public.sales_eu), count(*) FROM public.sales_rest")
        );
    }

    [Fact]
    public async Task Leaf_that_may_not_be_read_is_read_through_its_parent()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        var role = await mirror.Source.CreateRoleAsync();
        await mirror.Source.ExecuteAsync($"GRANT SELECT ON sales, sales_eu, sales_eu_2023, sales_rest TO {role}");
        mirror.ConnectAs(role);

        await mirror.SucceedAsync();

        Assert.Equal(""" "public"."sales" """.Trim(), Assert.Single(Assert.Single(mirror.Plan!.Tables).Ranges).FromSql);
        Assert.Equal("6000|6000|18003000|9001500.00|2023-01-01", mirror.Scalar(Sums + "public.sales"));
    }

    [Fact]
    public async Task Row_security_on_a_leaf_hides_nothing_from_a_query_on_the_parent()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        var role = await mirror.Source.CreateRoleAsync();
        await mirror.Source.ExecuteAsync(
            $"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}; ALTER TABLE sales_rest ENABLE ROW LEVEL SECURITY"
        );
        mirror.ConnectAs(role);

        await mirror.SucceedAsync();

        Assert.Equal("6000", mirror.Scalar("SELECT count(*) FROM public.sales"));
    }

    [Fact]
    public async Task Row_security_on_the_parent_is_refused_unless_filtering_is_allowed()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        var role = await mirror.Source.CreateRoleAsync();
        await mirror.Source.ExecuteAsync(
            $"""
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role};
            ALTER TABLE sales ENABLE ROW LEVEL SECURITY; CREATE POLICY us ON sales USING (region = 'us');
            """
        );
        mirror.ConnectAs(role);

        Assert.Equal(ErrorKind.SourcePermission, (await mirror.FailTableAsync("public.sales")).Kind);

        mirror.Spec = mirror.Spec with { AllowRowFiltering = true };
        await mirror.SucceedAsync();
        Assert.Equal("2000|us", mirror.Scalar("SELECT count(*), min(region) FROM public.sales"));
    }

    [Fact]
    public async Task Virtual_columns_are_computed_as_the_parent_says()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE p (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL) PARTITION BY RANGE (a);
            CREATE TABLE p1 (a int, b int GENERATED ALWAYS AS (a * 22) VIRTUAL);
            ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (0) TO (100);
            INSERT INTO p (a) VALUES (1), (2);
            """
        );
        var expected = await mirror.Source.ScalarAsync("SELECT sum(b) FROM p");

        await mirror.SucceedAsync();

        Assert.Equal(expected, mirror.Scalar("SELECT sum(b) FROM public.p"));
    }

    [Fact]
    public async Task Partition_being_detached_is_a_table_of_its_own_and_gives_no_rows_to_its_parent()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE p (a int) PARTITION BY RANGE (a);
            CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100);
            CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (100) TO (200);
            INSERT INTO p VALUES (1), (2), (101);
            """
        );
        // A reader keeps the detachment from completing; its timeout leaves it half done.
        await using (var reader = await mirror.Source.OpenAsync())
        {
            await using var begin = new Npgsql.NpgsqlCommand("BEGIN; SELECT count(*) FROM p", reader);
            await begin.ExecuteNonQueryAsync();
            await Assert.ThrowsAsync<Npgsql.PostgresException>(async () =>
            {
                await using var other = await mirror.Source.OpenAsync();
                await using var timeout = new Npgsql.NpgsqlCommand("SET statement_timeout = '1s'", other);
                await timeout.ExecuteNonQueryAsync();
                await using var detach = new Npgsql.NpgsqlCommand(
                    "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY",
                    other
                );
                await detach.ExecuteNonQueryAsync();
            });
        }
        Assert.Equal("1", await mirror.Source.ScalarAsync("SELECT count(*) FROM p"));

        await mirror.SucceedAsync();

        Assert.Equal("1", mirror.Scalar("SELECT count(*) FROM public.p"));
        Assert.Equal("2", mirror.Scalar("SELECT count(*) FROM public.p1"));
    }

    [Fact]
    public async Task Partitioned_table_without_partitions_is_an_empty_table()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE p (a int, b text) PARTITION BY RANGE (a)"
        );

        await mirror.SucceedAsync();

        Assert.Equal("0|∅", mirror.Scalar("SELECT count(*), max(b) FROM public.p"));
    }

    [Fact]
    public async Task Foreign_leaf_is_read_and_reported()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE p (a int, b text) PARTITION BY RANGE (a);
            CREATE TABLE near PARTITION OF p FOR VALUES FROM (0) TO (100);
            INSERT INTO p SELECT i, 'near ' || i FROM generate_series(0, 99) i;
            """
        );
        var far = await fixture.CreateDatabaseAsync();
        await far.ExecuteAsync("CREATE TABLE far AS SELECT i AS a, 'far ' || i AS b FROM generate_series(100, 149) i");
        await mirror.Source.ExecuteAsync(
            $"""
            CREATE EXTENSION postgres_fdw;
            CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw
                OPTIONS (host '{far.Server.Host}', port '{far.Server.Port}', dbname '{far.Name}');
            CREATE USER MAPPING FOR PUBLIC SERVER other OPTIONS (user '{far.Server.User}', password_required 'false');
            CREATE FOREIGN TABLE far_part PARTITION OF p FOR VALUES FROM (100) TO (200) SERVER other OPTIONS (table_name 'far');
            """
        );

        await mirror.SucceedAsync();

        Assert.Equal("150|149|near 0", mirror.Scalar("SELECT count(*), max(a), min(b) FILTER (a = 0) FROM public.p"));
        var finding = Assert.Single(mirror.Plan!.Findings, found => found.Severity > FindingSeverity.Note);
        Assert.Equal((FindingKind.ForeignPartition, "public.p"), (finding.Kind, finding.Relation));
    }
}
