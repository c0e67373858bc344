// Copies of this source that a run does not refresh: in the target nobody could tell them from fresh ones. What the user
// leaves out is not told, as other runs may fill the same target: what a filter excludes, views without --views, and
// partitions that a run once copied because they were named. Everything else has changed at the source, and is.

using Pintail.Postgres;
using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>A copy that --prune drops.</summary>
/// <param name="Whole">The table whose copy is to have its rows first; null when its relation is gone.</param>
public sealed record PrunedCopy(TargetTable Target, Relation? Whole);

/// <summary>What is to be told of a copy.</summary>
/// <param name="Relation">What cannot be copied any more, where the finding is an error.</param>
internal sealed record StaleCopy(Finding Finding, Relation? Relation = null, PrunedCopy? Pruned = null);

/// <summary>Finds them, from what earlier runs recorded and what this one plans.</summary>
internal sealed class StaleCopies
{
    private const string DropByHand = "Drop it from the target when nothing needs it.";

    private readonly MirrorSpec _spec;
    private readonly Dictionary<uint, Relation> _byOid;
    private readonly Dictionary<(string Schema, string Table), Relation> _byName;
    private readonly ILookup<(string Schema, string Table), RecordedTable> _copies;

    public StaleCopies(MirrorSpec spec, Catalog catalog, TargetContents contents)
    {
        _spec = spec;
        _byOid = catalog.Relations.ToDictionary(relation => relation.Oid);
        _byName = catalog.Relations.ToDictionary(relation => (relation.Schema, relation.Name));
        var there = contents
            .Objects.Where(found => found is { IsOurs: true, IsView: false })
            .Select(found => found.Table.Folded)
            .ToHashSet();
        _copies = contents
            .Recorded.Where(copy => copy.Source == spec.Source.Endpoint && there.Contains(copy.Target.Folded))
            .ToLookup(copy => (copy.SourceSchema, copy.SourceTable));
    }

    /// <summary>Why a selected relation is not copied: an error where it was copied before and the source, not the user, has changed.</summary>
    public Finding Skipped(Relation relation, Finding why)
    {
        var copies = _copies[(relation.Schema, relation.Name)].ToList();
        var hasChanged = why.Kind switch
        {
            FindingKind.ViewSkipped => copies.Exists(copy => copy.SourceOid != relation.Oid),
            FindingKind.NoColumns => relation.Columns.Count == 0,
            _ => true,
        };
        if (copies.Count == 0 || !hasChanged)
            return why;
        return why with
        {
            Severity = FindingSeverity.Error,
            Message = why.Message + string.Concat(copies.Select(copy => $" Its copy {Stays(copy)}")),
            // The remedy of a missing privilege is SQL to be run.
            Remedy =
                why.Kind == FindingKind.NotReadable
                    ? why.Remedy
                    : $"{why.Remedy} Or leave it out with --exclude-table {relation.FullName}.".TrimStart(),
        };
    }

    /// <param name="copied">Relations that this run copies, or refuses.</param>
    /// <param name="planned">Those of them that it copies.</param>
    public IEnumerable<StaleCopy> Find(
        IReadOnlyList<Relation> copied,
        IReadOnlyList<TablePlan> planned,
        TargetNames names
    )
    {
        var oids = copied.Select(relation => relation.Oid).ToHashSet();
        var plans = planned.ToDictionary(table => table.Relation.Oid);
        // What another table is about to take the place of is no copy of its old source any more.
        var taken = copied.Select(relation => names.Of(relation).Folded).ToHashSet();
        foreach (var copy in _copies.SelectMany(copies => copies).Where(copy => !taken.Contains(copy.Target.Folded)))
        {
            var relation = _byName.GetValueOrDefault((copy.SourceSchema, copy.SourceTable));
            if (relation is null)
                yield return LeftOver(copy, FindingKind.SourceGone, "is gone at the source", null);
            else if (oids.Contains(relation.Oid))
                yield return OtherName(copy, names.Of(relation));
            else if (RelationSelection.IsPart(relation, _spec.Filter) && !IsUsersWord(copy, relation))
                yield return Part(copy, relation, plans);
        }
    }

    private bool IsUsersWord(RecordedTable copy, Relation relation) =>
        copy.WasPartition || RelationSelection.IsSkipped(relation, _spec);

    private StaleCopy Part(RecordedTable copy, Relation part, Dictionary<uint, TablePlan> plans)
    {
        var whole = FilterFindings.Root(part, _byOid);
        if (plans.GetValueOrDefault(whole.Oid) is { } plan)
        {
            return WhyNotAllRows(plan) is { } why
                ? Told(
                    copy,
                    FindingSeverity.Warning,
                    $"is a partition of {whole.FullName} now, whose copy need not have all that it holds ({why}). Its own copy {Stays(copy)}",
                    DropByHand
                )
                : LeftOver(
                    copy,
                    FindingKind.CopyNotRefreshed,
                    $"is a partition of {whole.FullName} now, whose copy gets its rows",
                    whole
                );
        }
        var isSkipped = RelationSelection.IsSkipped(whole, _spec);
        return Told(
            copy,
            isSkipped ? FindingSeverity.Warning : FindingSeverity.Error,
            $"is a partition of {whole.FullName} now, which {(isSkipped ? "--strategy skips" : "is not copied")}. Its own copy {Stays(copy)}",
            $"Copy {whole.FullName}, or leave the partition out with --exclude-table {part.FullName}."
        ) with
        {
            Relation = isSkipped ? null : part,
        };
    }

    private static string? WhyNotAllRows(TablePlan whole) =>
        whole.RowFilter is not null ? "--where"
        : whole.RowLimit is not null ? "--limit"
        : whole.ExcludedColumns.Count > 0 ? "--exclude-column"
        : whole.Strategy == RefreshStrategy.Append ? "--strategy append"
        : whole.Relation.RowSecurityActive ? "row security"
        : null;

    private StaleCopy LeftOver(RecordedTable copy, FindingKind kind, string what, Relation? whole)
    {
        var end =
            !_spec.Prune ? Stays(copy)
            : whole is null ? $"{copy.Target} is dropped."
            : $"{copy.Target} is dropped once that is loaded.";
        var finding = new Finding(
            _spec.Prune ? FindingSeverity.Note : FindingSeverity.Warning,
            kind,
            copy.SourceName,
            null,
            $"{copy.SourceName} {what}; its own copy {end}",
            _spec.Prune ? null : "Drop it with 'pintail mirror --prune'."
        );
        return new StaleCopy(finding, Pruned: _spec.Prune ? new PrunedCopy(copy.Target, whole) : null);
    }

    private static StaleCopy Told(RecordedTable copy, FindingSeverity severity, string what, string remedy) =>
        new(
            new Finding(
                severity,
                FindingKind.CopyNotRefreshed,
                copy.SourceName,
                null,
                $"{copy.SourceName} {what}",
                remedy
            )
        );

    // Nobody but the user gives names, and a run of other names may fill the same target: to be seen, and no more.
    private static StaleCopy OtherName(RecordedTable copy, TargetTable name) =>
        new(
            new Finding(
                FindingSeverity.Note,
                FindingKind.CopyUnderOtherName,
                copy.SourceName,
                null,
                $"{copy.SourceName} is copied as {name}; a copy of an earlier run, {Stays(copy)}",
                DropByHand
            )
        );

    private static string Stays(RecordedTable copy) => $"{copy.Target} stays as of {Moment.Text(copy.SnapshotTime)}.";
}
