using Pintail.Mirror;
using Pintail.Target;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Delta;

public class StrategyTests(PostgresFixture fixture)
{
    private const string Table =
        "CREATE TABLE t (id int PRIMARY KEY, at timestamptz NOT NULL, v text); INSERT INTO t SELECT i, timestamptz '2024-01-01' + i * interval '1 minute', 'v' || i FROM generate_series(1, 500) i;";

    private static MirrorSpec Append(MirrorSpec spec, string column, string? overlap = null) =>
        spec with
        {
            Strategies = new Dictionary<string, RefreshStrategy> { ["public.t"] = RefreshStrategy.Append },
            Watermarks = new Dictionary<string, string> { ["public.t"] = column },
            Overlaps = overlap is null
                ? new Dictionary<string, string>()
                : new Dictionary<string, string> { ["public.t"] = overlap },
        };

    [Theory]
    [InlineData("id", "2")]
    [InlineData("at", "2 minutes")]
    public async Task Append_reads_rows_past_the_watermark_and_the_overlap(string column, string overlap)
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table, spec => Append(spec, column));
        await mirror.Source.ExecuteAsync(
            "INSERT INTO t SELECT i, timestamptz '2024-01-01' + i * interval '1 minute', 'w' FROM generate_series(501, 505) i"
        );
        var table = await mirror.RefreshAsync(ChangeKind.Merged);
        Assert.Equal(("append", 5, 505), (table.Strategy, table.Rows, table.TargetRows));
        Assert.Equal(0, (await mirror.RefreshAsync(ChangeKind.Merged)).Rows);

        // Below the watermark: unseen without an overlap, and read again with one.
        await mirror.Source.ExecuteAsync("UPDATE t SET v = 'late' WHERE id = 504");
        Assert.Equal(0, Assert.Single((await mirror.SucceedAsync()).Tables).Rows);
        mirror.Spec = Append(mirror.Spec, column, overlap);
        Assert.Equal(2, (await mirror.RefreshAsync(ChangeKind.Merged)).Rows);
        mirror.Spec = mirror.Spec with { Strategies = new Dictionary<string, RefreshStrategy>() };
        Assert.Contains("append", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
        await mirror.RefreshAsync(ChangeKind.Unchanged);
    }

    [Theory]
    [InlineData("v", null, "neither a number nor a time")]
    [InlineData("nothing", null, "no column")]
    [InlineData("id", "soon", "not a number")]
    [InlineData("id", "-5", "minus sign")]
    [InlineData("at", "-5 minutes", "minus sign")]
    public async Task Append_that_cannot_work_is_a_full_copy_that_says_why(string column, string? overlap, string why)
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table, spec => Append(spec, column, overlap));
        await mirror.SucceedAsync();
        var table = await mirror.RefreshAsync(ChangeKind.Replaced);
        Assert.Contains(why, table.Reason);
        Assert.True(table.IsUnexpectedlyFull);
        var finding = Assert.Single(mirror.Plan!.Findings);
        Assert.Equal((FindingSeverity.Warning, FindingKind.SettingHasNoEffect), (finding.Severity, finding.Kind));
        Assert.Contains(why, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RefreshStrategy.Append, null, "5", "needs a --watermark")]
    [InlineData(RefreshStrategy.Append, "nullable", null, "may be NULL")]
    [InlineData(RefreshStrategy.Auto, "id", null, "--watermark of public.t: without effect")]
    [InlineData(RefreshStrategy.Full, "id", "5", "--watermark and --overlap of public.t: without effect")]
    [InlineData(RefreshStrategy.Auto, null, "5", "--overlap of public.t: without effect")]
    public async Task Setting_of_an_append_that_does_nothing_is_told(
        RefreshStrategy strategy,
        string? watermark,
        string? overlap,
        string told
    )
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t AS SELECT i AS id, i AS nullable FROM generate_series(1, 10) i; ALTER TABLE t ADD PRIMARY KEY (id)"
        );
        Dictionary<string, string> Of(string? value) => value is null ? [] : new() { ["public.t"] = value };
        mirror.Spec = mirror.Spec with
        {
            Strategies = new Dictionary<string, RefreshStrategy> { ["public.t"] = strategy },
            Watermarks = Of(watermark),
            Overlaps = Of(overlap),
        };

        // Also of the first load, which is in full whatever the settings say.
        await mirror.SucceedAsync();

        var finding = Assert.Single(mirror.Plan!.Findings);
        Assert.Equal((FindingSeverity.Warning, FindingKind.SettingHasNoEffect), (finding.Severity, finding.Kind));
        Assert.Contains(told, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_is_not_built_on_a_copy_of_another_table_of_the_name()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table, spec => Append(spec, "id"));
        await mirror.Source.ExecuteAsync($"DROP TABLE t; {Table}; UPDATE t SET v = 'other'");
        Assert.Contains("another table of that name", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
    }

    [Fact]
    public async Task Append_is_not_built_on_a_copy_of_other_rows()
    {
        using var mirror = await DeltaHarness.LoadedAsync(
            fixture,
            Table,
            spec => Append(spec, "id") with { RowLimits = new Dictionary<string, long> { ["public.t"] = 100 } }
        );
        mirror.Spec = mirror.Spec with { RowLimits = new Dictionary<string, long>() };
        await mirror.RefreshAsync(ChangeKind.Replaced);
        mirror.Spec = mirror.Spec with { RowFilters = new Dictionary<string, string> { ["public.t"] = "id > 250" } };
        await mirror.SucceedAsync();
        mirror.Spec = mirror.Spec with { RowFilters = new Dictionary<string, string>() };
        await mirror.RefreshAsync(ChangeKind.Replaced);
    }

    [Fact]
    public async Task Unique_value_of_a_row_that_an_append_did_not_see_go_means_a_full_copy()
    {
        using var mirror = await DeltaHarness.LoadedAsync(
            fixture,
            "CREATE TABLE t (id int PRIMARY KEY, u text UNIQUE); INSERT INTO t SELECT i, 'u' || i FROM generate_series(1, 50) i",
            spec => Append(spec, "id") with { Keys = true }
        );
        await mirror.Source.ExecuteAsync("DELETE FROM t WHERE id = 5; INSERT INTO t VALUES (51, 'u5')");
        await mirror.RefreshAsync(ChangeKind.Replaced);
    }

    [Fact]
    public async Task Skipped_table_keeps_its_copy_and_is_told()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table + "CREATE TABLE other (i int)");
        mirror.Spec = mirror.Spec with
        {
            Strategies = new Dictionary<string, RefreshStrategy> { ["public.t"] = RefreshStrategy.Skip },
        };
        await mirror.Source.ExecuteAsync("TRUNCATE t");
        var result = await mirror.SucceedAsync();
        Assert.Equal("other", Assert.Single(result.Tables).Table);
        Assert.Contains(result.Plan.Findings, finding => finding.Kind == FindingKind.TableSkipped);
        Assert.Equal("500", mirror.Scalar("SELECT count(*) FROM public.t"));
    }

    [Fact]
    public async Task Plan_tells_each_tables_strategy_and_why()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table + "CREATE TABLE v (i int, r regclass)");
        var plan = await mirror.PlanAsync();
        Assert.Equal(
            [("t", RefreshStrategy.Delta), ("v", RefreshStrategy.Full)],
            plan.Tables.Select(table => (table.Relation.Name, table.Strategy)).Order()
        );
        Assert.Contains("regclass", plan.Tables.Single(table => table.Relation.Name == "v").Reason);
    }
}
