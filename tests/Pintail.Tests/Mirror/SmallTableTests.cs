using Pintail.DuckDB;
using Pintail.Mirror;
using Pintail.Target;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>What is done otherwise where a plan has small tables only, or thousands of them.</summary>
public sealed class SmallTableTests(PostgresFixture fixture)
{
    private const string Sql =
        "CREATE TABLE a (id int PRIMARY KEY, t text); INSERT INTO a SELECT i, repeat('a', i % 40) FROM generate_series(1, 50) i; "
        + "CREATE TABLE b (id int PRIMARY KEY, l int[]); INSERT INTO b SELECT i, ARRAY[i, NULL, -i] FROM generate_series(1, 50) i";

    [Fact]
    public async Task Thousands_of_small_tables_get_small_blocks()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        var plan = await mirror.PlanAsync();
        var target = mirror.Spec.Target;
        var many = plan with { Tables = [.. Enumerable.Repeat(plan.Tables[0], 4_096)] };
        // Little beside what the others waste, and large by itself; and none large, but little wasted.
        var large = plan.Tables[0] with
        {
            ExpectedBytes = 100L << 20,
        };
        var filled = plan.Tables[0] with { ExpectedBytes = 1L << 20 };

        Assert.Equal(16_384, BlockSize.Of(many, target));
        Assert.Null(BlockSize.Of(plan, target));
        Assert.Null(BlockSize.Of(many with { Tables = [.. many.Tables, large] }, target));
        Assert.Null(BlockSize.Of(plan with { Tables = [.. Enumerable.Repeat(filled, 4_096)] }, target));
        Assert.Null(BlockSize.Of(many, target with { StorageVersion = "v1.2.0" }));
        Assert.Null(BlockSize.Of(many, target with { StorageVersion = TargetSpec.DefaultStorageVersion }));
    }

    [Fact]
    public async Task File_with_small_blocks_is_made_refreshed_and_read_by_DuckDB()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Spec = mirror.Spec with { Target = mirror.Spec.Target with { BlockBytes = 16_384 } };

        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("UPDATE a SET t = 'new' WHERE id = 7; DELETE FROM b WHERE id = 9");
        // As a later run has it, whose plan is not asked about a file that is there.
        mirror.Spec = mirror.Spec with
        {
            Target = mirror.Spec.Target with { BlockBytes = null },
        };
        await mirror.SucceedAsync();

        using var database = DuckDBDatabase.Open(mirror.TargetFile);
        using var connection = database.Connect();
        using var sizes = connection.Query("SELECT block_size FROM pragma_database_size()");
        Assert.Equal(16_384L, sizes.Scalar());
        using var rows = connection.Query(
            "SELECT (SELECT t FROM public.a WHERE id = 7), (SELECT count(*) FROM public.b)"
        );
        Assert.Equal(["new", 49L], rows.Rows().Single());
    }

    [Fact]
    public async Task Tables_of_more_kinds_than_are_kept_prepared_are_each_compared_by_their_own_types()
    {
        // Alike in SQL and in what is stored, different in what it means; each kind twice, and all of them on one connection.
        var kinds = Enumerable.Range(1, 70).ToList();
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            string.Concat(kinds.Select(kind => $"CREATE TYPE e{kind} AS ENUM ('only {kind}');"))
                + string.Concat(
                    from half in new[] { 'a', 'b' }
                    from kind in kinds
                    select $"CREATE TABLE {half}{kind} AS SELECT 'only {kind}'::e{kind} AS v;"
                )
                + "ANALYZE"
        );
        mirror.Spec = mirror.Spec with { Jobs = 1 };
        Assert.All((await mirror.PlanAsync()).Tables, table => Assert.True(LoadThreads.IsSmall(table)));

        await mirror.SucceedAsync();

        Assert.Equal("only 70|only 1", mirror.Scalar("SELECT a70.v, b1.v FROM public.a70, public.b1"));
        Assert.Equal(
            "140",
            mirror.Scalar(
                "SELECT count(*) FROM pintail.table_run WHERE proof LIKE '%texts: 1 sampled rows alike in 1 columns'"
            )
        );
    }

    [Fact]
    public async Task DuckDB_has_threads_of_its_own_only_where_a_table_is_large()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        var plan = await mirror.PlanAsync();
        var table = plan.Tables[0];

        Assert.Equal(1, LoadThreads.Needed(plan, usual: 8));
        Assert.Equal(
            8,
            LoadThreads.Needed(plan with { Tables = [table, table with { ExpectedRows = 1_000_000 }] }, usual: 8)
        );
        Assert.Equal(
            8,
            LoadThreads.Needed(plan with { Tables = [table, table with { ExpectedBytes = 1L << 30 }] }, usual: 8)
        );
        Assert.Equal(
            8,
            LoadThreads.Needed(
                plan with
                {
                    Tables = [table, table with { Ranges = [.. table.Ranges, .. table.Ranges] }],
                },
                usual: 8
            )
        );
    }

    [Fact]
    public async Task View_is_not_known_to_be_small()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql + "; CREATE VIEW v AS SELECT * FROM a");
        mirror.Spec = mirror.Spec with { Views = true };
        var plan = await mirror.PlanAsync();

        Assert.False(LoadThreads.IsSmall(plan.Tables.Single(table => table.Relation.Name == "v")));
        Assert.Equal(8, LoadThreads.Needed(plan, usual: 8));
    }

    [Fact]
    public async Task Limit_of_memory_counts_the_columns_of_small_tables()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        var plan = await mirror.PlanAsync();
        var many = plan with { Tables = [.. Enumerable.Repeat(plan.Tables[0], 10_000)] };

        var more = LoadMemory.NeededBytes(many, long.MaxValue) - LoadMemory.NeededBytes(plan, long.MaxValue);

        // Two columns of each.
        Assert.InRange(more, 20_000L * (32 << 10), 20_000L * (64 << 10));
    }

    // Past a hundred the run looks first which of them are there.
    [Fact]
    public async Task Many_tables_take_the_place_of_those_that_are_there()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            "DO $$ BEGIN FOR i IN 1..101 LOOP EXECUTE format('CREATE TABLE \"T%s\" AS SELECT 1 AS a', i); END LOOP; END $$"
        );
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync(
            "DO $$ BEGIN FOR i IN 1..101 LOOP EXECUTE format('UPDATE \"T%s\" SET a = 2', i); END LOOP; END $$; CREATE TABLE late AS SELECT 3 AS a"
        );
        await mirror.SucceedAsync();
        Assert.Equal(
            "2|2|3",
            mirror.Scalar("SELECT x.a, y.a, z.a FROM public.\"T1\" x, public.\"T101\" y, public.late z")
        );
    }
}
