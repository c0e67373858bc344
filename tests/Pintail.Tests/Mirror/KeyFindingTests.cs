using Pintail.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>Keys that --keys asks for and the target does not get: each is told with its reason.</summary>
public class KeyFindingTests(PostgresFixture fixture)
{
    private const string Table = """
        CREATE TABLE t (
            id int NOT NULL, r int4range, a int[], i interval, p point, h text, n int,
            CONSTRAINT late PRIMARY KEY (id) DEFERRABLE,
            CONSTRAINT ranges UNIQUE (r),
            CONSTRAINT lists UNIQUE (id, a),
            CONSTRAINT spans UNIQUE (i),
            CONSTRAINT fine UNIQUE (id, h),
            CONSTRAINT nulls UNIQUE NULLS NOT DISTINCT (n),
            CONSTRAINT no_nulls UNIQUE NULLS NOT DISTINCT (id)
        );
        CREATE UNIQUE INDEX expr ON t (lower(h));
        CREATE UNIQUE INDEX part ON t (h) WHERE n > 0;
        INSERT INTO t (id, h) VALUES (1, 'a');
        """;

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Keys_that_the_target_does_not_get_are_told_in_plan_and_run_with_the_reason(string server)
    {
        using var harness = await MirrorHarness.CreateAsync(fixture, Table, server);
        harness.Spec = harness.Spec with { Keys = true };
        string[] expected =
        [
            "primary key \"late\" is not made in the target: it is deferrable",
            "unique key \"expr\" is not made in the target: it is over an expression",
            "unique key \"lists\" is not made in the target: its column \"a\" arrives as a list",
            "unique key \"nulls\" lets rows with NULL repeat in the target",
            "unique key \"part\" is not made in the target: it is partial",
            "unique key \"ranges\" is not made in the target: its column \"r\" arrives as a STRUCT",
            "unique key \"spans\" is not made in the target: its column \"i\" arrives as INTERVAL",
        ];

        var plan = await harness.PlanAsync();
        var result = await harness.SucceedAsync();

        AssertFound(expected, plan);
        AssertFound(expected, result.Plan);
        Assert.Equal(
            ["t.fine", "t.no_nulls", "t.nulls"],
            harness.Rows("SELECT index_name FROM duckdb_indexes() ORDER BY 1")
        );
    }

    [Fact]
    public async Task Keys_lost_by_settings_or_inheritance_are_told()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE s (a int, b bigint, CONSTRAINT one UNIQUE (a), CONSTRAINT two UNIQUE (b));
            CREATE TABLE parent (id int CONSTRAINT three PRIMARY KEY); CREATE TABLE child () INHERITS (parent);
            """
        );
        harness.Spec = harness.Spec with
        {
            Keys = true,
            ExcludedColumns = ["public.s.a"],
            ColumnTypes = new Dictionary<string, string> { ["public.s.b"] = "FLOAT" },
        };

        AssertFound(
            [
                "primary key \"three\" is not made in the target: rows of inheriting tables",
                "unique key \"one\" is not made in the target: its column \"a\" is left out",
                "unique key \"two\" is not made in the target: its column \"b\" arrives changed",
            ],
            await harness.PlanAsync()
        );
    }

    [Fact]
    public async Task Index_that_was_not_finished_is_told()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)"
        );
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            harness.Source.ExecuteAsync("CREATE UNIQUE INDEX CONCURRENTLY broken ON t (a)")
        );
        harness.Spec = harness.Spec with { Keys = true };

        AssertFound(["unique key \"broken\" is not made in the target: it is not valid"], await harness.PlanAsync());
    }

    [Fact]
    public async Task Nothing_is_told_where_no_keys_are_asked_for()
    {
        using var harness = await MirrorHarness.CreateAsync(fixture, Table);
        AssertFound([], await harness.PlanAsync());
    }

    private static void AssertFound(string[] expected, MirrorPlan plan)
    {
        var found = plan.Findings.Where(finding => finding.Kind == FindingKind.KeyNotCarried).ToList();
        // What the settings themselves leave out or change is no deviation under --strict.
        Assert.All(
            found,
            finding =>
                Assert.Equal(
                    finding.Message.Contains("is left out") || finding.Message.Contains("arrives changed")
                        ? FindingSeverity.Note
                        : FindingSeverity.Warning,
                    finding.Severity
                )
        );
        var messages = found.Select(finding => finding.Message).OrderBy(it => it[it.IndexOf(": ")..]).ToList();
        Assert.Equal(expected.Length, messages.Count);
        Assert.All(expected.Zip(messages), pair => Assert.Contains(pair.First, pair.Second, StringComparison.Ordinal));
    }
}
