using Pintail.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class SelectionTests(PostgresFixture fixture)
{
    private const string Sql = """
        CREATE SCHEMA shop; CREATE SCHEMA "Shop archive";
        CREATE TABLE shop.orders AS SELECT 1 AS a; CREATE TABLE shop.items AS SELECT 2 AS a;
        CREATE TABLE "Shop archive".orders AS SELECT 3 AS a; CREATE TABLE public.t AS SELECT 4 AS a;
        """;

    [Fact]
    public async Task Exclude_wins_over_include()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Spec = mirror.Spec with
        {
            Filter = new TableFilter
            {
                IncludedSchemas = ["shop", "public"],
                ExcludedTables = ["shop.items"],
                ExcludedSchemas = ["public"],
            },
        };

        await mirror.SucceedAsync();

        Assert.Equal(["shop.orders"], mirror.Tables());
    }

    [Fact]
    public async Task Include_entry_that_matches_nothing_fails_and_the_others_are_published()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Filter("shop.orders", "shop.itms", "Shop.items");

        var result = await mirror.RunAsync();

        Assert.Equal(ExitCodes.SomeTableFailed, result.ExitCode);
        Assert.Equal(["shop.orders"], mirror.Tables());
        var findings = mirror.Plan!.Findings.Where(found => found.Kind == FindingKind.FilterMatchesNothing).ToList();
        Assert.Equal(2, findings.Count);
        Assert.All(findings, found => Assert.Equal(FindingSeverity.Error, found.Severity));
        Assert.All(findings, found => Assert.Contains("'shop.items'", found.Remedy, StringComparison.Ordinal));
        Assert.Equal("failed|1", mirror.Scalar("SELECT status, exit_code FROM pintail.run"));
        Assert.Equal("0", mirror.Scalar("SELECT count(*) FROM main.last_sync_time"));
    }

    [Fact]
    public async Task Exclude_entry_that_matches_nothing_is_a_warning()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Spec = mirror.Spec with
        {
            Filter = new TableFilter { ExcludedTables = ["shop.order"], ExcludedSchemas = ["Public"] },
        };

        await mirror.SucceedAsync();

        Assert.Equal(4, mirror.Tables().Count);
        Assert.Equal(
            [FindingSeverity.Warning, FindingSeverity.Warning],
            mirror.Plan!.Findings.Select(found => found.Severity)
        );
    }

    [Fact]
    public async Task Nothing_selected_touches_nothing_unless_allowed()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Spec = mirror.Spec with
        {
            Filter = new TableFilter { ExcludedSchemas = ["shop", "Shop archive", "public"] },
        };

        var error = await mirror.FailAsync();

        Assert.Equal((ErrorKind.NothingSelected, ExitCodes.Usage), (error.Kind, error.Kind.ExitCode()));
        Assert.Contains("--allow-empty", error.Hint, StringComparison.Ordinal);
        Assert.False(File.Exists(mirror.TargetFile));
        mirror.Spec = mirror.Spec with { AllowEmpty = true };
        await mirror.SucceedAsync();
        Assert.Empty(mirror.Tables());
    }

    [Fact]
    public async Task Strict_turns_a_warning_into_an_end_before_anything_is_touched()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql + "CREATE VIEW v AS SELECT 1 AS a;");
        mirror.Spec = mirror.Spec with { Strict = true };

        var error = await mirror.FailAsync();

        Assert.Equal((ErrorKind.Configuration, ExitCodes.Usage), (error.Kind, error.Kind.ExitCode()));
        Assert.Contains("public.v", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(mirror.TargetFile));
        mirror.Spec = mirror.Spec with { Filter = new TableFilter { ExcludedTables = ["public.v"] } };
        await mirror.SucceedAsync();
    }

    [Fact]
    public async Task Planning_writes_nothing()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);

        var plan = await mirror.PlanAsync();

        Assert.Equal(4, plan.Tables.Count);
        Assert.False(File.Exists(mirror.TargetFile));
    }

    [Fact]
    public async Task Tables_and_columns_that_are_one_name_to_DuckDB_are_refused_until_renamed()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE "Foo" AS SELECT 1 AS a; CREATE TABLE foo AS SELECT 2 AS a; CREATE TABLE other AS SELECT 3 AS a;
            CREATE TABLE cols AS SELECT 4 AS id, 5 AS "ID";
            """
        );

        var result = await mirror.RunAsync();

        Assert.Equal(ExitCodes.SomeTableFailed, result.ExitCode);
        Assert.Equal(["public.other"], mirror.Tables());
        var refused = result.Tables.Where(table => table.Status == TableStatus.Refused).ToList();
        Assert.Equal(["Foo", "cols", "foo"], refused.Select(table => table.Table).Order(StringComparer.Ordinal));
        Assert.All(refused, table => Assert.Contains("--rename 'public.", table.Error!.Hint, StringComparison.Ordinal));
        Assert.Equal(
            ["cols|refused", "foo|refused", "Foo|refused", "other|loaded"],
            mirror.Rows(
                "SELECT source_table, status FROM pintail.table_run ORDER BY lower(source_table), source_table DESC"
            )
        );

        mirror.Rename("public.Foo", "big foo");
        mirror.Rename("public.cols.ID", "id2");
        await mirror.SucceedAsync();
        Assert.Equal(
            "1|2|4|5",
            mirror.Scalar("""SELECT b.a, f.a, c.id, c.id2 FROM public."big foo" b, public.foo f, public.cols c""")
        );
    }

    [Fact]
    public async Task Rename_that_matches_nothing_is_a_warning()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Rename("shop.oders", "x");

        await mirror.SucceedAsync();

        var finding = Assert.Single(mirror.Plan!.Findings);
        Assert.Equal((FindingKind.RenameMatchesNothing, FindingSeverity.Warning), (finding.Kind, finding.Severity));
        Assert.Contains("'shop.orders'", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rename_to_the_name_of_another_table_is_a_collision()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Rename("shop.orders", "Items");

        var result = await mirror.RunAsync();

        Assert.Equal(ExitCodes.SomeTableFailed, result.ExitCode);
        Assert.Equal(2, result.Tables.Count(table => table.Status == TableStatus.Refused));
        Assert.Equal(["Shop archive.orders", "public.t"], mirror.Tables());
    }
}
