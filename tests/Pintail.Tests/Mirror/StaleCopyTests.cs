using Pintail.Mirror;
using Pintail.Tests.Delta;
using Pintail.Tests.Support;
using Pintail.Tests.Verify;
using Pintail.Verify;

namespace Pintail.Tests.Mirror;

/// <summary>A copy that a run cannot refresh any more is never left to grow old without a word.</summary>
public class StaleCopyTests(PostgresFixture fixture)
{
    private const string Sql = "CREATE TABLE t AS SELECT 1 AS a, 2 AS b; CREATE TABLE other AS SELECT 1 AS a;";

    [Theory]
    [InlineData("REVOKE SELECT ON t FROM {0}")]
    [InlineData("REVOKE SELECT ON t FROM {0}; GRANT SELECT (a) ON t TO {0}")]
    [InlineData("ALTER TABLE t ADD c int; REVOKE SELECT ON t FROM {0}; GRANT SELECT (a, b) ON t TO {0}")]
    [InlineData("REVOKE USAGE ON SCHEMA public FROM PUBLIC", true)]
    public async Task Mirrored_table_that_may_not_be_read_any_more_is_an_error(string change, bool both = false)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        var role = await mirror.Source.CreateRoleAsync();
        await mirror.Source.ExecuteAsync($"GRANT SELECT ON t, other TO {role}");
        mirror.ConnectAs(role);
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync(string.Format(null, change, role) + "; UPDATE t SET a = 9");

        var result = await mirror.RunAsync();

        Assert.Equal(ExitCodes.SomeTableFailed, result.ExitCode);
        var refused = result.Tables.Where(table => table.Status == TableStatus.Refused).ToList();
        Assert.Equal(both ? ["other", "t"] : ["t"], refused.Select(table => table.Table).Order());
        var error = refused.Single(table => table.Table == "t").Error!;
        Assert.Equal(ErrorKind.SourcePermission, error.Kind);
        Assert.Contains("Its copy public.t stays as of 20", error.Message, StringComparison.Ordinal);
        Assert.Equal("1", mirror.Scalar("SELECT a FROM public.t"));
        Assert.Equal(
            "refused|SourcePermission",
            mirror.Scalar(
                "SELECT status, error_kind FROM pintail.table_run WHERE source_table = 't' ORDER BY started_at DESC LIMIT 1"
            )
        );
        // The remedies are SQL that helps.
        foreach (var table in refused)
            await mirror.Source.ExecuteAsync(table.Error!.Hint!);
        await mirror.SucceedAsync();
        Assert.Equal("9", mirror.Scalar("SELECT a FROM public.t"));
    }

    [Theory]
    [InlineData("CREATE VIEW t AS SELECT 3 AS a", "a view")]
    [InlineData(
        "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE t (a int) SERVER s",
        "a foreign table"
    )]
    [InlineData("CREATE TABLE t ()", "no columns")]
    public async Task Mirrored_table_that_something_else_took_the_place_of_is_an_error(string change, string what)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync($"DROP TABLE t; {change}");

        var error = await mirror.FailTableAsync("public.t");

        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains("--exclude-table public.t", error.Hint, StringComparison.Ordinal);
        mirror.Spec = mirror.Spec with { Filter = new TableFilter { ExcludedTables = ["public.t"] } };
        await mirror.SucceedAsync();
        Assert.Equal("1", mirror.Scalar("SELECT a FROM public.t"));
    }

    [Fact]
    public async Task Copy_that_was_dropped_from_the_target_is_missed_by_nobody()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("DROP TABLE t; CREATE VIEW t AS SELECT 3 AS a");
        mirror.Execute("DROP TABLE public.t");

        await mirror.SucceedAsync();

        Assert.Equal(FindingSeverity.Warning, Assert.Single(mirror.Plan!.Findings).Severity);
    }

    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("DROP VIEW v; CREATE VIEW v AS SELECT 2 AS b")]
    public async Task View_that_another_run_copies_is_its_own_affair(string change)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql + "CREATE VIEW v AS SELECT 1 AS a");
        mirror.Spec = mirror.Spec with { Views = true };
        await mirror.SucceedAsync();
        mirror.Spec = mirror.Spec with { Views = false };
        await mirror.Source.ExecuteAsync(change);

        await mirror.SucceedAsync();

        var finding = Assert.Single(mirror.Plan!.Findings);
        Assert.Equal((FindingSeverity.Warning, FindingKind.ViewSkipped), (finding.Severity, finding.Kind));
        var verified = await Verification.OfAsync(mirror);
        Assert.Equal(ExitCodes.Success, verified.ExitCode);
        Assert.Equal(VerifyStatus.NotVerified, Assert.Single(verified.Tables, table => table.Table == "v").Status);
    }

    [Fact]
    public async Task Table_that_is_skipped_is_not_verified()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        mirror.Spec = mirror.Spec with
        {
            Strategies = new Dictionary<string, RefreshStrategy> { ["public.t"] = RefreshStrategy.Skip },
        };

        var verified = await Verification.OfAsync(mirror);

        Assert.Equal(ExitCodes.Success, verified.ExitCode);
        var table = Assert.Single(verified.Tables, table => table.Table == "t");
        Assert.Equal(VerifyStatus.NotVerified, table.Status);
        Assert.Contains("--strategy", Assert.Single(table.Remarks), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ALTER TABLE t RENAME TO t2", true)]
    [InlineData("ALTER TABLE t RENAME TO t2; ALTER TABLE t2 ENABLE ROW LEVEL SECURITY", false)]
    [InlineData("CREATE SCHEMA s; ALTER TABLE t SET SCHEMA s", false)]
    public async Task Copy_under_an_old_name_is_pruned_only_when_there_is_one_under_the_new(
        string change,
        bool isPruned
    )
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        var role = await mirror.Source.CreateRoleAsync();
        await mirror.Source.ExecuteAsync($"GRANT SELECT ON t, other TO {role}");
        mirror.ConnectAs(role);
        mirror.Spec = mirror.Spec with
        {
            Filter = new TableFilter { IncludedSchemas = ["public"] },
            Prune = true,
        };
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync(change);

        await mirror.RunAsync();

        Assert.Equal(isPruned ? ["public.other", "public.t2"] : ["public.other", "public.t"], mirror.Tables());
        var finding = Assert.Single(mirror.Plan!.Findings, found => found.Kind == FindingKind.SourceGone);
        Assert.Equal(isPruned ? FindingSeverity.Note : FindingSeverity.Warning, finding.Severity);
        Assert.Contains("is called ", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_that_was_appended_to_is_never_pruned_for_another()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t AS SELECT i AS a FROM generate_series(1, 5) i; ALTER TABLE t ALTER a SET NOT NULL"
        );
        mirror.Spec = mirror.Spec with
        {
            Prune = true,
            Strategies = new Dictionary<string, RefreshStrategy> { ["public.t"] = RefreshStrategy.Append },
            Watermarks = new Dictionary<string, string> { ["public.t"] = "a" },
        };
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("DELETE FROM t WHERE a < 5; ALTER TABLE t RENAME TO t2");

        await mirror.SucceedAsync();

        Assert.Equal(["public.t", "public.t2"], mirror.Tables());
        Assert.Equal("5|1", mirror.Scalar("SELECT (SELECT count(*) FROM public.t), (SELECT count(*) FROM public.t2)"));
    }

    [Fact]
    public async Task Copy_of_another_server_is_not_pruned()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Spec = mirror.Spec with { DurabilityWait = TimeSpan.FromSeconds(60), Prune = true };
        await mirror.FlushAsync();
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("DROP TABLE t");
        mirror.Execute("UPDATE pintail.table_state SET system_identifier = '1' WHERE source_table = 't'");

        await mirror.SucceedAsync();

        Assert.Equal(["public.other", "public.t"], mirror.Tables());
        var finding = Assert.Single(mirror.Plan!.Findings, found => found.Kind == FindingKind.SourceGone);
        Assert.Equal(FindingSeverity.Warning, finding.Severity);
    }

    [Fact]
    public async Task Gone_table_is_told_also_when_its_name_is_claimed_by_one_that_cannot_be_copied()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("DROP TABLE t; CREATE TABLE bad (a int) PARTITION BY LIST (a)");
        mirror.Rename("public.bad", "t");
        mirror.Spec = mirror.Spec with
        {
            RowFilters = new Dictionary<string, string> { ["public.bad"] = "no such thing" },
        };

        await mirror.FailTableAsync("public.bad");

        Assert.Single(mirror.Plan!.Findings, found => found is { Kind: FindingKind.SourceGone, Relation: "public.t" });
    }

    [Fact]
    public async Task Copy_made_from_another_address_of_the_same_database_is_told_and_never_pruned()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Spec = mirror.Spec with { DurabilityWait = TimeSpan.FromSeconds(60) };
        await mirror.FlushAsync();
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("DROP TABLE t");
        using var proxy = new TcpProxy(mirror.Source.Server.Host, mirror.Source.Server.Port);
        mirror.Spec = mirror.Spec with { Source = mirror.Spec.Source with { Port = proxy.Port }, Prune = true };

        await mirror.SucceedAsync();

        Assert.Equal(["public.other", "public.t"], mirror.Tables());
        var finding = Assert.Single(mirror.Plan!.Findings);
        Assert.Equal((FindingSeverity.Warning, FindingKind.CopyOfOtherAddress), (finding.Severity, finding.Kind));
        Assert.Contains("public.t", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_copies_of_a_table_that_may_not_be_read_are_named()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        var role = await mirror.Source.CreateRoleAsync();
        await mirror.Source.ExecuteAsync($"GRANT SELECT ON t, other TO {role}");
        mirror.ConnectAs(role);
        await mirror.SucceedAsync();
        mirror.Rename("public.t", "t2");
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync($"REVOKE SELECT ON t FROM {role}");

        var error = await mirror.FailTableAsync("public.t");

        Assert.Contains("copy public.t stays", error.Message, StringComparison.Ordinal);
        Assert.Contains("copy public.t2 stays", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_under_another_name_is_told_and_never_pruned()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        mirror.Rename("public.t", "t2");
        mirror.Spec = mirror.Spec with { Prune = true };

        await mirror.SucceedAsync();

        Assert.Equal(["public.other", "public.t", "public.t2"], mirror.Tables());
        var finding = Assert.Single(mirror.Plan!.Findings);
        Assert.Equal((FindingSeverity.Note, FindingKind.CopyUnderOtherName), (finding.Severity, finding.Kind));
    }

    [Fact]
    public async Task What_a_filter_leaves_out_is_not_told()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        mirror.Filter("public.t");

        await mirror.SucceedAsync();

        Assert.Empty(mirror.Plan!.Findings);
    }
}
