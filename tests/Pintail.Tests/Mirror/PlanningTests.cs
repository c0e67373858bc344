using Pintail.Mirror;
using Pintail.Postgres;
using Pintail.Scan;
using Pintail.Target;

namespace Pintail.Tests.Mirror;

/// <summary>The pure parts of planning, over catalogs made by hand.</summary>
public class PlanningTests
{
    private static readonly PostgresType Int = new()
    {
        Oid = 23,
        Schema = "pg_catalog",
        Name = "int4",
        Kind = TypeKind.Base,
    };

    [Fact]
    public void Ranges_cover_a_large_heap_in_order_and_the_last_has_no_end()
    {
        var relation = Table(1, "big") with { HeapBytes = 100L << 20 };

        var ranges = Plan([relation], relation);

        Assert.Equal(4, ranges.Count);
        Assert.All(ranges, range => Assert.Equal("ONLY \"s\".\"big\"", range.FromSql));
        Assert.DoesNotContain(">=", ranges[0].WhereSql, StringComparison.Ordinal);
        Assert.DoesNotContain("<", ranges[^1].WhereSql, StringComparison.Ordinal);
    }

    [Fact]
    public void Relation_reached_by_several_ways_is_read_once()
    {
        Relation[] all =
        [
            Table(1, "top") with
            {
                Children = [2, 3],
            },
            Table(2, "left") with
            {
                Children = [4],
            },
            Table(3, "right") with
            {
                Children = [4],
            },
            Table(4, "bottom"),
        ];

        var ranges = Plan(all, all[0]);

        Assert.Equal(
            ["ONLY \"s\".\"top\"", "ONLY \"s\".\"left\"", "ONLY \"s\".\"bottom\"", "ONLY \"s\".\"right\""],
            ranges.Select(range => range.FromSql)
        );
    }

    [Fact]
    public void Partitioned_parent_stores_nothing_itself()
    {
        Relation[] all = [Parent(1, 2, 3), Table(2, "a"), Table(3, "b")];

        Assert.Equal(["ONLY \"s\".\"a\"", "ONLY \"s\".\"b\""], Plan(all, all[0]).Select(range => range.FromSql));
    }

    public static TheoryData<string> ReasonsForOneStream => ["unreadable", "row security", "unlisted", "virtual"];

    [Theory]
    [MemberData(nameof(ReasonsForOneStream))]
    public void Leaves_that_are_not_ours_to_read_are_read_through_the_parent(string reason)
    {
        var (parent, leaf) = (Parent(1, 2, 3), Table(3, "b"));
        (parent, leaf) = reason switch
        {
            "unreadable" => (parent, leaf with { CanSelect = false }),
            "row security" => (parent, leaf with { RowSecurityActive = true }),
            "unlisted" => (parent with { Children = [2, 3, 99] }, leaf),
            _ => (parent with { Columns = [Column("v") with { Generated = GeneratedKind.Virtual }] }, leaf),
        };

        var range = Assert.Single(Plan([parent, Table(2, "a"), leaf], parent));

        Assert.Equal(("\"s\".\"p\"", null), (range.FromSql, range.WhereSql));
    }

    [Fact]
    public void Table_with_virtual_columns_and_no_children_is_cut_into_ranges()
    {
        var relation = Table(1, "big") with
        {
            HeapBytes = 100L << 20,
            Columns = [Column("v") with { Generated = GeneratedKind.Virtual }],
        };

        Assert.Equal(4, Plan([relation], relation).Count);
    }

    [Fact]
    public void Partition_without_leaves_is_read_as_empty()
    {
        var parent = Parent(1);

        Assert.Empty(Plan([parent], parent));
    }

    [Fact]
    public void Filter_entries_that_match_nothing_are_told_with_the_nearest_name()
    {
        var catalog = Catalog(Table(1, "orders"), Table(2, "items"));
        var spec = Spec() with
        {
            Filter = new TableFilter
            {
                IncludedSchemas = ["s", "S"],
                IncludedTables = ["s.orders", "s.order"],
                ExcludedSchemas = ["t"],
                ExcludedTables = ["s.items", "items"],
            },
            Renames = new Dictionary<string, string>
            {
                ["s.items"] = "x",
                ["s.items.a"] = "b",
                ["s.items.z"] = "c",
            },
        };

        var findings = FilterFindings.Find(catalog, spec).ToList();

        Assert.Equal(
            [
                (FindingSeverity.Error, "The included schema 'S' is not in the source."),
                (FindingSeverity.Error, "The included table 's.order' is not in the source."),
                (FindingSeverity.Warning, "The excluded schema 't' is not in the source."),
                (FindingSeverity.Warning, "The excluded table 'items' is not in the source."),
                (
                    FindingSeverity.Warning,
                    "The rename of 's.items.z' names neither a table nor a column of the source."
                ),
            ],
            findings.Select(found => (found.Severity, found.Message))
        );
        Assert.Contains("'s.orders'", findings[1].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_refused_for_what_is_in_their_way_and_nothing_else()
    {
        var contents = new TargetContents(
            [
                new TargetObject(new TargetTable("S", "Ours"), IsView: false, IsOurs: true),
                new TargetObject(new TargetTable("s", "theirs"), IsView: false, IsOurs: false),
                new TargetObject(new TargetTable("s", "a_view"), IsView: true, IsOurs: false),
            ],
            []
        );
        Relation[] relations =
        [
            Table(1, "ours"),
            Table(2, "Theirs"),
            Table(3, "A_VIEW"),
            Table(4, "Twin"),
            Table(5, "twin"),
            Table(6, "run") with
            {
                Schema = "Pintail",
            },
            Table(7, "t") with
            {
                Schema = "PG_Catalog",
            },
            Table(8, "renamed"),
            Table(9, "fine"),
        ];
        var spec = Spec() with { Renames = new Dictionary<string, string> { ["s.renamed"] = "Fine" } };

        var refused = new TargetNames(spec, contents).Refuse(relations);

        Assert.Equal(
            [
                (2u, FindingKind.TargetInTheWay),
                (3u, FindingKind.TargetInTheWay),
                (4u, FindingKind.NameCollision),
                (5u, FindingKind.NameCollision),
                (6u, FindingKind.ReservedName),
                (7u, FindingKind.ReservedName),
                (8u, FindingKind.NameCollision),
                (9u, FindingKind.NameCollision),
            ],
            refused.OrderBy(one => one.Key).Select(one => (one.Key, one.Value.Kind))
        );
    }

    [Fact]
    public void Tables_and_columns_are_taken_up_to_their_limits()
    {
        var columns = Enumerable.Range(0, MirrorSpec.MaxColumns).Select(i => Column($"c{i}")).ToList();
        var tables = Enumerable.Range(1, MirrorSpec.MaxTables).Select(i => Table((uint)i, $"t{i}")).ToList();
        tables[0] = tables[0] with { Columns = columns };
        Assert.Equal(MirrorSpec.MaxTables, RelationSelection.Readable(Catalog([.. tables]), Spec()).Count);

        Relation[] tooMany = [.. tables, Table(999_999, "last")];
        var error = Assert.Throws<PintailException>(() => RelationSelection.Readable(Catalog(tooMany), Spec()));
        Assert.Equal(ErrorKind.Configuration, error.Kind);
        Assert.Equal("100,001 tables are selected, and 100,000 are possible in one run.", error.Message);

        var wide = Table(1, "wide") with { Columns = [.. columns, Column("last")] };
        error = Assert.Throws<PintailException>(() => RelationSelection.Readable(Catalog(wide), Spec()));
        Assert.StartsWith("s.wide has 1,665 columns", error.Message);
    }

    private static IReadOnlyList<ScanRange> Plan(Relation[] all, Relation root)
    {
        var planner = new ScanPlanner(Catalog(all));
        return planner.Plan(root, planner.RowHolders(root));
    }

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
            Columns = [Column("a")],
        };

    private static Relation Parent(uint oid, params uint[] children) =>
        Table(oid, "p") with
        {
            Kind = RelationKind.PartitionedTable,
            AccessMethod = null,
            Children = children,
        };

    private static Column Column(string name) =>
        new()
        {
            Number = 1,
            Name = name,
            Type = Int,
        };

    private static Catalog Catalog(params Relation[] relations) =>
        new()
        {
            ServerVersionNumber = 180_000,
            ServerVersion = "18.0",
            Database = "d",
            Encoding = "UTF8",
            IsInRecovery = false,
            Relations = relations,
        };

    private static MirrorSpec Spec() =>
        new()
        {
            Source = Conninfo.Resolve("postgresql://u@localhost/d", new Dictionary<string, string>()),
            Target = new TargetSpec { File = "x" },
        };
}
