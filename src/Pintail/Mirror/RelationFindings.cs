using System.Globalization;
using Pintail.Postgres;

namespace Pintail.Mirror;

/// <summary>What is to be said about a whole relation.</summary>
internal static class RelationFindings
{
    /// <summary>Why a selected relation is not copied; null when it is.</summary>
    /// <param name="holders">What its rows are read from, as the scan planner says.</param>
    public static Finding? WhySkipped(
        Relation relation,
        IReadOnlyList<Relation> holders,
        Catalog catalog,
        MirrorSpec spec,
        FindingSeverity severity
    )
    {
        var name = relation.FullName;
        Finding Skipped(FindingKind kind, string message, string? remedy) =>
            new(severity, kind, name, null, $"{name} {message}", remedy);

        if (RelationSelection.IsView(relation) && !spec.Views)
        {
            var what = relation.Kind == RelationKind.View ? "a view" : "a materialized view";
            return Skipped(
                FindingKind.ViewSkipped,
                $"is {what}, which is not copied: its rows are another table's.",
                "Copy views as tables with --views, or make the view in DuckDB over the copied tables."
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
        if (relation.Columns.Count == 0)
            return Skipped(FindingKind.NoColumns, "has no columns, and DuckDB has no such tables.", null);
        if (RelationSelection.Columns(relation, spec).Count == 0)
        {
            return Skipped(
                FindingKind.NoColumns,
                "is left without columns, as each is excluded, and DuckDB has no such tables.",
                "Leave one in, or exclude the table with --exclude-table."
            );
        }
        if (!RelationSelection.CanRead(relation, spec))
            return Skipped(FindingKind.NotReadable, "may not be read by this role.", Grant(relation, catalog, spec));
        return catalog.IsInRecovery && Unlogged(relation, holders) is { } unlogged
            ? new Finding(
                severity,
                FindingKind.UnloggedOnStandby,
                name,
                null,
                $"{unlogged}, so a standby has none of its rows.",
                "Mirror it from the primary."
            )
            : null;
    }

    public static Finding? NotPopulated(Relation relation) =>
        relation.IsPopulated
            ? null
            : new Finding(
                FindingSeverity.Error,
                FindingKind.NotPopulated,
                relation.FullName,
                null,
                $"{relation.FullName} is a materialized view that was never filled, so it cannot be read.",
                $"REFRESH MATERIALIZED VIEW {SqlText.Qualified(relation.Schema, relation.Name)}; or exclude it with --exclude-table."
            );

    public static Finding RowFilterRefused(Relation relation, string error) =>
        new(
            FindingSeverity.Error,
            FindingKind.RowFilterRefused,
            relation.FullName,
            null,
            $"PostgreSQL does not take the --where of {relation.FullName} as a condition: {error}",
            "Correct it; 'pintail plan' tries it. Functions, operators and types that are not PostgreSQL's own are written with their schema."
        );

    /// <summary>What there is to say of a table that is copied.</summary>
    public static IEnumerable<Finding> Notes(TablePlan table, IReadOnlyList<Relation> holders, TableFilter filter)
    {
        var name = table.Name;
        Finding Note(FindingKind kind, string message, string? column = null) =>
            new(FindingSeverity.Note, kind, name, column, message);

        if (
            table.Target.Name.Contains('.', StringComparison.Ordinal)
            && !table.Relation.Name.Contains('.', StringComparison.Ordinal)
        )
        {
            yield return new Finding(
                FindingSeverity.Warning,
                FindingKind.NewNameHasDot,
                name,
                null,
                $"{name} is copied into the schema '{table.Target.Schema}' as a table that is called '{table.Target.Name}', dot included.",
                "--rename gives the name alone; for another schema there is --rename-schema."
            );
        }
        foreach (var column in table.ExcludedColumns)
        {
            yield return Note(
                FindingKind.ColumnExcluded,
                $"{name}.{column.Name} is left out, as --exclude-column says.",
                column.Name
            );
        }
        if (table.RowFilter is not null)
            yield return Note(FindingKind.RowsFiltered, $"{name}: only the rows that its --where selects are copied.");
        if (table.RowLimit is { } rows)
        {
            yield return Note(
                FindingKind.RowsLimited,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: at most {rows} of its rows are copied, as --limit says."
                )
            );
        }
        if (table.Relation.Kind == RelationKind.PartitionedTable)
        {
            var named = holders.FirstOrDefault(holder => filter.Names(holder.Schema, holder.Name));
            yield return Note(
                FindingKind.PartitionsCountedOnce,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} is one table in the target: the rows of its {holders.Count} partition{(holders.Count == 1 ? "" : "s")} are in it, each once"
                ) + (named is null ? "." : $"; {named.FullName} is copied as a table of its own, too.")
            );
        }
        if (Unlogged(table.Relation, holders) is { } unlogged)
        {
            yield return Note(
                FindingKind.Unlogged,
                $"{unlogged}: it is copied, but it is not replicated to standbys, and a crash of the server empties it."
            );
        }
    }

    // How it is called: the relation itself, or the first of its parts.
    private static string? Unlogged(Relation relation, IReadOnlyList<Relation> holders)
    {
        var unlogged = holders.FirstOrDefault(holder => holder.Persistence == Persistence.Unlogged);
        if (unlogged is null)
            return null;
        return unlogged == relation
            ? $"{relation.FullName} is unlogged"
            : $"{unlogged.FullName}, a part of {relation.FullName}, is unlogged";
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

    private static string Grant(Relation relation, Catalog catalog, MirrorSpec spec)
    {
        var role = catalog.Role.Length == 0 ? "<role>" : SqlText.Identifier(catalog.Role);
        var select = $"GRANT SELECT ON {SqlText.Qualified(relation.Schema, relation.Name)} TO {role};";
        if (!relation.CanUseSchema)
            return $"GRANT USAGE ON SCHEMA {SqlText.Identifier(relation.Schema)} TO {role}; {select}";
        var columns = RelationSelection.Columns(relation, spec).ToLookup(column => column.CanSelect);
        return columns[true].Any()
            ? $"{select} -- or leave out what it may not read: --exclude-column "
                + string.Join(',', columns[false].Select(column => $"{relation.FullName}.{column.Name}"))
            : select;
    }
}
