using Pintail.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class SchemaRenameTests(PostgresFixture fixture)
{
    private const string Sql = """
        CREATE SCHEMA shop; CREATE TABLE shop.items AS SELECT 1 AS a; CREATE TABLE public.orders AS SELECT 2 AS a;
        CREATE TABLE public.t AS SELECT 3 AS a;
        """;

    [Fact]
    public async Task Two_schemas_may_become_main_and_a_tables_own_name_stays_its_own()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        RenameSchemas(mirror, ("shop", "main"), ("public", "main"));
        mirror.Rename("public.t", "things");

        await mirror.SucceedAsync();
        await mirror.SucceedAsync();

        Assert.Equal(["main.items", "main.orders", "main.things"], mirror.Tables());
        Assert.Equal("1|2|3", mirror.Scalar("SELECT i.a, o.a, t.a FROM items i, orders o, things t"));
        Assert.Empty(mirror.Plan!.Findings);
    }

    [Fact]
    public async Task Tables_that_would_be_the_same_are_refused_with_renames_that_help()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            Sql + "CREATE TABLE public.items AS SELECT 4 AS a; CREATE TABLE public.items_2 AS SELECT 5 AS a;"
        );
        RenameSchemas(mirror, ("shop", "main"), ("public", "main"));

        var result = await mirror.RunAsync();

        Assert.Equal(ExitCodes.SomeTableFailed, result.ExitCode);
        Assert.Equal(["main.items_2", "main.orders", "main.t"], mirror.Tables());
        var findings = mirror.Plan!.Findings.Where(found => found.Kind == FindingKind.NameCollision).ToList();
        Assert.All(findings, found => Assert.Contains("both be main.items", found.Message, StringComparison.Ordinal));
        Assert.Equal(
            ["Rename one: --rename 'public.items=items_3'.", "Rename one: --rename 'shop.items=items_4'."],
            findings.Select(found => found.Remedy)
        );
        mirror.Rename("public.items", "items_3");
        mirror.Rename("shop.items", "items_4");
        await mirror.SucceedAsync();
        Assert.Equal("4|5|1", mirror.Scalar("SELECT b.a, c.a, d.a FROM items_3 b, items_2 c, items_4 d"));
    }

    [Theory]
    [InlineData("flight_tracker")]
    [InlineData("Last_Sync_Time")]
    public async Task Table_named_like_Pintails_own_cannot_go_to_main(string table)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, $"CREATE TABLE \"{table}\" AS SELECT 1 AS a");
        RenameSchemas(mirror, ("public", "main"));

        var error = await mirror.FailTableAsync($"public.{table}");

        Assert.Contains($"--rename 'public.{table}={table}_2'", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_that_is_not_there_is_a_warning_with_the_nearest_name()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        RenameSchemas(mirror, ("shpo", "main"));

        await mirror.SucceedAsync();

        var finding = Assert.Single(mirror.Plan!.Findings);
        Assert.Equal((FindingKind.RenameMatchesNothing, FindingSeverity.Warning), (finding.Kind, finding.Severity));
        Assert.Contains("'shop'", finding.Remedy, StringComparison.Ordinal);
    }

    private static void RenameSchemas(MirrorHarness mirror, params (string From, string To)[] renames) =>
        mirror.Spec = mirror.Spec with { SchemaRenames = renames.ToDictionary(it => it.From, it => it.To) };
}
