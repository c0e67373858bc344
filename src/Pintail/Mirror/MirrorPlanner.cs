// From what the user asked, what the source's catalog says and what the target holds to what a run does: a pure function.
// Every selected relation ends in one of three places: a table plan, a refusal with its reason, or a finding that says
// why it is skipped. Nothing that was selected is left out without a word.

using Pintail.Delta;
using Pintail.Postgres;
using Pintail.Scan;
using Pintail.Target;
using Pintail.Types;

namespace Pintail.Mirror;

/// <summary>Plans one run.</summary>
internal sealed class MirrorPlanner
{
    // Where the server has no statistics: a row of a dozen columns.
    private const int AssumedBytesPerRow = 100;

    private readonly MirrorSpec _spec;
    private readonly Snapshot _snapshot;
    private readonly Catalog _catalog;
    private readonly StaleCopies _stale;
    private readonly IReadOnlyDictionary<uint, string> _filterErrors;
    private readonly RefreshKnowledge _knowledge;
    private readonly RefreshChoice _refresh;
    private readonly ColumnChoices _choices;
    private readonly TargetNames _names;
    private readonly ScanPlanner _scans;
    private readonly List<Finding> _findings = [];
    private readonly List<RefusedTable> _refused = [];

    private MirrorPlanner(
        MirrorSpec spec,
        Snapshot snapshot,
        TargetContents contents,
        IReadOnlyDictionary<uint, string> filterErrors,
        ColumnProbes probes,
        RefreshKnowledge knowledge
    )
    {
        _knowledge = knowledge;
        _refresh = new RefreshChoice(spec, snapshot.Catalog, contents, knowledge);
        _choices = new ColumnChoices(spec, snapshot.Catalog, contents, probes);
        _filterErrors = filterErrors;
        _spec = spec;
        _snapshot = snapshot;
        _catalog = snapshot.Catalog;
        _stale = new StaleCopies(spec, snapshot.Catalog, contents, knowledge);
        _names = new TargetNames(spec, contents);
        _scans = new ScanPlanner(_catalog);
    }

    /// <param name="filterErrors">By the OID of a table: why its row filter cannot be used.</param>
    public static MirrorPlan Plan(
        MirrorSpec spec,
        Snapshot snapshot,
        TargetContents contents,
        IReadOnlyDictionary<uint, string> filterErrors,
        ColumnProbes probes,
        RefreshKnowledge knowledge
    ) => new MirrorPlanner(spec, snapshot, contents, filterErrors, probes, knowledge).Plan();

    private MirrorPlan Plan()
    {
        _findings.AddRange(FilterFindings.Find(_catalog, _spec));
        var relations = RelationSelection.Wanted(_catalog, _spec.Filter).Where(IsCopied).ToList();
        var badNames = _names.Refuse(relations);
        var tables = new List<TablePlan>();
        foreach (var relation in relations)
        {
            var obstacle =
                badNames.GetValueOrDefault(relation.Oid)
                ?? RelationFindings.NotPopulated(relation)
                ?? RowSecurity(relation)
                ?? SnapshotObstacle(relation)
                ?? RowFilterObstacle(relation)
                ?? _choices.Obstacle(relation);
            if (obstacle is not null)
                Refuse(relation, obstacle);
            else if (PlanTable(relation) is { } plan)
                tables.Add(plan);
        }
        if (SnapshotAgeFindings.Find(tables, _spec) is { } age)
            _findings.Add(age);
        var stale = _stale.Find(relations, tables, _names).ToList();
        foreach (var copy in stale)
        {
            if (copy.Relation is { } relation)
                Refuse(relation, copy.Finding);
            else
                _findings.Add(copy.Finding);
        }
        return new MirrorPlan
        {
            Source = _spec.Source.Display,
            Target = _spec.Target.Display,
            ServerVersion = _catalog.ServerVersion,
            SnapshotLsn = _snapshot.Lsn,
            SnapshotTime = _snapshot.Time,
            SnapshotXmin = _snapshot.OldestTransaction,
            Tables =
            [
                .. tables
                    .OrderByDescending(table => table.ExpectedBytes)
                    .ThenBy(table => table.Name, StringComparer.Ordinal),
            ],
            Refused = _refused,
            Pruned = [.. stale.Select(copy => copy.Pruned).OfType<PrunedCopy>()],
            Findings = _findings,
            Knowledge = _knowledge,
            Jobs = SharedJobs(),
        };
    }

    private int SharedJobs()
    {
        if (_snapshot.IsShared)
            return _spec.Jobs;
        _findings.Add(
            new Finding(
                FindingSeverity.Note,
                FindingKind.SnapshotNotShared,
                null,
                null,
                "The server does not let connections share a snapshot, so one connection reads everything.",
                "Connect to the server itself, not through a pooler, to read in parallel."
            )
        );
        return 1;
    }

    // Says why when it is not.
    private bool IsCopied(Relation relation)
    {
        if (RelationSelection.IsSkipped(relation, _spec))
        {
            _findings.Add(
                new Finding(
                    FindingSeverity.Note,
                    FindingKind.TableSkipped,
                    relation.FullName,
                    null,
                    $"{relation.FullName} is skipped, as --strategy says; what the target has of it stays."
                )
            );
            return false;
        }
        var isNamed = _spec.Filter.Names(relation.Schema, relation.Name);
        var severity = isNamed ? FindingSeverity.Error : FindingSeverity.Warning;
        var holders = _scans.RowHolders(relation);
        if (RelationFindings.WhySkipped(relation, holders, _catalog, _spec, severity) is not { } why)
            return true;
        var finding = _stale.Skipped(relation, why);
        if (finding.Severity == FindingSeverity.Error)
            Refuse(relation, finding);
        else
            _findings.Add(finding);
        return false;
    }

    private Finding? SnapshotObstacle(Relation relation)
    {
        var oids = _scans.RowHolders(relation).Append(relation).Select(holder => holder.Oid).ToHashSet();
        if (_snapshot.Unlockable.FirstOrDefault(one => oids.Contains(one.Relation.Oid)) is { } unlockable)
        {
            return new Finding(
                FindingSeverity.Error,
                FindingKind.NotLocked,
                relation.FullName,
                null,
                $"{relation.FullName} could not be locked, so it could change while it is read: {WithoutName(unlockable)}",
                unlockable.Error.Hint
            );
        }
        return _snapshot.NotLocked.FirstOrDefault(one => oids.Contains(one.Oid)) is { } late
            ? new Finding(
                FindingSeverity.Error,
                FindingKind.NotLocked,
                relation.FullName,
                null,
                $"{late.FullName} was made or changed while this run began, so {relation.FullName} cannot be read at its snapshot.",
                "The next run copies it."
            )
            : null;
    }

    // As the sentence has it already, where it is the same relation.
    private static string WithoutName(UnlockableRelation unlockable)
    {
        var (name, message) = ($"{unlockable.Relation.FullName}: ", unlockable.Error.Message);
        return message.StartsWith(name, StringComparison.Ordinal) ? message[name.Length..] : message;
    }

    private Finding? RowFilterObstacle(Relation relation) =>
        _filterErrors.TryGetValue(relation.Oid, out var error)
            ? RelationFindings.RowFilterRefused(relation, error)
            : null;

    private Finding? RowSecurity(Relation relation)
    {
        if (!relation.RowSecurityActive)
            return null;
        var finding = RelationFindings.RowSecurity(relation, _spec.AllowRowFiltering);
        if (!_spec.AllowRowFiltering)
            return finding;
        _findings.Add(finding);
        return null;
    }

    private TablePlan? PlanTable(Relation relation)
    {
        var wanted = RelationSelection.Columns(relation, _spec);
        var collision = _names.ColumnCollision(relation, wanted);
        if (collision is not null)
        {
            Refuse(relation, collision);
            return null;
        }
        var columns = wanted
            .Select(column => new PlannedColumn(_names.Of(relation, column), _choices.Map(relation, column)))
            .ToList();
        if (columns.Find(column => column.Mapping.Fidelity == Fidelity.Refused) is { } refused)
        {
            Refuse(relation, ColumnFindings.Refused(relation, refused, _spec));
            return null;
        }
        _findings.AddRange(columns.SelectMany(column => ColumnFindings.Find(relation, column, _spec)));
        _findings.AddRange(columns.SelectMany(column => _choices.Findings(relation, column)));
        var holders = _scans.RowHolders(relation);
        _findings.AddRange(RelationFindings.ForeignPartitions(relation, holders));
        long? limit = _spec.RowLimits.TryGetValue(relation.FullName, out var own) ? own : _spec.RowLimit;
        var rows = holders.Sum(EstimatedRows);
        var bytes = holders.Sum(holder => holder.TableBytes);
        var table = new TablePlan
        {
            Relation = relation,
            Target = _names.Of(relation),
            Columns = columns,
            Holders = holders,
            ExcludedColumns = [.. relation.Columns.Except(wanted)],
            RowFilter = _spec.RowFilters.GetValueOrDefault(relation.FullName),
            RowLimit = limit,
            Ranges = _scans.Plan(relation, holders, isOneRange: limit is not null),
            ExpectedRows = Math.Min(rows, limit ?? rows),
            ExpectedBytes = limit < rows ? (long)((double)bytes / rows * limit.Value) : bytes,
        };
        _findings.AddRange(RelationFindings.Notes(table, holders, _spec.Filter));
        if (_spec.Keys)
            _findings.AddRange(TargetKeys.Findings(table));
        // To a verification it is nothing how a table is brought up to date.
        if (!_spec.KeepsTypes && _refresh.AppendFinding(table) is { } finding)
            _findings.Add(finding);
        return _refresh.Choose(table);
    }

    private static long EstimatedRows(Relation relation) =>
        relation.EstimatedRows >= 0 ? (long)relation.EstimatedRows : relation.HeapBytes / AssumedBytesPerRow;

    private void Refuse(Relation relation, Finding reason)
    {
        _findings.Add(reason);
        var refused = new RefusedTable(relation, _names.Of(relation), reason);
        // A lock is refused for want of a privilege, too.
        var unlockable = _snapshot.Unlockable.FirstOrDefault(one => one.Relation.Oid == relation.Oid);
        _refused.Add(
            reason.Kind == FindingKind.NotLocked && unlockable is not null
                ? refused with
                {
                    Kind = unlockable.Error.Kind,
                }
                : refused
        );
    }
}
