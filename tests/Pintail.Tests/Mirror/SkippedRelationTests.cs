using Pintail.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class SkippedRelationTests(PostgresFixture fixture)
{
    private const string Sql = """
        CREATE TABLE t AS SELECT 1 AS a;
        CREATE VIEW v AS SELECT * FROM t;
        CREATE MATERIALIZED VIEW m AS SELECT * FROM t;
        CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
        CREATE FOREIGN TABLE f (a int) SERVER s;
        """;

    [Fact]
    public async Task Views_and_foreign_tables_are_skipped_and_reported()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);

        await mirror.SucceedAsync();

        Assert.Equal(["public.t"], mirror.Tables());
        Assert.Equal(
            [
                (FindingKind.ForeignTableSkipped, "public.f"),
                (FindingKind.ViewSkipped, "public.m"),
                (FindingKind.ViewSkipped, "public.v"),
            ],
            mirror.Plan!.Findings.Select(found => (found.Kind, found.Relation!)).OrderBy(found => found.Item2)
        );
        Assert.All(mirror.Plan.Findings, found => Assert.Equal(FindingSeverity.Warning, found.Severity));
        Assert.All(mirror.Plan.Findings, found => Assert.NotNull(found.Remedy));
    }

    [Theory]
    [InlineData("public.v", "a view")]
    [InlineData("public.m", "a materialized view")]
    [InlineData("public.f", "a foreign table")]
    public async Task View_that_is_named_is_an_error_and_the_others_are_published(string name, string what)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Filter(name, "public.t");

        var error = await mirror.FailTableAsync(name);

        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Equal(["public.t"], mirror.Tables());
    }

    [Fact]
    public async Task Tables_this_role_may_not_read_are_reported_with_the_grant()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE open AS SELECT 1 AS a; CREATE TABLE shut AS SELECT 2 AS a;
            CREATE TABLE partly AS SELECT 3 AS a, 4 AS b;
            CREATE SCHEMA hidden; CREATE TABLE hidden."odd one" AS SELECT 5 AS a;
            """
        );
        var role = await mirror.Source.CreateRoleAsync();
        await mirror.Source.ExecuteAsync(
            $"GRANT SELECT ON open TO {role}; GRANT SELECT (a) ON partly TO {role}; GRANT SELECT ON hidden.\"odd one\" TO {role};"
        );
        mirror.ConnectAs(role);

        await mirror.SucceedAsync();

        Assert.Equal(["public.open"], mirror.Tables());
        var remedies = mirror
            .Plan!.Findings.Where(found => found.Kind == FindingKind.NotReadable)
            .ToDictionary(found => found.Relation!, found => found.Remedy!);
        Assert.Equal(["hidden.odd one", "public.partly", "public.shut"], remedies.Keys.Order());
        // The remedy is SQL that helps, but for the role's name.
        foreach (var remedy in remedies.Values)
            await mirror.Source.ExecuteAsync(remedy.Replace("<role>", role, StringComparison.Ordinal));
        await mirror.SucceedAsync();
        Assert.Equal(["hidden.odd one", "public.open", "public.partly", "public.shut"], mirror.Tables());
    }

    [Fact]
    public async Task Table_that_is_named_and_may_not_be_read_is_an_error()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE shut (a int); CREATE TABLE open (a int)"
        );
        var role = await mirror.Source.CreateRoleAsync();
        await mirror.Source.ExecuteAsync($"GRANT SELECT ON open TO {role}");
        mirror.ConnectAs(role);
        mirror.Filter("public.shut", "public.open");

        var error = await mirror.FailTableAsync("public.shut");

        Assert.Equal(ErrorKind.SourcePermission, error.Kind);
        Assert.Contains("GRANT SELECT", error.Hint, StringComparison.Ordinal);
        Assert.Equal(["public.open"], mirror.Tables());
    }

    [Fact]
    public async Task Row_security_is_refused_until_filtering_is_allowed()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE t AS SELECT i AS a FROM generate_series(1, 10) i;
            ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY few ON t USING (a <= 3);
            """
        );
        var role = await mirror.Source.CreateRoleAsync();
        await mirror.Source.ExecuteAsync($"GRANT SELECT ON t TO {role}");
        mirror.ConnectAs(role);

        var error = await mirror.FailTableAsync("public.t");

        Assert.Equal(ErrorKind.SourcePermission, error.Kind);
        Assert.Contains("--allow-row-filtering", error.Hint, StringComparison.Ordinal);
        Assert.Empty(mirror.Tables());
        mirror.Spec = mirror.Spec with { AllowRowFiltering = true };
        await mirror.SucceedAsync();
        Assert.Equal("3", mirror.Scalar("SELECT count(*) FROM public.t"));
        Assert.Contains(mirror.Plan!.Findings, found => found.Kind == FindingKind.RowSecurity);
    }
}
