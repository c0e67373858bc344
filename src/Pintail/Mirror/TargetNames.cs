using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>
/// Which name each table gets in the target, and which tables cannot have theirs. DuckDB compares names without regard
/// to ASCII case, so two tables of one schema may want the same name: both are refused until one is renamed, because
/// whichever came second would overwrite the first.
/// </summary>
internal sealed class TargetNames(MirrorSpec spec, TargetContents contents)
{
    private readonly ILookup<TargetTable, TargetObject> _existing = contents.Objects.ToLookup(found =>
        found.Table.Folded
    );

    // DuckDB's own, also in an attached file; CREATE SCHEMA IF NOT EXISTS says nothing about it.
    private static readonly HashSet<string> ReservedSchemas = ["information_schema", "pg_catalog"];

    private static readonly HashSet<TargetTable> ReservedKeys = [.. StateTables.Reserved.Select(table => table.Folded)];

    private readonly Dictionary<string, FreeNames> _free = [];

    public TargetTable Of(Relation relation) =>
        new(
            spec.SchemaRenames.GetValueOrDefault(relation.Schema, relation.Schema),
            spec.Renames.GetValueOrDefault(relation.FullName, relation.Name)
        );

    public string Of(Relation relation, Column column) =>
        spec.Renames.GetValueOrDefault($"{relation.FullName}.{column.Name}", column.Name);

    /// <summary>Why a table cannot stand under its name; nothing for most.</summary>
    public IReadOnlyDictionary<uint, Finding> Refuse(IReadOnlyList<Relation> relations)
    {
        foreach (var schema in relations.GroupBy(relation => DuckDBText.Folded(Of(relation).Schema)))
        {
            var existing = contents.Objects.Select(found => found.Table).Concat(StateTables.Reserved);
            _free[schema.Key] = new FreeNames([
                .. schema.Select(relation => Of(relation).Name),
                .. existing.Where(table => DuckDBText.Folded(table.Schema) == schema.Key).Select(table => table.Name),
            ]);
        }
        var refused = new Dictionary<uint, Finding>();
        foreach (var same in relations.GroupBy(relation => Of(relation).Folded))
        {
            foreach (var relation in same)
            {
                var finding = same.Count() > 1 ? Collision(relation, [.. same]) : Obstacle(relation);
                if (finding is not null)
                    refused.Add(relation.Oid, finding);
            }
        }
        return refused;
    }

    /// <summary>Columns of one relation that DuckDB would take for the same.</summary>
    public Finding? ColumnCollision(Relation relation, IReadOnlyList<Column> columns)
    {
        var same = columns
            .GroupBy(column => DuckDBText.Folded(Of(relation, column)))
            .Where(group => group.Count() > 1)
            .ToList();
        if (same.Count == 0)
            return null;
        var names = string.Join(" and ", same[0].Select(column => $"'{column.Name}'"));
        var free = new FreeNames(columns.Select(column => Of(relation, column)));
        // One of each group can keep its name.
        var renames = same.SelectMany(group => group.Skip(1))
            .Select(column => RenameOption.Of($"{relation.FullName}.{column.Name}", free.Next(Of(relation, column))));
        return new Finding(
            FindingSeverity.Error,
            FindingKind.ColumnCollision,
            relation.FullName,
            same[0].Last().Name,
            $"The columns {names} of {relation.FullName} are one name to DuckDB, which ignores case.",
            $"Rename: {string.Join(' ', renames)}."
        );
    }

    private Finding Collision(Relation relation, IReadOnlyList<Relation> same)
    {
        var names = string.Join(" and ", same.Select(one => one.FullName));
        return new Finding(
            FindingSeverity.Error,
            FindingKind.NameCollision,
            relation.FullName,
            null,
            same.Select(Of).Distinct().Count() == 1
                ? $"{names} would both be {Of(relation)} in the target: neither is copied."
                : $"{names} are one table to DuckDB, which ignores case: neither is copied.",
            $"Rename one: {FreeRename(relation)}."
        );
    }

    private string FreeRename(Relation relation)
    {
        var target = Of(relation);
        return RenameOption.Of(relation.FullName, _free[DuckDBText.Folded(target.Schema)].Next(target.Name));
    }

    private Finding? Obstacle(Relation relation)
    {
        var target = Of(relation);
        if (ReservedSchemas.Contains(DuckDBText.Folded(target.Schema)))
        {
            return new Finding(
                FindingSeverity.Error,
                FindingKind.ReservedName,
                relation.FullName,
                null,
                $"{relation.FullName} cannot be copied: DuckDB, which ignores case, keeps the schema '{DuckDBText.Folded(target.Schema)}' for itself.",
                $"Give its tables another schema: {RenameOption.OfSchema(relation.Schema, $"{DuckDBText.Folded(target.Schema)}_2")}."
            );
        }
        if (ReservedKeys.Contains(target.Folded) || Staging.IsStagingName(target.Name))
        {
            return new Finding(
                FindingSeverity.Error,
                FindingKind.ReservedName,
                relation.FullName,
                null,
                $"{target} is a table that Pintail itself keeps in the target.",
                $"Give the copy another name: {FreeRename(relation)}."
            );
        }
        var inTheWay = _existing[target.Folded].FirstOrDefault(found => found.IsView || !found.IsOurs);
        return inTheWay is null
            ? null
            : new Finding(
                FindingSeverity.Error,
                FindingKind.TargetInTheWay,
                relation.FullName,
                null,
                $"The target holds a {(inTheWay.IsView ? "view" : "table")} {inTheWay.Table} that Pintail did not make, so it is not replaced.",
                $"Drop or rename it there, or give the copy another name: {FreeRename(relation)}."
            );
    }
}
