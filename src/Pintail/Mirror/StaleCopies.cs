using System.Globalization;
using Pintail.Postgres;
using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>A copy that --prune drops.</summary>
/// <param name="RowsIn">The selected table whose copy has its rows now; null when its relation is gone.</param>
public sealed record PrunedCopy(TargetTable Target, Relation? RowsIn);

/// <summary>
/// Copies of this source that a run does not refresh: nobody could tell them from fresh ones. What the user leaves out by
/// a filter is not told, as other runs may fill the same target.
/// </summary>
internal sealed class StaleCopies
{
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

    /// <summary>Why a selected relation is not copied: an error when it was copied before, as that copy would grow old unseen.</summary>
    public Finding Skipped(Relation relation, Finding why)
    {
        if (_copies[(relation.Schema, relation.Name)].FirstOrDefault() is not { } copy)
            return why;
        return why with
        {
            Severity = FindingSeverity.Error,
            Message = $"{why.Message} Its copy {copy.Target} stays as of {Moment(copy)}.",
            // The remedy of a missing privilege is SQL to be run.
            Remedy =
                why.Kind == FindingKind.NotReadable
                    ? why.Remedy
                    : $"{why.Remedy} Or leave it out with --exclude-table {relation.FullName}.".TrimStart(),
        };
    }

    /// <summary>The copies that nothing else tells of, and those of them that the user wants dropped.</summary>
    /// <param name="copied">Relations that this run copies, or refuses with an error of their own.</param>
    public (IReadOnlyList<Finding> Findings, IReadOnlyList<PrunedCopy> Pruned) Find(
        IReadOnlyList<Relation> copied,
        TargetNames names
    )
    {
        var oids = copied.Select(relation => relation.Oid).ToHashSet();
        // What another table is about to take the place of is no copy of its old source any more.
        var taken = copied.Select(relation => names.Of(relation).Folded).ToHashSet();
        List<Finding> findings = [];
        List<PrunedCopy> pruned = [];
        foreach (var copy in _copies.SelectMany(copies => copies).Where(copy => !taken.Contains(copy.Target.Folded)))
        {
            var relation = _byName.GetValueOrDefault((copy.SourceSchema, copy.SourceTable));
            if (relation is null)
                Drop(copy, FindingKind.SourceGone, $"{copy.SourceName} is gone at the source", null);
            else if (oids.Contains(relation.Oid))
                findings.Add(OtherName(copy, names.Of(relation)));
            else if (IsPart(relation))
                AddPart(copy, FilterFindings.Root(relation, _byOid));
        }
        return (findings, pruned);

        void AddPart(RecordedTable copy, Relation whole)
        {
            if (oids.Contains(whole.Oid))
            {
                var message = $"{copy.SourceName} is a partition of {whole.FullName} now, whose copy has its rows";
                Drop(copy, FindingKind.CopyNotRefreshed, message, whole);
            }
            else
                findings.Add(PartOfNothing(copy, whole));
        }

        void Drop(RecordedTable copy, FindingKind kind, string message, Relation? rowsIn)
        {
            if (_spec.Prune)
                pruned.Add(new PrunedCopy(copy.Target, rowsIn));
            findings.Add(
                new Finding(
                    _spec.Prune ? FindingSeverity.Note : FindingSeverity.Warning,
                    kind,
                    copy.SourceName,
                    null,
                    $"{message}; its own copy {copy.Target} {(_spec.Prune ? "is dropped." : $"stays as of {Moment(copy)}.")}",
                    _spec.Prune ? null : "Drop it with --prune."
                )
            );
        }
    }

    // As RelationSelection has it: selected, but only as a part of another table's rows.
    private bool IsPart(Relation relation) =>
        relation.PartitionOf is not null
        && _spec.Filter.Selects(relation.Schema, relation.Name)
        && !_spec.Filter.Names(relation.Schema, relation.Name)
        && !RelationSelection.IsSkipped(relation, _spec);

    private Finding PartOfNothing(RecordedTable copy, Relation whole) =>
        new(
            // Whoever skips the whole table wants its parts to stay, too.
            RelationSelection.IsSkipped(whole, _spec)
                ? FindingSeverity.Warning
                : FindingSeverity.Error,
            FindingKind.CopyNotRefreshed,
            copy.SourceName,
            null,
            $"{copy.SourceName} is a partition of {whole.FullName} now, which is not copied: its own copy {copy.Target} stays as of {Moment(copy)}.",
            $"Copy {whole.FullName}, or name the partition with --include-table {copy.SourceName}, or leave it out with --exclude-table."
        );

    // Nobody but the user gives names, and a run of other names may fill the same target: to be seen, and no more.
    private static Finding OtherName(RecordedTable copy, TargetTable name) =>
        new(
            FindingSeverity.Note,
            FindingKind.CopyNotRefreshed,
            copy.SourceName,
            null,
            $"{copy.SourceName} is copied as {name}; the copy {copy.Target} of an earlier run stays as of {Moment(copy)}."
        );

    private static string Moment(RecordedTable copy) =>
        copy.SnapshotTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
