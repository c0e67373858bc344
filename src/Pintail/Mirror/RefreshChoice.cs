using Pintail.Delta;
using Pintail.Postgres;
using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>
/// Which tables are read in full and of which only what changed, as far as the catalog and the recorded state say; how much
/// has changed is found when the run looks. Doubt means a full copy.
/// </summary>
internal sealed class RefreshChoice(
    MirrorSpec spec,
    Catalog catalog,
    TargetContents contents,
    RefreshKnowledge knowledge
)
{
    /// <summary>Why nothing is built on what an append made, as pintail.table_state has it: the copy may hold rows that are long gone.</summary>
    public const string WasAppended = "--strategy append does not see all that changes";

    private const string OtherTable = "it is another table of that name";

    private readonly Dictionary<TargetTable, RecordedTable> _recorded = contents
        .Recorded.GroupBy(table => table.Target.Folded)
        .ToDictionary(group => group.Key, group => group.First());

    private readonly Dictionary<uint, Relation> _byOid = catalog.Relations.ToDictionary(relation => relation.Oid);

    private readonly HashSet<TargetTable> _there =
    [
        .. contents.Objects.Where(one => !one.IsView).Select(one => one.Table),
    ];

    public TablePlan Choose(TablePlan plan)
    {
        var recorded = _recorded.GetValueOrDefault(plan.Target.Folded);
        plan = plan with
        {
            Definition = TableDefinition.Hash(plan, spec, catalog),
            NotDifferencable = Obstacle(plan),
            ExpectsRefresh =
                !spec.Full
                && Wanted(plan) != RefreshStrategy.Full
                && recorded is not null
                && (recorded.Base is not null || Wanted(plan) == RefreshStrategy.Append),
        };
        if (Wanted(plan) == RefreshStrategy.Append)
            return Append(plan, recorded);
        return WhyFull(plan, recorded) is { } why
            ? plan with
            {
                Reason = why,
            }
            : plan with
            {
                Strategy = RefreshStrategy.Delta,
                AtAnyCost = Wanted(plan) == RefreshStrategy.Delta,
                Reason = "what changed since the last load can be told",
                Recorded = recorded,
            };
    }

    /// <summary>Settings of an append that cannot be followed, or that do nothing without the strategy.</summary>
    public Finding? AppendFinding(TablePlan plan)
    {
        if (Wanted(plan) == RefreshStrategy.Append)
        {
            Watermark.Of(plan, spec, out var why);
            return why is null
                ? null
                : Useless(
                    plan,
                    $"{plan.Name} cannot be appended to, as its --strategy asks, and is copied in full: {why}.",
                    $"Correct the setting, or leave out --strategy {plan.Name}=append: what changed is then told by difference, where that is proved."
                );
        }
        List<string> flags = [];
        if (spec.Watermarks.ContainsKey(plan.Name))
            flags.Add("--watermark");
        if (spec.Overlaps.ContainsKey(plan.Name))
            flags.Add("--overlap");
        return flags.Count == 0
            ? null
            : Useless(
                plan,
                $"{string.Join(" and ", flags)} of {plan.Name}: without effect, as the table is not appended to.",
                $"Ask for that with --strategy {plan.Name}=append."
            );
    }

    private static Finding Useless(TablePlan plan, string message, string remedy) =>
        new(FindingSeverity.Warning, FindingKind.SettingHasNoEffect, plan.Name, null, message, remedy);

    // What an append leaves unseen nobody knows, so nothing can be built on it but another append.
    private TablePlan Append(TablePlan plan, RecordedTable? recorded)
    {
        plan = plan with { NotDifferencable = WasAppended };
        var watermark = Watermark.Of(plan, spec, out var why);
        why = spec.Full ? "--full" : WhyFullCopy(plan, recorded) ?? why;
        if (why is null && recorded!.SourceOid != plan.Relation.Oid)
            why = OtherTable;
        if (why is null && recorded!.Definition != plan.Definition)
            why = DeltaConditions.OtherDefinition;
        return why is not null
            ? plan with
            {
                Reason = why,
            }
            : plan with
            {
                Strategy = RefreshStrategy.Append,
                Reason = $"--strategy append by \"{watermark!.Column.Mapping.Column.Name}\"",
                Recorded = recorded,
                Watermark = watermark,
            };
    }

    private RefreshStrategy Wanted(TablePlan plan) => spec.Strategies.GetValueOrDefault(plan.Name);

    private string? Obstacle(TablePlan plan) =>
        HasUnlistedChild(plan.Relation) ? "a partition or child of it is not among the relations that are listed"
        : plan.Holders.Count == 0 ? "it has no partitions"
        : plan.RowLimit is not null ? "--limit lets only some rows through"
        : plan.RowFilter is not null ? "--where decides which rows are copied"
        : DeltaConditions.Obstacle(
            plan.Relation,
            plan.Holders,
            plan.Columns.Select(column => column.Mapping.Column),
            knowledge
        );

    // One in a system schema: a query on the parent reads its rows, and nobody counts them.
    private bool HasUnlistedChild(Relation relation) =>
        relation.Children.Any(child => !_byOid.TryGetValue(child, out var found) || HasUnlistedChild(found));

    private string? WhyFull(TablePlan plan, RecordedTable? recorded)
    {
        if (spec.Full)
            return "--full";
        if (Wanted(plan) == RefreshStrategy.Full)
            return "--strategy";
        if (recorded is not null && plan.NotDifferencable is { } obstacle)
            return obstacle;
        if (WhyFullCopy(plan, recorded) is { } why)
            return why;
        if (recorded!.SourceOid != plan.Relation.Oid)
            return OtherTable;
        return recorded.Base is { } was
            ? DeltaConditions.Broken(was, knowledge.Facts!, plan.Holders, plan.Definition)
            : recorded.NotDifferencable ?? "an older version of Pintail made the copy";
    }

    private string? WhyFullCopy(TablePlan plan, RecordedTable? recorded)
    {
        if (recorded is null)
            return "first load";
        if (
            recorded.Source != spec.Source.Endpoint
            || recorded.SourceSchema != plan.Relation.Schema
            || recorded.SourceTable != plan.Relation.Name
        )
            return "the target holds another source's table";
        return _there.Contains(plan.Target) ? null : "the target has no such table any more";
    }
}
