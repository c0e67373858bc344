using Pintail.Target;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Delta;

/// <summary>What changes values, rows or their places without writing a row that tells.</summary>
public class DefinitionTests(PostgresFixture fixture)
{
    private const string Table = """
        CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE DOMAIN feeling AS mood;
        CREATE TYPE pair AS (a int, b int); CREATE TYPE felt AS (m feeling, p pair);
        CREATE TABLE spot (x int, y int);
        CREATE TABLE t (id int PRIMARY KEY, v text, w text, m feeling[], p pair, f felt[], s spot);
        INSERT INTO t SELECT i, 'v' || i, 'w' || i, '{sad}', (i, 2)::pair, ARRAY[('glad', (i, 4))::felt], (5, 6)::spot
        FROM generate_series(1, 300) i;
        """;

    [Theory]
    [InlineData("ALTER TYPE mood RENAME VALUE 'glad' TO 'happy'")]
    [InlineData(
        "ALTER TYPE mood RENAME VALUE 'glad' TO 'x'; ALTER TYPE mood RENAME VALUE 'sad' TO 'glad'; ALTER TYPE mood RENAME VALUE 'x' TO 'sad'"
    )]
    [InlineData("ALTER TYPE pair RENAME ATTRIBUTE b TO c")]
    [InlineData(
        "ALTER TYPE pair RENAME ATTRIBUTE a TO c; ALTER TYPE pair RENAME ATTRIBUTE b TO a; ALTER TYPE pair RENAME ATTRIBUTE c TO b"
    )]
    [InlineData("ALTER TYPE pair DROP ATTRIBUTE b; ALTER TYPE pair ADD ATTRIBUTE b int")]
    [InlineData("ALTER TABLE spot DROP y; ALTER TABLE spot ADD y int")]
    [InlineData("ALTER TABLE t RENAME v TO x; ALTER TABLE t RENAME w TO v; ALTER TABLE t RENAME x TO w")]
    [InlineData("ALTER TABLE t DROP w; ALTER TABLE t ADD w text")]
    [InlineData("ALTER TABLE t DROP w; ALTER TABLE t ADD w text DEFAULT 'd'; ALTER TABLE t ALTER w SET DEFAULT 'e'")]
    public async Task Values_that_change_without_their_row_are_copied_again(string change)
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        mirror.Filter("public.t");
        foreach (var statement in change.Split("; "))
            await mirror.Source.ExecuteAsync(statement);

        var result = await mirror.SucceedAsync();

        Assert.Equal(ExitCodes.Success, (await Verify.Verification.OfAsync(mirror)).ExitCode);
        Assert.Contains("changed", Assert.Single(result.Tables).Reason);
        await mirror.FlushAsync();
        Assert.Equal(ChangeKind.Unchanged, (await mirror.SucceedAsync()).Tables[0].Change!.Kind);
    }

    [Fact]
    public async Task Default_of_an_added_column_is_the_rows_value_whatever_the_default_becomes()
    {
        using var mirror = await DeltaHarness.LoadedAsync(
            fixture,
            "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT i FROM generate_series(1, 300) i; ALTER TABLE t ADD w int DEFAULT 5"
        );
        await mirror.Source.ExecuteAsync("ALTER TABLE t ALTER w SET DEFAULT 6");
        await mirror.Source.ExecuteAsync("INSERT INTO t (id) VALUES (301)");
        await mirror.RefreshAsync(ChangeKind.Replaced);
        await mirror.Source.ExecuteAsync("UPDATE t SET id = 400 WHERE id = 4");
        await mirror.RefreshAsync(ChangeKind.Merged);
        await mirror.Source.ExecuteAsync("ALTER TABLE t ALTER w DROP DEFAULT");
        await mirror.Source.ExecuteAsync("INSERT INTO t (id) VALUES (302)");
        await mirror.RefreshAsync();
        await mirror.Source.ExecuteAsync("VACUUM FULL t");
        Assert.Contains("rewritten", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
    }

    [Fact]
    public async Task Row_security_that_looks_into_another_table_is_always_copied_in_full()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t SELECT i, 'v' || i FROM generate_series(1, 300) i;
            CREATE TABLE seen (id int); INSERT INTO seen SELECT i FROM generate_series(1, 100) i;
            """
        );
        var role = await mirror.Source.CreateRoleAsync();
        await mirror.Source.ExecuteAsync($"GRANT SELECT ON t, seen TO {role}");
        mirror.ConnectAs(role);
        mirror.Filter("public.t");
        mirror.Spec = mirror.Spec with { AllowRowFiltering = true, DurabilityWait = TimeSpan.FromSeconds(60) };
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync(
            "ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (id IN (SELECT id FROM seen))"
        );
        await ReplacedAsync("1|100");
        // As many rows, and not one of t was written.
        await mirror.Source.ExecuteAsync("UPDATE seen SET id = id + 100");
        await ReplacedAsync("101|200");
        await mirror.Source.ExecuteAsync("ALTER TABLE t DISABLE ROW LEVEL SECURITY");
        await ReplacedAsync("1|300");
        await mirror.RefreshAsync(ChangeKind.Unchanged);

        async Task ReplacedAsync(string expected)
        {
            var table = Assert.Single((await mirror.SucceedAsync()).Tables);
            Assert.Contains("row security", table.Reason);
            Assert.Equal(ChangeKind.Replaced, table.Change!.Kind);
            Assert.Equal(expected, mirror.Scalar("SELECT min(id), max(id) FROM public.t"));
        }
    }

    [Fact]
    public async Task Rows_of_partitions_that_come_and_go_are_neither_lost_nor_doubled()
    {
        using var mirror = await DeltaHarness.LoadedAsync(
            fixture,
            """
            CREATE TABLE t (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
            CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (200);
            CREATE TABLE rest PARTITION OF t DEFAULT;
            INSERT INTO t SELECT i, 'v' || i FROM generate_series(1, 500) i;
            """
        );
        var source = mirror.Source;
        mirror.Filter("public.t");
        await source.ExecuteAsync("UPDATE t SET id = id + 700 WHERE id < 9; UPDATE t SET id = 5 WHERE id = 400");
        await mirror.RefreshAsync(ChangeKind.Merged);
        // Changed where it is no part of the table, and back again.
        await source.ExecuteAsync("ALTER TABLE t DETACH PARTITION t1");
        await source.ExecuteAsync("UPDATE t1 SET v = 'outside' WHERE id = 20; DELETE FROM t1 WHERE id = 21");
        await source.ExecuteAsync("ALTER TABLE t ATTACH PARTITION t1 FOR VALUES FROM (0) TO (200)");
        var table = await mirror.RefreshAsync(ChangeKind.Merged);
        Assert.Equal((1L, 1L), (table.Change!.Updated, table.Change.Deleted));
        await source.ExecuteAsync("ALTER TABLE t DETACH PARTITION t1");
        Assert.Contains("other partitions", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
        await source.ExecuteAsync("ALTER TABLE t ATTACH PARTITION t1 FOR VALUES FROM (0) TO (200)");
        Assert.Contains("other partitions", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
        // Another table of the name, the bounds and the number of rows.
        await source.ExecuteAsync(
            """
            BEGIN; ALTER TABLE t DETACH PARTITION t1; ALTER TABLE t1 RENAME TO old;
            CREATE TABLE t1 (v text, id int NOT NULL); INSERT INTO t1 SELECT 'other', id FROM old;
            ALTER TABLE t ATTACH PARTITION t1 FOR VALUES FROM (0) TO (200); COMMIT
            """
        );
        Assert.Contains("other partitions", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
        // What stood in the default partition moves into one of its own.
        await source.ExecuteAsync(
            """
            BEGIN; CREATE TABLE t2 (LIKE t INCLUDING ALL);
            WITH moved AS (DELETE FROM rest WHERE id BETWEEN 300 AND 399 RETURNING *) INSERT INTO t2 SELECT * FROM moved;
            ALTER TABLE t ATTACH PARTITION t2 FOR VALUES FROM (300) TO (400); COMMIT
            """
        );
        await mirror.RefreshAsync(ChangeKind.Replaced);
        await source.ExecuteAsync(
            "DELETE FROM t WHERE id > 395 AND id < 402; UPDATE t SET id = id + 100 WHERE id BETWEEN 296 AND 299"
        );
        await mirror.RefreshAsync(ChangeKind.Merged);
    }
}
