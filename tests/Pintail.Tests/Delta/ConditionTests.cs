using Pintail.Target;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Delta;

/// <summary>Each condition of refresh by difference that can be broken on a shared server: a full copy, and why.</summary>
public class ConditionTests(PostgresFixture fixture)
{
    private const string Table =
        "CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE TABLE t (id int PRIMARY KEY, v text, m mood); INSERT INTO t SELECT i, 'v' || i, 'sad' FROM generate_series(1, 300) i;";

    [Theory]
    [InlineData("VACUUM FULL t", "rewritten")]
    [InlineData("CLUSTER t USING t_pkey", "rewritten")]
    [InlineData("TRUNCATE t", "rewritten")]
    [InlineData("ALTER TABLE t ALTER v TYPE varchar(40)", "changed")]
    [InlineData("ALTER TABLE t ADD x int DEFAULT 5", "changed")]
    [InlineData("ALTER TABLE t DROP v; ALTER TABLE t ADD v text", "changed")]
    [InlineData("ALTER TABLE t RENAME v TO w", "changed")]
    [InlineData("ALTER TYPE mood RENAME VALUE 'sad' TO 'low'", "changed")]
    [InlineData("ALTER TYPE mood ADD VALUE 'calm' BEFORE 'glad'", "changed")]
    [InlineData("ALTER TABLE t DROP CONSTRAINT t_pkey", "changed")]
    [InlineData("CREATE TABLE child () INHERITS (t)", "changed")]
    [InlineData(
        "BEGIN; CREATE TABLE n (LIKE t INCLUDING ALL); INSERT INTO n SELECT * FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t; COMMIT",
        "another table of that name"
    )]
    public async Task Change_that_writes_no_rows_or_all_of_them_leads_to_a_full_copy(string change, string why)
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        mirror.Filter("public.t");
        foreach (var statement in change.StartsWith("BEGIN") ? [change] : change.Split("; "))
            await mirror.Source.ExecuteAsync(statement);
        Assert.Contains(why, (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
        await mirror.RefreshAsync(ChangeKind.Unchanged);
    }

    [Theory]
    [InlineData("CREATE TABLE t (id int PRIMARY KEY, r regclass); INSERT INTO t VALUES (1, 't')", "regclass")]
    [InlineData(
        "CREATE TABLE t (id int PRIMARY KEY, a aclitem); INSERT INTO t VALUES (1, makeaclitem(10, 10, 'SELECT', false))",
        "aclitem"
    )]
    [InlineData(
        "CREATE EXTENSION citext; CREATE TABLE t (id int PRIMARY KEY, c citext); INSERT INTO t VALUES (1, 'A')",
        "citext"
    )]
    [InlineData("CREATE TABLE t (id int PRIMARY KEY, c regclass[]); INSERT INTO t VALUES (1, '{t}')", "regclass")]
    public async Task Type_that_looks_something_up_is_always_copied_in_full(string sql, string type)
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, sql);
        var table = Assert.Single((await mirror.SucceedAsync()).Tables);
        Assert.Equal(ChangeKind.Replaced, table.Change!.Kind);
        Assert.Contains(type, table.Reason);
    }

    [Theory]
    [InlineData("system_identifier = '1'", "another server")]
    [InlineData("timeline = '00000009'", "promoted")]
    [InlineData("stats_reset = '2001-01-01'", "crashed")]
    [InlineData("is_in_recovery = true", "standby")]
    [InlineData("database_oid = 1", "made anew")]
    [InlineData("read_lsn = 'FFFFFF/0'", "stands before")]
    [InlineData("base_xmin = 4000000000", "stand before")]
    [InlineData("definition = 'x'", "definition")]
    [InlineData("not_differencable = 'said so', definition = NULL", "said so")]
    public async Task Recorded_state_that_is_not_the_servers_leads_to_a_full_copy(string state, string why)
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        mirror.Execute($"UPDATE pintail.table_state SET {state}");
        Assert.Contains(why, (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
        await mirror.RefreshAsync(ChangeKind.Unchanged);
    }

    [Fact]
    public async Task Filter_and_limit_lead_to_full_copies()
    {
        using var mirror = await DeltaHarness.LoadedAsync(
            fixture,
            Table,
            spec => spec with { RowFilters = new Dictionary<string, string> { ["public.t"] = "id > 10" } }
        );
        var result = await mirror.SucceedAsync();
        Assert.Contains("--where", result.Tables[0].Reason);
        mirror.Spec = mirror.Spec with { RowFilters = new Dictionary<string, string>(), RowLimit = 5 };
        Assert.Contains("--limit", (await mirror.SucceedAsync()).Tables[0].Reason);
    }

    [Fact]
    public async Task Role_that_may_read_columns_only_is_told_the_grant()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Table);
        var role = await mirror.Source.CreateRoleAsync();
        await mirror.Source.ExecuteAsync($"GRANT SELECT (id, v, m) ON t TO {role}");
        mirror.ConnectAs(role);
        await mirror.SucceedAsync();
        var result = await mirror.SucceedAsync();
        Assert.Contains("GRANT SELECT ON \"public\".\"t\"", result.Tables[0].Reason);
        await mirror.Source.ExecuteAsync($"GRANT SELECT ON t TO {role}");
        await mirror.SucceedAsync();
        await mirror.RefreshAsync(ChangeKind.Unchanged);
    }

    [Fact]
    public async Task Setting_for_a_column_that_changes_leads_to_a_full_copy()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        mirror.Spec = mirror.Spec with { ExcludedColumns = ["public.t.v"] };
        Assert.Contains("definition", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
        mirror.Spec = mirror.Spec with { Keys = true };
        Assert.Contains("definition", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
        await mirror.RefreshAsync(ChangeKind.Unchanged);
    }
}
