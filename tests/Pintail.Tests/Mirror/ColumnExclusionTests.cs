using Pintail.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class ColumnExclusionTests(PostgresFixture fixture)
{
    private const string Sql = """
        CREATE TABLE t AS SELECT 1 AS a, 2 AS "B,c", 'secret' AS password; CREATE TABLE u AS SELECT 7 AS a;
        """;

    [Fact]
    public async Task Excluded_column_is_not_copied_and_noted()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        Exclude(mirror, "public.t.password", "public.t.B,c");

        await mirror.SucceedAsync();

        Assert.Equal(["a"], mirror.Rows("SELECT column_name FROM duckdb_columns() WHERE table_name = 't'"));
        Assert.Equal(
            [
                (FindingSeverity.Note, FindingKind.ColumnExcluded, "B,c"),
                (FindingSeverity.Note, FindingKind.ColumnExcluded, "password"),
            ],
            mirror.Plan!.Findings.Select(found => (found.Severity, found.Kind, found.Column!))
        );
        Assert.Equal(2, mirror.Plan.Tables.Single(table => table.Name == "public.t").ExcludedColumns.Count);
    }

    [Fact]
    public async Task Role_that_may_read_only_the_other_columns_copies_them()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        var role = await mirror.Source.CreateRoleAsync();
        await mirror.Source.ExecuteAsync($"GRANT SELECT (a, \"B,c\") ON t TO {role}; GRANT SELECT ON u TO {role}");
        mirror.ConnectAs(role);
        await mirror.SucceedAsync();
        var finding = Assert.Single(mirror.Plan!.Findings);
        Assert.Equal(FindingKind.NotReadable, finding.Kind);
        Assert.Contains("--exclude-column public.t.password", finding.Remedy, StringComparison.Ordinal);
        Exclude(mirror, "public.t.password");

        await mirror.SucceedAsync();

        Assert.Equal("1|2", mirror.Scalar("SELECT * FROM public.t"));
    }

    [Fact]
    public async Task Table_whose_every_column_is_excluded_is_told_as_one_without_columns()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        Exclude(mirror, "public.u.a");

        await mirror.SucceedAsync();

        Assert.Equal(["public.t"], mirror.Tables());
        var finding = Assert.Single(mirror.Plan!.Findings);
        Assert.Equal(
            (FindingSeverity.Warning, FindingKind.NoColumns, "public.u"),
            (finding.Severity, finding.Kind, finding.Relation)
        );
        Assert.Contains("excluded", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Excluded_column_resolves_a_collision()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, "CREATE TABLE t AS SELECT 1 AS id, 2 AS \"ID\"");
        Exclude(mirror, "public.t.ID");

        await mirror.SucceedAsync();

        Assert.Equal("1", mirror.Scalar("SELECT id FROM public.t"));
    }

    private static void Exclude(MirrorHarness mirror, params string[] columns) =>
        mirror.Spec = mirror.Spec with { ExcludedColumns = columns };
}
