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
        Key(found.Table)
    );

    // DuckDB's own, also in an attached file; CREATE SCHEMA IF NOT EXISTS says nothing about it.
    private static readonly HashSet<string> ReservedSchemas = ["information_schema", "pg_catalog"];

    private static readonly HashSet<TargetTable> ReservedKeys = [.. StateTables.Reserved.Select(Key)];

    public TargetTable Of(Relation relation) =>
        new(relation.Schema, spec.Renames.GetValueOrDefault(relation.FullName, relation.Name));

    public string Of(Relation relation, Column column) =>
        spec.Renames.GetValueOrDefault($"{relation.FullName}.{column.Name}", column.Name);

    /// <summary>Why a table cannot stand under its name; nothing for most.</summary>
    public IReadOnlyDictionary<uint, Finding> Refuse(IReadOnlyList<Relation> relations)
    {
        var refused = new Dictionary<uint, Finding>();
        foreach (var same in relations.GroupBy(relation => Key(Of(relation))))
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
    public Finding? ColumnCollision(Relation relation, IEnumerable<Column> columns)
    {
        var same = columns
            .GroupBy(column => DuckDBText.Folded(Of(relation, column)))
            .FirstOrDefault(group => group.Count() > 1);
        if (same is null)
            return null;
        var names = string.Join(" and ", same.Select(column => $"'{column.Name}'"));
        return new Finding(
            FindingSeverity.Error,
            FindingKind.ColumnCollision,
            relation.FullName,
            same.Last().Name,
            $"The columns {names} of {relation.FullName} are one name to DuckDB, which ignores case.",
            $"Rename one: --rename '{relation.FullName}.{same.Last().Name}=<new name>'."
        );
    }

    private Finding Collision(Relation relation, IReadOnlyList<Relation> same) =>
        new(
            FindingSeverity.Error,
            FindingKind.NameCollision,
            relation.FullName,
            null,
            $"{string.Join(" and ", same.Select(one => one.FullName))} are one table to DuckDB, which ignores case: neither is copied.",
            $"Rename one: --rename '{relation.FullName}=<new name>'."
        );

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
                "Exclude the schema, or rename it at the source."
            );
        }
        if (ReservedKeys.Contains(Key(target)) || Staging.IsStagingName(target.Name))
        {
            return new Finding(
                FindingSeverity.Error,
                FindingKind.ReservedName,
                relation.FullName,
                null,
                $"{target} is a table that Pintail itself keeps in the target.",
                $"Give the copy another name: --rename '{relation.FullName}=<new name>'."
            );
        }
        var inTheWay = _existing[Key(target)].FirstOrDefault(found => found.IsView || !found.IsOurs);
        return inTheWay is null
            ? null
            : new Finding(
                FindingSeverity.Error,
                FindingKind.TargetInTheWay,
                relation.FullName,
                null,
                $"The target holds a {(inTheWay.IsView ? "view" : "table")} {inTheWay.Table} that Pintail did not make, so it is not replaced.",
                $"Drop or rename it there, or give the copy another name: --rename '{relation.FullName}=<new name>'."
            );
    }

    /// <summary>The same for two names exactly when they are one table to DuckDB.</summary>
    public static TargetTable Key(TargetTable table) =>
        new(DuckDBText.Folded(table.Schema), DuckDBText.Folded(table.Name));
}
