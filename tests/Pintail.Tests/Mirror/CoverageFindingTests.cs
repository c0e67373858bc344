using Pintail.Delta;
using Pintail.Mirror;
using Pintail.Postgres;
using Pintail.Target;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>What a plan says about tables besides what SkippedRelationTests, FilterFindingTests and their like hold.</summary>
public class CoverageFindingTests(PostgresFixture fixture)
{
    [Fact]
    public async Task Grant_names_the_role_that_lacks_it()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE SCHEMA hidden; CREATE TABLE hidden.\"odd one\" AS SELECT 5 AS a; CREATE TABLE open AS SELECT 1 AS a;"
        );
        var role = await mirror.Source.CreateRoleAsync();
        await mirror.Source.ExecuteAsync($"GRANT SELECT ON open TO {role}");
        mirror.ConnectAs(role);
        await mirror.SucceedAsync();
        var finding = Assert.Single(mirror.Plan!.Findings);
        Assert.Equal((FindingKind.NotReadable, "hidden.odd one"), (finding.Kind, finding.Relation));

        await mirror.Source.ExecuteAsync(finding.Remedy!);
        await mirror.SucceedAsync();

        Assert.Equal(["hidden.odd one", "public.open"], mirror.Tables());
        Assert.Empty(mirror.Plan.Findings);
    }

    [Fact]
    public async Task Partitions_are_said_to_be_counted_once()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE p (a int) PARTITION BY RANGE (a);
            CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (50);
            CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (50) TO (100);
            """
        );

        var finding = Assert.Single((await mirror.PlanAsync()).Findings);

        Assert.Equal(
            (FindingSeverity.Note, FindingKind.PartitionsCountedOnce, "public.p"),
            (finding.Severity, finding.Kind, finding.Relation)
        );
        Assert.Contains("2 partitions", finding.Message, StringComparison.Ordinal);
        mirror.Filter("public.p", "public.p2");
        finding = Assert.Single((await mirror.PlanAsync()).Findings);
        Assert.Contains("public.p2 is copied as a table of its own, too", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unlogged_table_is_copied_and_noted()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, "CREATE UNLOGGED TABLE t AS SELECT 1 AS a");

        await mirror.SucceedAsync();

        Assert.Equal("1", mirror.Scalar("SELECT a FROM public.t"));
        var finding = Assert.Single(mirror.Plan!.Findings);
        Assert.Equal((FindingSeverity.Note, FindingKind.Unlogged), (finding.Severity, finding.Kind));
    }

    [Theory]
    [InlineData(RelationKind.Table)]
    [InlineData(RelationKind.PartitionedTable)]
    public void Unlogged_table_is_skipped_on_a_standby(RelationKind kind)
    {
        var unlogged = Table(1, "u") with { Persistence = Persistence.Unlogged };
        var root = kind == RelationKind.Table ? unlogged : Table(2, "p") with { Kind = kind, Children = [1] };
        var relations = kind == RelationKind.Table ? [root] : new[] { root, unlogged with { PartitionOf = 2 } };

        var plan = Plan(Spec(), isInRecovery: true, [.. relations, Table(3, "t")]);

        var finding = Assert.Single(plan.Findings);
        Assert.Equal((FindingKind.UnloggedOnStandby, root.FullName), (finding.Kind, finding.Relation));
        Assert.Equal("s.t", Assert.Single(plan.Tables).Name);
    }

    [Fact]
    public void Collisions_offer_names_that_nobody_has()
    {
        var columns = new[] { Column(1, "id"), Column(2, "ID"), Column(3, "id_2"), Column(4, "x"), Column(5, "X") };
        var plan = Plan(
            Spec(),
            isInRecovery: false,
            Table(1, "Foo"),
            Table(2, "foo"),
            Table(3, "it's=q"),
            Table(4, "IT'S=Q"),
            Table(5, "cols") with
            {
                Columns = columns,
            }
        );

        Assert.Equal(
            [
                "Rename one: --rename 's.Foo=Foo_2'.",
                "Rename one: --rename 's.IT'\\''S=Q=IT'\\''S_Q_3'.",
                "Rename one: --rename 's.foo=foo_3'.",
                "Rename one: --rename 's.it'\\''s=q=it'\\''s_q_2'.",
                "Rename: --rename 's.cols.ID=ID_3' --rename 's.cols.X=X_2'.",
            ],
            plan.Findings.Select(found => found.Remedy!).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Object_in_the_way_is_told_with_a_free_name()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, "CREATE TABLE t AS SELECT 1 AS a");
        mirror.Execute(
            "CREATE SCHEMA public; CREATE TABLE public.t (x int); CREATE VIEW public.\"T_2\" AS SELECT 1 AS x"
        );

        var finding = Assert.Single((await mirror.PlanAsync()).Findings);

        Assert.Equal((FindingSeverity.Error, FindingKind.TargetInTheWay), (finding.Severity, finding.Kind));
        Assert.Contains("--rename 'public.t=t_3'", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_name_nothing_are_errors_only_where_something_was_to_be_left_out()
    {
        var catalog = Catalog(isInRecovery: false, Table(1, "orders"), Table(2, "items"));
        var spec = Spec() with
        {
            ExcludedColumns = ["s.orders.A", "s.orders.a"],
            RowFilters = new Dictionary<string, string> { ["s.order"] = "true", ["s.items"] = "true" },
            RowLimits = new Dictionary<string, long> { ["orders"] = 1 },
            ColumnTypes = new Dictionary<string, string> { ["s.items.b"] = "INTEGER" },
            Unrepresentable = new Dictionary<string, Pintail.Types.UnrepresentablePolicy>
            {
                ["s.item.a"] = Pintail.Types.UnrepresentablePolicy.Null,
            },
        };

        var findings = FilterFindings.Find(catalog, spec).ToList();

        Assert.Equal(
            [
                (FindingSeverity.Error, "The --exclude-column of 's.orders.A' names no column of the source."),
                (FindingSeverity.Error, "The --where of 's.order' names no table of the source."),
                (FindingSeverity.Warning, "The --limit of 'orders' names no table of the source."),
                (FindingSeverity.Warning, "The --column-type of 's.items.b' names no column of the source."),
                (FindingSeverity.Warning, "The --unrepresentable of 's.item.a' names no column of the source."),
            ],
            findings.Select(found => (found.Severity, found.Message))
        );
        Assert.All(findings, found => Assert.Equal(FindingKind.SettingMatchesNothing, found.Kind));
        Assert.StartsWith("Did you mean 's.orders.a'?", findings[0].Remedy, StringComparison.Ordinal);
        Assert.StartsWith("Did you mean 's.orders'?", findings[1].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_of_a_partition_that_comes_with_its_parent_are_told()
    {
        var catalog = Catalog(
            isInRecovery: false,
            Table(1, "p") with
            {
                Kind = RelationKind.PartitionedTable,
                Children = [2],
            },
            Table(2, "part") with
            {
                PartitionOf = 1,
            }
        );
        var spec = Spec() with
        {
            ExcludedColumns = ["s.part.a"],
            RowLimits = new Dictionary<string, long> { ["s.part"] = 1 },
        };

        var findings = FilterFindings.Find(catalog, spec).ToList();

        Assert.Equal([FindingSeverity.Error, FindingSeverity.Warning], findings.Select(found => found.Severity));
        Assert.All(findings, found => Assert.Equal("Set it for s.p.", found.Remedy));
        var named = spec with { Filter = new TableFilter { IncludedTables = ["s.part"] } };
        Assert.Empty(FilterFindings.Find(catalog, named));
    }

    private static MirrorPlan Plan(MirrorSpec spec, bool isInRecovery, params Relation[] relations) =>
        MirrorPlanner.Plan(
            spec,
            new Snapshot
            {
                Id = "1",
                Lsn = "0/0",
                Time = DateTimeOffset.UnixEpoch,
                TransactionIds = "1:1:",
                IsInRecovery = isInRecovery,
                Catalog = Catalog(isInRecovery, relations),
                Locked = relations.Select(relation => relation.Oid).ToHashSet(),
                NotLocked = [],
                Unlockable = [],
            },
            TargetContents.Empty,
            new Dictionary<uint, string>(),
            new ColumnProbes(),
            RefreshKnowledge.None("a test does not ask")
        );

    private static Catalog Catalog(bool isInRecovery, params Relation[] relations) =>
        new()
        {
            ServerVersionNumber = 180_000,
            ServerVersion = "18.0",
            Database = "d",
            Encoding = "UTF8",
            IsInRecovery = isInRecovery,
            Relations = relations,
        };

    private static Relation Table(uint oid, string name) =>
        new()
        {
            Oid = oid,
            Schema = "s",
            Name = name,
            Kind = RelationKind.Table,
            AccessMethod = "heap",
            CanSelect = true,
            CanUseSchema = true,
            Columns = [Column(1, "a")],
        };

    private static Column Column(int number, string name) =>
        new()
        {
            Number = number,
            Name = name,
            Type = new PostgresType
            {
                Oid = 23,
                Schema = "pg_catalog",
                Name = "int4",
                Kind = TypeKind.Base,
            },
        };

    private static MirrorSpec Spec() =>
        new()
        {
            Source = Conninfo.Resolve("postgresql://u@127.0.0.1/d", new Dictionary<string, string>()),
            Target = new TargetSpec { File = "unused.duckdb" },
        };
}
