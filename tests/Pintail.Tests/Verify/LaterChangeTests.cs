using Npgsql;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;
using Pintail.Verify;

namespace Pintail.Tests.Verify;

/// <summary>Which differences changes after the mirror's snapshot explain, and which not.</summary>
[Collection(nameof(QuietServers))]
public class LaterChangeTests(QuietServers servers)
{
    private const string Items = """
        CREATE TABLE item (id int PRIMARY KEY, name text);
        INSERT INTO item SELECT i, 'name ' || i FROM generate_series(1, 1000) i;
        """;

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Changes_at_the_source_are_explained_and_no_failure(string server)
    {
        using var mirror = await MirroredAsync(Items, server);
        await mirror.Source.ExecuteAsync(
            "UPDATE item SET name = 'new' WHERE id IN (1, 2, 3); INSERT INTO item VALUES (2000, 'x'), (2001, 'y'); DELETE FROM item WHERE id = 500"
        );
        // Freezing takes nothing away from what tells them apart.
        await mirror.Source.ExecuteAsync("VACUUM (FREEZE) item");

        var result = await Verification.OfAsync(mirror);

        var table = Assert.Single(result.Tables);
        Assert.Equal((ExitCodes.Success, VerifyStatus.Changed), (result.ExitCode, table.Status));
        Assert.Equal(new RowDifferences(3, 2, 1), table.Explained);
        Assert.Equal(default, table.Unexplained);
        Assert.Equal(
            [
                "1 Differing name explained",
                "2 Differing name explained",
                "3 Differing name explained",
                "500 Surplus  explained",
                "2000 Missing  explained",
                "2001 Missing  explained",
            ],
            Verification.Rows(table)
        );
        Assert.Null(table.Error);
        Assert.NotNull(table.MirroredAt);
    }

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Rows_that_no_change_touched_are_told_apart_from_those_that_changed(string server)
    {
        using var mirror = await MirroredAsync(Items, server);
        mirror.Execute("UPDATE public.item SET name = 'broken' WHERE id = 7; DELETE FROM public.item WHERE id = 8");
        await mirror.Source.ExecuteAsync("UPDATE item SET name = 'new' WHERE id = 3; DELETE FROM item WHERE id = 4");

        var result = await Verification.OfAsync(mirror);

        var table = Assert.Single(result.Tables);
        Assert.Equal((ExitCodes.ProofFailed, VerifyStatus.Different), (result.ExitCode, table.Status));
        Assert.Equal(new RowDifferences(1, 1, 0), table.Unexplained);
        Assert.Equal(new RowDifferences(1, 0, 1), table.Explained);
        Assert.Equal(
            ["7 Differing name", "8 Missing ", "3 Differing name explained", "4 Surplus  explained"],
            Verification.Rows(table)
        );
    }

    [Fact]
    public async Task Row_that_only_the_mirror_has_is_not_explained_while_no_transaction_has_ended()
    {
        using var mirror = await MirroredAsync(Items);
        mirror.Execute("INSERT INTO public.item VALUES (-1, 'x')");
        // Written, but by nobody who could have deleted a row.
        await mirror.Source.ExecuteAsync("CHECKPOINT");

        var quiet = await Verification.OfTableAsync(mirror);
        await mirror.Source.ExecuteAsync("CREATE TABLE later (a int)");
        var busy = await Verification.OfAsync(mirror);

        Assert.Equal(new RowDifferences(0, 0, 1), quiet.Unexplained);
        var table = busy.Tables.Single(table => table.Table == "item");
        Assert.Equal((VerifyStatus.Changed, new RowDifferences(0, 0, 1)), (table.Status, table.Explained));
        // Wrongly, and nothing shows it: it is not said to be known.
        Assert.Equal(default, table.Shown);
        Assert.False(table.IsShown(Assert.Single(table.Rows)));
        Assert.Contains("leaves no trace", Assert.Single(table.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transaction_that_was_open_at_the_snapshot_explains_its_rows()
    {
        using var mirror = await servers.CreateAsync(Items);
        await using var open = await mirror.Source.OpenAsync();
        await using var transaction = await open.BeginTransactionAsync();
        await ExecuteAsync(
            open,
            "UPDATE item SET name = 'late' WHERE id = 5; SAVEPOINT s; INSERT INTO item VALUES (6000, '')"
        );
        await mirror.Source.ExecuteAsync("UPDATE item SET name = 'early' WHERE id = 6");
        await mirror.SucceedAsync();
        await transaction.CommitAsync();
        mirror.Execute("UPDATE public.item SET name = 'broken' WHERE id = 10");

        var table = await Verification.OfTableAsync(mirror);

        Assert.Equal(
            ["10 Differing name", "5 Differing name explained", "6000 Missing  explained"],
            Verification.Rows(table)
        );
    }

    [Fact]
    public async Task Table_without_a_key_has_its_changed_rows_explained_too()
    {
        using var mirror = await MirroredAsync(
            "CREATE TABLE log (a int); INSERT INTO log SELECT i % 5 FROM generate_series(1, 50) i"
        );
        mirror.Execute("DELETE FROM public.log WHERE rowid IN (SELECT min(rowid) FROM public.log WHERE a = 1)");
        await mirror.Source.ExecuteAsync("INSERT INTO log VALUES (1), (9), (9)");

        var table = await Verification.OfTableAsync(mirror);

        // Of eleven rows (1) here and nine there, one was written since.
        Assert.Equal(new RowDifferences(0, 1, 0), table.Unexplained);
        Assert.Equal(new RowDifferences(0, 3, 0), table.Explained);
    }

    [Fact]
    public async Task Partitions_have_their_changes_told_row_by_row_also_through_their_parent()
    {
        using var mirror = await MirroredAsync(
            """
            CREATE TABLE sale (id int PRIMARY KEY, n int) PARTITION BY RANGE (id);
            CREATE TABLE sale_1 PARTITION OF sale FOR VALUES FROM (0) TO (50);
            CREATE TABLE sale_2 PARTITION OF sale DEFAULT;
            INSERT INTO sale SELECT i, i FROM generate_series(1, 100) i;
            """
        );
        mirror.Execute("UPDATE public.sale SET n = 0 WHERE id = 9");
        await mirror.Source.ExecuteAsync("UPDATE sale SET n = 0 WHERE id IN (1, 99)");
        string[] expected = ["9 Differing n", "1 Differing n explained", "99 Differing n explained"];

        var byLeaf = await Verification.OfTableAsync(mirror);
        var role = await mirror.Source.CreateRoleAsync();
        await mirror.Source.ExecuteAsync($"GRANT SELECT ON sale TO {role}");
        mirror.ConnectAs(role);
        var byParent = await Verification.OfTableAsync(mirror);

        Assert.Equal(expected, Verification.Rows(byLeaf));
        Assert.Equal(expected, Verification.Rows(byParent));
    }

    [Fact]
    public async Task View_whose_rows_do_not_tell_is_explained_once_something_was_written()
    {
        using var mirror = await servers.CreateAsync(Items + "CREATE VIEW v AS SELECT id, name FROM item");
        mirror.Spec = mirror.Spec with { Views = true };
        mirror.Filter("public.v");
        await mirror.SucceedAsync();
        mirror.Execute("UPDATE public.v SET name = 'broken' WHERE id = 10");

        var quiet = await Verification.OfTableAsync(mirror);
        await mirror.Source.ExecuteAsync("UPDATE item SET name = 'new' WHERE id = 3");
        var busy = await Verification.OfTableAsync(mirror);

        Assert.Equal(new RowDifferences(0, 1, 1), quiet.Unexplained);
        Assert.Equal(new RowDifferences(0, 2, 2), busy.Explained);
        Assert.Contains("view's rows do not tell", Assert.Single(busy.Remarks), StringComparison.Ordinal);
        Assert.Equal((false, default), (busy.RowsTellChanges, busy.Shown));
    }

    [Theory]
    [InlineData("random() < 0.5", "random()")]
    [InlineData("seen < now() + interval '1 hour'", "now()")]
    [InlineData("seen::date <= CURRENT_DATE + 1", "CURRENT_DATE")]
    [InlineData("name <> 'now(' AND seen < 'tomorrow'", "'tomorrow'")]
    [InlineData("public.\"is good\"(id)", "public.is good()")]
    [InlineData("id IN (SELECT id FROM public.lucky)", "random()")]
    public async Task Condition_that_gives_other_rows_each_time_is_named_and_no_difference_is_claimed(
        string condition,
        string name
    )
    {
        using var mirror = await servers.CreateAsync(
            Items
                + """
                ALTER TABLE item ADD seen timestamptz DEFAULT '2020-01-01';
                CREATE FUNCTION "is good"(id int) RETURNS bool LANGUAGE plpgsql AS 'BEGIN RETURN true; END';
                CREATE VIEW lucky AS SELECT id FROM item WHERE random() < 2;
                """
        );
        Select(mirror, condition);
        await mirror.SucceedAsync();
        mirror.Execute("DELETE FROM public.item WHERE id % 3 = 0");

        var result = await Verification.OfAsync(mirror);

        var table = Assert.Single(result.Tables);
        Assert.Equal((VerifyStatus.NotVerified, ExitCodes.Success), (table.Status, result.ExitCode));
        Assert.Contains($"uses {name}, which", Assert.Single(table.Remarks), StringComparison.Ordinal);
        Assert.Equal(default, table.Unexplained);
    }

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Condition_of_fixed_values_is_verified_row_by_row(string server)
    {
        using var mirror = await servers.CreateAsync(Items, server);
        Select(mirror, "lower(name) LIKE 'name %' AND name <> 'now() CURRENT_DATE random()' AND id < abs(-900)");
        await mirror.SucceedAsync();
        mirror.Execute("DELETE FROM public.item WHERE id = 3");

        var table = await Verification.OfTableAsync(mirror);

        Assert.Equal(["3 Missing "], Verification.Rows(table));
        Assert.Equal(VerifyStatus.Different, table.Status);
    }

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Condition_that_the_clock_moves_is_equal_where_the_rows_are(string server)
    {
        using var mirror = await servers.CreateAsync(Items, server);
        Select(mirror, "now() > '2020-01-01'");
        await mirror.SucceedAsync();

        Assert.Equal(VerifyStatus.Equal, (await Verification.OfTableAsync(mirror)).Status);
    }

    [Theory]
    [InlineData("EXISTS (SELECT FROM public.chosen c WHERE c.id = item.id)", "also reads public.chosen")]
    [InlineData("public.is_chosen(id)", "calls a function")]
    public async Task Condition_that_reads_another_table_is_explained_by_changes_of_that(string condition, string why)
    {
        using var mirror = await servers.CreateAsync(
            Items
                + """
                CREATE TABLE chosen AS SELECT id FROM item WHERE id <= 10;
                CREATE FUNCTION is_chosen(one int) RETURNS bool STABLE LANGUAGE plpgsql AS
                'BEGIN RETURN EXISTS (SELECT FROM public.chosen c WHERE c.id = one); END';
                """
        );
        Select(mirror, condition);
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("INSERT INTO chosen VALUES (500)");

        var table = await Verification.OfTableAsync(mirror);

        Assert.Equal((VerifyStatus.Changed, new RowDifferences(0, 1, 0)), (table.Status, table.Explained));
        Assert.Equal(default, table.Shown);
        Assert.Contains(why, Assert.Single(table.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Role_that_may_read_columns_only_cannot_tell_and_verifies_all_the_same()
    {
        using var mirror = await servers.CreateAsync(Items);
        var role = await mirror.Source.CreateRoleAsync();
        await mirror.Source.ExecuteAsync($"GRANT SELECT (id, name) ON item TO {role}");
        mirror.ConnectAs(role);
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("UPDATE item SET name = 'new' WHERE id = 3");

        var table = await Verification.OfTableAsync(mirror);

        Assert.Equal(new RowDifferences(1, 0, 0), table.Explained);
        Assert.Equal(default, table.Shown);
        Assert.Contains("GRANT SELECT ON", Assert.Single(table.Remarks), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ALTER TABLE pintail.table_state DROP COLUMN snapshot_xmin", "older Pintail")]
    [InlineData("UPDATE pintail.table_state SET snapshot_xmin = NULL", "older Pintail")]
    [InlineData("UPDATE pintail.table_state SET snapshot_lsn = 'FFFFFFFF/0'", "stands before")]
    [InlineData("UPDATE pintail.table_state SET snapshot_xmin = 3", null)]
    public async Task Nothing_is_explained_by_a_state_that_does_not_tell(string change, string? remark)
    {
        using var mirror = await MirroredAsync(Items);
        await mirror.Source.ExecuteAsync("UPDATE item SET name = 'new' WHERE id = 3");
        mirror.Execute(change);

        var table = await Verification.OfTableAsync(mirror);

        Assert.Equal(remark is null ? VerifyStatus.Changed : VerifyStatus.Different, table.Status);
        if (remark is not null)
            Assert.Contains(remark, Assert.Single(table.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Target_of_an_older_version_gets_the_horizon_with_its_next_mirror()
    {
        using var mirror = await MirroredAsync(Items);
        mirror.Execute("ALTER TABLE pintail.table_state DROP COLUMN snapshot_xmin");

        await mirror.SucceedAsync();

        var horizon = await mirror.Source.ScalarAsync("SELECT txid_snapshot_xmin(txid_current_snapshot())");
        Assert.Equal(horizon, mirror.Scalar("SELECT snapshot_xmin FROM pintail.table_state"));
    }

    private static void Select(MirrorHarness mirror, string condition)
    {
        mirror.Filter("public.item");
        mirror.Spec = mirror.Spec with { RowFilters = new Dictionary<string, string> { ["public.item"] = condition } };
    }

    private async Task<MirrorHarness> MirroredAsync(string sql, string server = "npm")
    {
        var mirror = await servers.CreateAsync(sql, server);
        await mirror.SucceedAsync();
        return mirror;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task Row_that_the_mirror_has_twice_is_no_later_deletion()
    {
        using var mirror = await MirroredAsync(Items, "npm");
        await mirror.Source.ExecuteAsync("CREATE TABLE unrelated (a int); DELETE FROM item WHERE id = 500");
        mirror.Execute("INSERT INTO public.item SELECT * FROM public.item WHERE id IN (1, 2)");

        var result = await Verification.OfAsync(mirror);

        var table = Assert.Single(result.Tables, table => table.Name == "public.item");
        Assert.Equal(ExitCodes.ProofFailed, result.ExitCode);
        Assert.Equal(new RowDifferences(0, 0, 2), table.Unexplained);
        Assert.Equal(new RowDifferences(0, 0, 1), table.Explained);
    }

    [Fact]
    public async Task Later_value_that_the_mirrors_type_cannot_hold_is_a_change_and_not_another_structure()
    {
        using var mirror = await MirroredAsync(
            "CREATE TABLE n (id int PRIMARY KEY, v numeric); INSERT INTO n VALUES (1, 1.25), (2, 2)",
            "npm"
        );
        await mirror.Source.ExecuteAsync("UPDATE n SET v = 1.2501 WHERE id = 1");

        var table = await Verification.OfTableAsync(mirror);

        Assert.Equal(VerifyStatus.Changed, table.Status);
        Assert.Equal(new RowDifferences(1, 0, 0), table.Explained);
    }
}
