using Pintail.Postgres;

namespace Pintail.Mirror;

/// <summary>What is to be said about a whole relation.</summary>
internal static class RelationFindings
{
    /// <summary>Why a selected relation is not copied; null when it is.</summary>
    public static Finding? WhySkipped(Relation relation, Catalog catalog, FindingSeverity severity)
    {
        var name = relation.FullName;
        Finding Skipped(FindingKind kind, string message, string? remedy) =>
            new(severity, kind, name, null, $"{name} {message}", remedy);

        if (relation.Kind is RelationKind.View or RelationKind.MaterializedView)
        {
            var what = relation.Kind == RelationKind.View ? "a view" : "a materialized view";
            return Skipped(
                FindingKind.ViewSkipped,
                $"is {what}, which is not copied: its rows are another table's.",
                "Make the view in DuckDB over the copied tables."
            );
        }
        if (relation.Kind == RelationKind.ForeignTable)
        {
            return Skipped(
                FindingKind.ForeignTableSkipped,
                "is a foreign table, which is not copied: its rows are in another database, outside this snapshot.",
                "Mirror that database itself."
            );
        }
        if (!relation.CanSelect)
            return Skipped(FindingKind.NotReadable, "may not be read by this role.", Grant(relation));
        if (relation.Columns.Count == 0)
            return Skipped(FindingKind.NoColumns, "has no columns, and DuckDB has no such tables.", null);
        return relation.Persistence == Persistence.Unlogged && catalog.IsInRecovery
            ? Skipped(
                FindingKind.UnloggedOnStandby,
                "is unlogged, so a standby has none of its rows.",
                "Mirror it from the primary."
            )
            : null;
    }

    public static Finding RowSecurity(Relation relation, bool isAllowed) =>
        new(
            isAllowed ? FindingSeverity.Warning : FindingSeverity.Error,
            FindingKind.RowSecurity,
            relation.FullName,
            null,
            $"Row security hides rows of {relation.FullName} from this role{(isAllowed ? ": only those it shows are copied." : ".")}",
            isAllowed
                ? null
                : "Connect as the owner or a role with BYPASSRLS, or copy only what is visible with --allow-row-filtering."
        );

    public static IEnumerable<Finding> ForeignPartitions(Relation relation, IReadOnlyList<Relation> holders) =>
        holders
            .Where(holder => holder.Kind == RelationKind.ForeignTable)
            .Select(holder => new Finding(
                FindingSeverity.Warning,
                FindingKind.ForeignPartition,
                relation.FullName,
                null,
                $"{holder.FullName}, a part of {relation.FullName}, is a foreign table: its rows are read at their own moment, not at this snapshot."
            ));

    private static string Grant(Relation relation)
    {
        var select = $"GRANT SELECT ON {SqlText.Qualified(relation.Schema, relation.Name)} TO <role>;";
        return relation.CanUseSchema
            ? select
            : $"GRANT USAGE ON SCHEMA {SqlText.Identifier(relation.Schema)} TO <role>; {select}";
    }
}
