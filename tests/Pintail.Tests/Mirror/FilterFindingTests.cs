using Pintail.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>Filters that select less than they seem to.</summary>
public class FilterFindingTests(PostgresFixture fixture)
{
    private const string Sql = """
        CREATE SCHEMA a;
        CREATE SCHEMA b;
        CREATE TABLE a.t (x int);
        CREATE TABLE b.t (x int);
        CREATE TABLE a.parent (x int) PARTITION BY LIST (x);
        CREATE TABLE b.part PARTITION OF a.parent FOR VALUES IN (1);
        """;

    [Fact]
    public async Task Included_table_that_another_filter_takes_out_is_an_error()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Spec = mirror.Spec with
        {
            Filter = new TableFilter { IncludedSchemas = ["a"], IncludedTables = ["a.t", "b.t"] },
        };

        var result = await mirror.RunAsync();

        Assert.Equal(ExitCodes.SomeTableFailed, result.ExitCode);
        var finding = Assert.Single(mirror.Plan!.Findings, found => found.Severity == FindingSeverity.Error);
        Assert.Contains("'b.t'", finding.Message, StringComparison.Ordinal);
        Assert.Equal("a.t", Assert.Single(mirror.Plan.Tables).Name);
    }

    [Fact]
    public async Task New_name_that_looks_as_if_it_had_a_schema_is_told()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t (x int); CREATE TABLE \"u.v\" (x int)"
        );
        mirror.Rename("public.t", "public.zz");
        mirror.Rename("public.u.v", "u.w");

        await mirror.SucceedAsync();

        Assert.Equal(["public.public.zz", "public.u.w"], mirror.Tables());
        var finding = Assert.Single(mirror.Plan!.Findings);
        Assert.Equal((FindingKind.NewNameHasDot, "public.t"), (finding.Kind, finding.Relation));
        Assert.Contains("--rename-schema", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Partitions_whose_parent_is_not_selected_are_told()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Spec = mirror.Spec with { Filter = new TableFilter { IncludedSchemas = ["b"] } };

        var plan = await mirror.PlanAsync();

        var finding = Assert.Single(plan.Findings);
        Assert.Equal((FindingKind.PartitionsSkipped, FindingSeverity.Warning), (finding.Kind, finding.Severity));
        Assert.Contains("a.parent", finding.Message, StringComparison.Ordinal);
        Assert.Contains("b.part", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_are_looked_up_though_two_tables_are_written_alike()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE SCHEMA \"a.b\"; CREATE SCHEMA a; CREATE TABLE \"a.b\".c (x int); CREATE TABLE a.\"b.c\" (x int)"
        );
        mirror.Spec = mirror.Spec with { RowLimits = new Dictionary<string, long> { ["a.b.d"] = 1 } };

        var plan = await mirror.PlanAsync();

        Assert.Equal(
            FindingKind.SettingMatchesNothing,
            Assert.Single(plan.Findings, found => found.Severity > FindingSeverity.Note).Kind
        );
    }
}
