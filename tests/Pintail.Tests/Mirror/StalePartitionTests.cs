using Pintail.Mirror;
using Pintail.Tests.Support;
using Pintail.Tests.Verify;
using Pintail.Types;
using Pintail.Verify;

namespace Pintail.Tests.Mirror;

/// <summary>A table that became a partition has a copy of its own until that is pruned, which never loses a row.</summary>
public class StalePartitionTests(PostgresFixture fixture)
{
    private const string Partitions = """
        CREATE TABLE whole (a int) PARTITION BY LIST (a);
        CREATE TABLE part PARTITION OF whole FOR VALUES IN (1); INSERT INTO whole VALUES (1);
        ALTER TABLE whole DETACH PARTITION part;
        """;

    private const string Attach =
        "INSERT INTO part VALUES (1); ALTER TABLE whole ATTACH PARTITION part FOR VALUES IN (1)";

    [Theory]
    [InlineData(PublishMode.Together)]
    [InlineData(PublishMode.PerTable)]
    public async Task Table_that_became_a_partition_is_told_until_its_own_copy_is_pruned(PublishMode publish)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Partitions);
        mirror.Spec = mirror.Spec with { Publish = publish };
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync(Attach);

        await mirror.SucceedAsync();

        Assert.Equal(
            "2|1",
            mirror.Scalar("SELECT (SELECT count(*) FROM public.whole), (SELECT count(*) FROM public.part)")
        );
        var finding = Assert.Single(mirror.Plan!.Findings, found => found.Relation == "public.part");
        Assert.Equal(
            (FindingSeverity.Warning, FindingKind.CopyNotRefreshed, "Drop it with 'pintail mirror --prune'."),
            (finding.Severity, finding.Kind, finding.Remedy)
        );
        Assert.False(finding.IsDeviation);
        var verified = await Verification.OfAsync(mirror);
        Assert.Equal(ExitCodes.ProofFailed, verified.ExitCode);
        Assert.Equal(VerifyStatus.LeftOver, Assert.Single(verified.Tables, table => table.Table == "part").Status);

        await mirror.Source.ExecuteAsync("INSERT INTO whole VALUES (1)");
        mirror.Spec = mirror.Spec with { Prune = true };
        await mirror.SucceedAsync();
        Assert.Equal(["public.whole"], mirror.Tables());
        Assert.Equal("1", mirror.Scalar("SELECT count(*) FROM pintail.table_state"));
        Assert.Equal(ExitCodes.Success, (await Verification.OfAsync(mirror)).ExitCode);
        await mirror.SucceedAsync();
        Assert.DoesNotContain(mirror.Plan!.Findings, found => found.Kind == FindingKind.CopyNotRefreshed);
    }

    [Fact]
    public async Task Partition_that_is_named_keeps_its_own_copy()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Partitions);
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync(Attach);
        mirror.Filter("public.whole", "public.part");
        mirror.Spec = mirror.Spec with { Prune = true };

        await mirror.SucceedAsync();

        Assert.Equal(
            "2|2",
            mirror.Scalar("SELECT (SELECT count(*) FROM public.whole), (SELECT count(*) FROM public.part)")
        );
    }

    [Fact]
    public async Task Copy_of_a_partition_stays_while_the_whole_cannot_be_copied()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Partitions);
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync(Attach);
        mirror.Spec = mirror.Spec with
        {
            Prune = true,
            RowFilters = new Dictionary<string, string> { ["public.whole"] = "1 / (a - 1) > 0" },
        };

        await mirror.FailTableAsync("public.whole");

        Assert.Equal("1", mirror.Scalar("SELECT count(*) FROM public.part"));
        mirror.Spec = mirror.Spec with { RowFilters = new Dictionary<string, string>() };
        await mirror.SucceedAsync();
        Assert.Equal(["public.whole"], mirror.Tables());
    }

    [Theory]
    [InlineData("append")]
    [InlineData("--where")]
    [InlineData("--limit")]
    [InlineData("--exclude-column")]
    [InlineData("rounded or NULL")]
    public async Task Copy_of_a_partition_is_not_pruned_where_the_whole_may_lack_its_rows(string why)
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE whole (a int NOT NULL, b numeric(5,2)) PARTITION BY RANGE (a);
            CREATE TABLE high PARTITION OF whole FOR VALUES FROM (100) TO (200); INSERT INTO whole VALUES (150);
            CREATE TABLE part (a int NOT NULL, b numeric(5,2)); INSERT INTO part VALUES (1);
            """
        );
        mirror.Spec = mirror.Spec with { Prune = true };
        mirror.Spec = why switch
        {
            "append" => mirror.Spec with
            {
                Strategies = new Dictionary<string, RefreshStrategy> { ["public.whole"] = RefreshStrategy.Append },
                Watermarks = new Dictionary<string, string> { ["public.whole"] = "a" },
            },
            "--where" => mirror.Spec with
            {
                RowFilters = new Dictionary<string, string> { ["public.whole"] = "a > 50" },
            },
            "rounded or NULL" => mirror.Spec with
            {
                Unrepresentable = new Dictionary<string, UnrepresentablePolicy>
                {
                    ["public.whole.b"] = UnrepresentablePolicy.Null,
                },
            },
            "--limit" => mirror.Spec with { RowLimits = new Dictionary<string, long> { ["public.whole"] = 1 } },
            _ => mirror.Spec with { ExcludedColumns = ["public.whole.b"] },
        };
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("ALTER TABLE whole ATTACH PARTITION part FOR VALUES FROM (1) TO (100)");

        await mirror.SucceedAsync();

        Assert.Equal("1", mirror.Scalar("SELECT a FROM public.part"));
        var finding = Assert.Single(mirror.Plan!.Findings, found => found.Kind == FindingKind.CopyNotRefreshed);
        Assert.Equal(FindingSeverity.Warning, finding.Severity);
        Assert.Contains(why, finding.Message, StringComparison.Ordinal);
        Assert.Empty(mirror.Plan.Pruned);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Partition_that_another_run_names_is_its_own_affair(bool excludesWhole)
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            Partitions + Attach + "; CREATE TABLE other (a int)"
        );
        mirror.Filter("public.part");
        await mirror.SucceedAsync();
        mirror.Spec = mirror.Spec with
        {
            Prune = true,
            Filter = new TableFilter { ExcludedTables = excludesWhole ? ["public.whole"] : [] },
        };

        await mirror.SucceedAsync();

        Assert.Equal(
            excludesWhole ? ["public.other", "public.part"] : ["public.other", "public.part", "public.whole"],
            mirror.Tables()
        );
        Assert.DoesNotContain(mirror.Plan!.Findings, found => found.Kind == FindingKind.CopyNotRefreshed);
        Assert.Equal(ExitCodes.Success, (await Verification.OfAsync(mirror)).ExitCode);
    }

    [Fact]
    public async Task Renamed_table_that_is_a_partition_now_is_told_and_pruned_with_the_whole()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Partitions);
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync(
            "ALTER TABLE part RENAME TO part_1; ALTER TABLE whole ATTACH PARTITION part_1 FOR VALUES IN (1)"
        );
        mirror.Spec = mirror.Spec with { Prune = true };

        await mirror.SucceedAsync();

        Assert.Equal(["public.whole"], mirror.Tables());
        Assert.Equal("1", mirror.Scalar("SELECT count(*) FROM public.whole"));
    }

    [Fact]
    public async Task Copy_of_a_table_whose_name_a_partition_took_stays_while_the_table_is_not_copied()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Partitions);
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync(
            "CREATE SCHEMA old; ALTER TABLE part SET SCHEMA old; CREATE TABLE part PARTITION OF whole FOR VALUES IN (1)"
        );
        mirror.Spec = mirror.Spec with
        {
            Prune = true,
            Filter = new TableFilter { ExcludedSchemas = ["old"] },
        };

        await mirror.SucceedAsync();

        Assert.Equal("1", mirror.Scalar("SELECT count(*) FROM public.part"));
        var finding = Assert.Single(mirror.Plan!.Findings, found => found.Kind == FindingKind.SourceGone);
        Assert.Contains("is called old.part now", finding.Message, StringComparison.Ordinal);
        mirror.Spec = mirror.Spec with { Filter = TableFilter.Everything };
        await mirror.SucceedAsync();
        Assert.Equal(["old.part", "public.whole"], mirror.Tables());
    }

    [Fact]
    public async Task Copy_of_a_partition_of_what_is_not_copied_is_an_error()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE SCHEMA s; CREATE TABLE s.whole (a int) PARTITION BY LIST (a); CREATE TABLE part (a int);"
        );
        mirror.Spec = mirror.Spec with
        {
            Filter = new TableFilter { IncludedSchemas = ["public"] },
            Prune = true,
        };
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("ALTER TABLE s.whole ATTACH PARTITION part FOR VALUES IN (1)");

        var error = await mirror.FailTableAsync("public.part");

        Assert.Contains("--exclude-table public.part", error.Hint, StringComparison.Ordinal);
        Assert.Equal(["public.part"], mirror.Tables());
        Assert.Equal("refused", mirror.Scalar("SELECT arg_max(status, started_at) FROM pintail.table_run"));
        Assert.Equal(ExitCodes.SomeTableFailed, (await Verification.OfAsync(mirror)).ExitCode);
        await mirror.Source.ExecuteAsync("CREATE TABLE other (a int)");
        mirror.Spec = mirror.Spec with { Filter = mirror.Spec.Filter with { ExcludedTables = ["public.part"] } };
        await mirror.SucceedAsync();
    }

    [Fact]
    public async Task Copy_of_a_partition_of_what_is_skipped_is_told()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Partitions);
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync(Attach + "; CREATE TABLE other (a int)");
        mirror.Spec = mirror.Spec with
        {
            Prune = true,
            Strategies = new Dictionary<string, RefreshStrategy> { ["public.whole"] = RefreshStrategy.Skip },
        };

        await mirror.SucceedAsync();

        Assert.Equal(["public.other", "public.part", "public.whole"], mirror.Tables());
        var finding = Assert.Single(mirror.Plan!.Findings, found => found.Kind == FindingKind.CopyNotRefreshed);
        Assert.Equal(FindingSeverity.Warning, finding.Severity);
        mirror.Spec = mirror.Spec with
        {
            Strategies = new Dictionary<string, RefreshStrategy> { ["public.part"] = RefreshStrategy.Skip },
        };
        await mirror.SucceedAsync();
        Assert.Contains("public.part", mirror.Tables());
        var verified = await Verification.OfAsync(mirror);
        Assert.Equal(VerifyStatus.NotVerified, Assert.Single(verified.Tables, table => table.Table == "part").Status);
    }
}
