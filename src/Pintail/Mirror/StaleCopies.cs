// Copies of this source that a run does not refresh: in the target nobody could tell them from fresh ones. What the user
// leaves out is not told, as other runs may fill the same target: what a filter excludes, views without --views, and
// partitions that a run once copied because they were named. Everything else has changed at the source, and is.

using System.Globalization;
using Pintail.Delta;
using Pintail.Postgres;
using Pintail.Target;
using Pintail.Types;

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
    private readonly List<RecordedTable> _elsewhere;
    private readonly SourceIdentity? _identity;

    public StaleCopies(MirrorSpec spec, Catalog catalog, TargetContents contents, RefreshKnowledge knowledge)
    {
        _spec = spec;
        _identity = knowledge.Facts?.Identity;
        _byOid = catalog.Relations.ToDictionary(relation => relation.Oid);
        _byName = catalog.Relations.ToDictionary(relation => (relation.Schema, relation.Name));
        var there = contents
            .Objects.Where(found => found is { IsOurs: true, IsView: false })
            .Select(found => found.Table.Folded)
            .ToHashSet();
        var recorded = contents
            .Recorded.Where(copy => there.Contains(copy.Target.Folded))
            .ToLookup(copy => copy.Source == spec.Source.Endpoint);
        _copies = recorded[true].ToLookup(copy => (copy.SourceSchema, copy.SourceTable));
        _elsewhere = [.. recorded[false].Where(copy => IsOfThisDatabase(copy) == true)];
    }

    /// <summary>Why a selected relation is not copied: an error where it was copied before and the source, not the user, has changed.</summary>
    public Finding Skipped(Relation relation, Finding why)
    {
        var copies = _copies[(relation.Schema, relation.Name)].ToList();
        var hasChanged = why.Kind switch
        {
            FindingKind.ViewSkipped => copies.Exists(copy => copy.Kind is { } kind && !kind.IsView()),
            FindingKind.NoColumns => relation.Columns.Count == 0,
            _ => true,
        };
        if (copies.Count == 0 || !hasChanged)
            return why;
        var leaveOut = $"leave it out with --exclude-table {relation.FullName}";
        return why with
        {
            Severity = FindingSeverity.Error,
            Message = why.Message + string.Concat(copies.Select(copy => $" Its copy {Stays(copy)}")),
            // The remedy of a missing privilege is SQL to be run.
            Remedy =
                why.Kind == FindingKind.NotReadable
                    ? $"{why.Remedy} -- or, where another run fills that copy, {leaveOut}"
                    : $"{why.Remedy} Or {leaveOut}.".TrimStart(),
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
        var taken = planned.Select(table => table.Target.Folded).ToHashSet();
        List<RecordedTable> renamed = [];
        HashSet<uint> refused = [];
        foreach (var copy in _copies.SelectMany(copies => copies).Where(copy => !taken.Contains(copy.Target.Folded)))
        {
            var relation = _byName.GetValueOrDefault((copy.SourceSchema, copy.SourceTable));
            if (relation is null)
                yield return Gone(copy, "is gone at the source", oids, plans);
            else if (oids.Contains(relation.Oid))
            {
                if (names.Of(relation).Folded != copy.Target.Folded)
                    renamed.Add(copy);
            }
            else if (RelationSelection.IsPart(relation, _spec.Filter) && copy.Kind != CopiedKind.Partition)
            {
                var told =
                    copy.SourceOid == relation.Oid
                        ? Part(copy, relation, plans)
                        : Gone(copy, "is another table now", oids, plans);
                // A relation is refused once, whatever the number of its copies.
                yield return told.Relation is null || refused.Add(relation.Oid) ? told : told with { Relation = null };
            }
        }
        if (renamed.Count > 0)
            yield return OtherNames(renamed);
        var elsewhere = _elsewhere.Where(copy => !taken.Contains(copy.Target.Folded) && IsNowhere(copy));
        foreach (var source in elsewhere.GroupBy(copy => copy.Source))
            yield return OtherAddress(source.Key, [.. source]);
    }

    /// <summary>
    /// By what servers and databases are told apart; null where it is not known. A copied data folder has the same, so a
    /// yes says that it is this database or a copy of it.
    /// </summary>
    private bool? IsOfThisDatabase(RecordedTable copy) =>
        copy.Base is { } made && _identity is { } now
            ? made.SystemIdentifier == now.SystemIdentifier && made.DatabaseOid == now.DatabaseOid
            : null;

    private bool IsNowhere(RecordedTable copy) =>
        !_byName.ContainsKey((copy.SourceSchema, copy.SourceTable)) && !_byOid.ContainsKey(copy.SourceOid);

    private StaleCopy Gone(RecordedTable copy, string what, HashSet<uint> oids, Dictionary<uint, TablePlan> plans)
    {
        if (IsOfThisDatabase(copy) == false)
            return Told(
                copy,
                FindingKind.SourceGone,
                FindingSeverity.Warning,
                $"{what}, which is another server or database than the one that it was copied from. Its copy {Stays(copy)}",
                DropByHand
            );
        // Where only the name is gone, its rows are not.
        if (_byOid.GetValueOrDefault(copy.SourceOid) is not { } relation)
            return LeftOver(copy, FindingKind.SourceGone, what, null);
        var whole = FilterFindings.Root(relation, _byOid);
        var now =
            whole == relation
                ? $"is called {relation.FullName} now"
                : $"is called {relation.FullName} now, a partition of {whole.FullName}";
        return plans.GetValueOrDefault(whole.Oid) is { } plan
            ? Within(copy, FindingKind.SourceGone, now, plan)
            : Told(
                copy,
                FindingKind.SourceGone,
                FindingSeverity.Warning,
                $"{now}, which this run does not copy. Its copy {Stays(copy)}",
                oids.Contains(whole.Oid) ? $"Mend what keeps {whole.FullName} from being copied." : DropByHand
            );
    }

    private StaleCopy Part(RecordedTable copy, Relation part, Dictionary<uint, TablePlan> plans)
    {
        var whole = FilterFindings.Root(part, _byOid);
        var what = $"is a partition of {whole.FullName} now";
        // One that an older version copied may be another run's, which names it.
        var isOwn = copy.Kind is not null && !RelationSelection.IsSkipped(part, _spec);
        if (plans.GetValueOrDefault(whole.Oid) is { } plan)
            return isOwn
                ? Within(copy, FindingKind.CopyNotRefreshed, what, plan)
                : Told(
                    copy,
                    FindingKind.CopyNotRefreshed,
                    FindingSeverity.Warning,
                    $"{what}. Its own copy {Stays(copy)}",
                    DropByHand
                );
        var isError = isOwn && !RelationSelection.IsSkipped(whole, _spec);
        return Told(
            copy,
            FindingKind.CopyNotRefreshed,
            isError ? FindingSeverity.Error : FindingSeverity.Warning,
            $"{what}, which {(RelationSelection.IsSkipped(whole, _spec) ? "--strategy skips" : "is not copied")}. Its own copy {Stays(copy)}",
            $"Copy {whole.FullName}, or leave the partition out with --exclude-table {part.FullName}."
        ) with
        {
            Relation = isError ? part : null,
        };
    }

    // Its rows are to come with another table.
    private StaleCopy Within(RecordedTable copy, FindingKind kind, string what, TablePlan whole) =>
        WhyNotAllRows(copy, whole) is { } why
            ? Told(
                copy,
                kind,
                FindingSeverity.Warning,
                $"{what}, whose copy need not have all that it holds ({why}). Its own copy {Stays(copy)}",
                DropByHand
            )
            : LeftOver(copy, kind, $"{what}, whose copy gets its rows", whole.Relation);

    private string? WhyNotAllRows(RecordedTable copy, TablePlan whole) =>
        copy.NotDifferencable == RefreshChoice.WasAppended ? "it was appended to"
        : whole.RowFilter is not null ? "--where"
        : whole.RowLimit is not null ? "--limit"
        : whole.ExcludedColumns.Count > 0 ? "--exclude-column"
        : whole.Columns.Any(column => column.Mapping.Fidelity == Fidelity.Lossy) ? "values that are rounded or NULL"
        : _spec.Strategies.GetValueOrDefault(whole.Name) == RefreshStrategy.Append ? "--strategy append"
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

    private static StaleCopy Told(
        RecordedTable copy,
        FindingKind kind,
        FindingSeverity severity,
        string what,
        string remedy
    ) => new(new Finding(severity, kind, copy.SourceName, null, $"{copy.SourceName} {what}", remedy));

    // Nobody but the user gives names, and a run of other names may fill the same target: to be seen, and no more.
    private static StaleCopy OtherNames(List<RecordedTable> copies) =>
        new(
            new Finding(
                FindingSeverity.Note,
                FindingKind.CopyUnderOtherName,
                null,
                null,
                $"Copies under other names than now, which this run does not refresh: {List(copies)}.",
                DropByHand
            )
        );

    private static StaleCopy OtherAddress(string source, List<RecordedTable> copies) =>
        new(
            new Finding(
                FindingSeverity.Warning,
                FindingKind.CopyOfOtherAddress,
                null,
                null,
                $"Copies made from {source}, which is this database or a copy of it, of tables that are not in this one: {List(copies)}.",
                "Where nothing is mirrored from that address any more, drop them by hand."
            )
        );

    private static string List(List<RecordedTable> copies)
    {
        const int Shown = 10;
        var shown = string.Join(
            ", ",
            copies
                .Take(Shown)
                .Select(copy => $"{copy.Target} of {copy.SourceName} (as of {Moment.Text(copy.SnapshotTime)})")
        );
        return copies.Count <= Shown
            ? shown
            : string.Create(CultureInfo.InvariantCulture, $"{shown} and {copies.Count - Shown} more");
    }

    private static string Stays(RecordedTable copy) => $"{copy.Target} stays as of {Moment.Text(copy.SnapshotTime)}.";
}
