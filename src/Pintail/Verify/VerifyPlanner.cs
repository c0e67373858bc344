// Which tables are compared: what the mirror holds of this source and the selection names. Whatever of either is not
// compared is said by name: a difference in structure is a difference, a table that cannot be read is a failure, and one
// with a row limit cannot be verified, as nobody knows which rows a limit picks.

using Pintail.Mirror;
using Pintail.Postgres;
using Pintail.Scan;
using Pintail.Target;

namespace Pintail.Verify;

/// <param name="Decided">Tables of which there is nothing to compare.</param>
internal sealed record VerifyPlan(IReadOnlyList<ComparedTable> Tables, IReadOnlyList<TableVerification> Decided);

/// <summary>Plans one verification, from what a mirror run would do now and what the target holds.</summary>
internal sealed class VerifyPlanner(
    MirrorSpec spec,
    MirrorPlan plan,
    Snapshot snapshot,
    TargetContents contents,
    TargetColumns columns,
    LastRun? lastRun
)
{
    private const string MirrorAgain = "Run 'pintail mirror', which replaces the table.";

    private readonly ScanPlanner _scans = new(snapshot.Catalog);
    private readonly HashSet<(string Schema, string Table)> _seen = [];
    private readonly List<TableVerification> _decided = [];
    private readonly List<RecordedTable> _mirrored =
    [
        .. contents.Recorded.Where(table => table.Source == spec.Source.Endpoint),
    ];

    /// <exception cref="PintailException">The target holds nothing of this source.</exception>
    public VerifyPlan Plan()
    {
        if (_mirrored.Count == 0)
            throw NothingMirrored();
        List<ComparedTable> tables = [];
        foreach (var table in plan.Tables)
        {
            _seen.Add((table.Relation.Schema, table.Relation.Name));
            if (Prepare(table) is { } compared)
                tables.Add(compared);
        }
        foreach (var refused in plan.Refused)
            Refuse(refused);
        foreach (var table in _mirrored.Where(table => spec.Filter.Selects(table.SourceSchema, table.SourceTable)))
            LeaveOut(table);
        return new VerifyPlan(tables, _decided);
    }

    private ComparedTable? Prepare(TablePlan table)
    {
        if (table.RowLimit is not null)
        {
            Decide(
                table.Relation,
                table.Target,
                VerifyStatus.NotVerified,
                $"{table.Name} has a row limit, and nobody knows which rows it picked: it cannot be verified."
            );
            return null;
        }
        var copies = _mirrored.FindAll(one =>
            one.SourceSchema == table.Relation.Schema && one.SourceTable == table.Relation.Name
        );
        if (copies.Count == 0)
        {
            IsMissing(
                table,
                $"{table.Name} is missing in the mirror: no run has copied it.{LastError(table.Relation)}"
            );
            return null;
        }
        if (copies.Find(one => one.Target.Folded == table.Target.Folded) is not { } mirrored)
        {
            Differs(
                table.Relation,
                table.Target,
                $"The mirror does not hold {table.Name} as {table.Target}: it holds it as {copies[0].Target}.",
                "Run 'pintail mirror', which makes a copy of this name, or give the name that the mirror has with --rename."
            );
            return null;
        }
        if (!IsThere(table.Target))
        {
            IsMissing(
                table,
                $"{table.Name} was mirrored as {table.Target}, and the target has no such table any more.{LastError(table.Relation)}"
            );
            return null;
        }
        if (columns.Compare(table) is { Count: > 0 } differences)
        {
            Differs(
                table.Relation,
                table.Target,
                $"{table.Name} has another structure than its mirror {table.Target}: {string.Join("; ", differences)}.",
                MirrorAgain
            );
            return null;
        }
        var holders = _scans.RowHolders(table.Relation);
        return ComparedTable.Of(table, mirrored, holders, LaterChanges.Since(mirrored, snapshot, table, holders));
    }

    private void IsMissing(TablePlan table, string message) =>
        Decide(
            table.Relation,
            table.Target,
            VerifyStatus.MissingInMirror,
            null,
            new PintailException(
                ErrorKind.ProofFailed,
                message,
                $"Get it with 'pintail mirror', or leave it out with --exclude-table {table.Name}."
            )
        );

    private string LastError(Relation relation) =>
        lastRun?.TableErrors.TryGetValue((relation.Schema, relation.Name), out var error) == true
            ? $" The last run could not: {error}"
            : "";

    private bool IsThere(TargetTable table) =>
        contents.Objects.Any(found => !found.IsView && found.Table.Folded == table.Folded);

    private void Refuse(RefusedTable refused)
    {
        _seen.Add((refused.Relation.Schema, refused.Relation.Name));
        if (refused.Reason.Kind == FindingKind.TargetInTheWay)
        {
            Differs(
                refused.Relation,
                refused.Target,
                $"What the target holds as {refused.Target} is not a mirror of {refused.Relation.FullName}.",
                refused.Reason.Remedy
            );
            return;
        }
        Decide(refused.Relation, refused.Target, VerifyStatus.Failed, null, refused.ToError());
    }

    // Mirrored and selected, but a mirror run would not copy it now.
    private void LeaveOut(RecordedTable table)
    {
        if (!IsThere(table.Target) || !_seen.Add((table.SourceSchema, table.SourceTable)))
            return;
        var relation = snapshot.Catalog.Relations.FirstOrDefault(one =>
            one.Schema == table.SourceSchema && one.Name == table.SourceTable
        );
        var findings = plan.Findings.Where(one => one.Relation == table.SourceName && one.Column is null).ToList();
        if (relation is null)
        {
            var gone = findings.Find(one => one.Kind == FindingKind.SourceGone);
            IsLeft(
                table,
                VerifyStatus.MissingAtSource,
                gone?.Message
                    ?? $"{table.SourceName} is gone at the source, and the mirror still has it as {table.Target}.",
                gone?.Remedy ?? "Drop it with 'pintail mirror --prune', or leave the table out."
            );
            return;
        }
        var isSkipped = RelationSelection.IsSkipped(relation, spec);
        if (
            !isSkipped
            && findings.Find(one => one.Kind is FindingKind.CopyNotRefreshed or FindingKind.SourceGone) is { } told
        )
        {
            IsLeft(table, VerifyStatus.LeftOver, told.Message, told.Remedy);
            return;
        }
        // Copied by a run that named it: here it is a part of its parent's rows.
        if (!isSkipped && RelationSelection.IsPart(relation, spec.Filter))
            return;
        // What the user leaves out is no failure; anything else should have been refused, and is none to pass over.
        var said = findings.Find(one => one.Kind is FindingKind.ViewSkipped or FindingKind.NoColumns)?.Message;
        if (isSkipped)
            said = $"{table.SourceName} is skipped, as --strategy says.";
        if (said is not null)
        {
            var remark = $"{said} Its copy {table.Target} is not compared.";
            Decide(relation, table.Target, VerifyStatus.NotVerified, remark);
            return;
        }
        var finding = findings.FirstOrDefault();
        var error = new PintailException(
            ErrorKind.SourceMissing,
            finding?.Message ?? $"{table.SourceName} was mirrored and would not be mirrored now.",
            finding?.Remedy
        );
        Decide(relation, table.Target, VerifyStatus.Failed, null, error);
    }

    private void IsLeft(RecordedTable table, VerifyStatus status, string message, string? hint) =>
        Add(
            table.SourceSchema,
            table.SourceTable,
            table.Target,
            status,
            null,
            new PintailException(ErrorKind.ProofFailed, message, hint)
        );

    private void Differs(Relation relation, TargetTable target, string message, string? hint) =>
        Decide(
            relation,
            target,
            VerifyStatus.OtherStructure,
            null,
            new PintailException(ErrorKind.ProofFailed, message, hint)
        );

    private void Decide(
        Relation relation,
        TargetTable target,
        VerifyStatus status,
        string? remark,
        PintailException? error = null
    ) => Add(relation.Schema, relation.Name, target, status, remark, error);

    private void Add(
        string schema,
        string table,
        TargetTable target,
        VerifyStatus status,
        string? remark,
        PintailException? error
    ) =>
        _decided.Add(
            new TableVerification
            {
                Schema = schema,
                Table = table,
                Target = target,
                Status = status,
                Remarks = remark is null ? [] : [remark],
                Error = error,
            }
        );

    private PintailException NothingMirrored()
    {
        if (lastRun is { Status: not "succeeded" })
        {
            return new PintailException(
                ErrorKind.NothingSelected,
                $"The target {spec.Target.Display} holds no table of {spec.Source.Endpoint} yet, so there is nothing to verify. {lastRun.Told}",
                "Run 'pintail mirror' again: what it publishes can be verified."
            );
        }
        var others = contents.Recorded.Select(table => table.Source).Distinct().Order(StringComparer.Ordinal).ToList();
        return new PintailException(
            ErrorKind.NothingSelected,
            $"The target {spec.Target.Display} holds no mirror of {spec.Source.Endpoint}"
                + (others.Count == 0 ? "." : $", only of {string.Join(", ", others)}."),
            "Name the source by the host and port that 'pintail mirror' was given, and the target it wrote."
        );
    }
}
