using Pintail.Postgres;
using Pintail.Target;
using Pintail.Types;

namespace Pintail.Mirror;

/// <summary>From how tables ended to what is published and recorded of them.</summary>
internal static class TableOutcomes
{
    public static TableOutcome Of(LoadedTable table, MirrorSpec spec, RecordedBase recorded)
    {
        var (plan, result) = (table.Plan, table.Result);
        return new TableOutcome
        {
            SourceSchema = result.Schema,
            SourceTable = result.Table,
            SourceOid = plan.Relation.Oid,
            Kind = KindOf(plan.Relation),
            Target = result.Target,
            Staging = table.IsLoaded ? table.Staging : null,
            Gone = table.IsLoaded ? table.Gone : null,
            MergeKey = plan.Delta?.Key ?? [],
            Columns = [.. plan.Columns.Select(column => column.Name)],
            Comment = plan.Relation.Comment,
            ColumnComments = plan
                .Columns.Where(column => column.Mapping.Comment is not null)
                .ToDictionary(column => column.Name, column => column.Mapping.Comment!),
            UniqueKeys = TableShape.UniqueKeys(plan, spec.Keys),
            ColumnTypes = plan
                .Columns.Where(column => column.Mapping.IsDecidedByData)
                .ToDictionary(column => column.Mapping.Column.Name, column => column.Mapping.DuckDBTypeSql),
            Strategy = result.Strategy,
            Reason = result.Reason,
            Change = table.IsLoaded ? result.Change : null,
            Status = table.IsLoaded ? "loaded" : "failed",
            Rows = result.Rows,
            RowCount = result.TargetRows,
            StaleRows = (plan.Recorded?.StaleRows ?? 0) + (result.Change?.Updated ?? 0) + (result.Change?.Deleted ?? 0),
            Definition = plan.Definition,
            Base = recorded.Base,
            NotDifferencable = recorded.Why,
            Bytes = result.Bytes,
            Attempts = result.Attempts,
            StartedAt = result.StartedAt,
            FinishedAt = result.StartedAt + result.Duration,
            InexactColumns = InexactColumns(plan),
            Proof = table.Proof,
            Error = result.Error,
        };
    }

    public static (TableResult Result, TableOutcome Outcome) Of(RefusedTable refused, DateTimeOffset now)
    {
        var error = refused.ToError();
        var result = new TableResult
        {
            Schema = refused.Relation.Schema,
            Table = refused.Relation.Name,
            Target = refused.Target,
            Status = TableStatus.Refused,
            Strategy = "none",
            StartedAt = now,
            Error = error,
        };
        var outcome = new TableOutcome
        {
            SourceSchema = result.Schema,
            SourceTable = result.Table,
            SourceOid = refused.Relation.Oid,
            Target = refused.Target,
            Strategy = result.Strategy,
            Status = "refused",
            StartedAt = now,
            FinishedAt = now,
            Error = error,
        };
        return (result, outcome);
    }

    private static CopiedKind KindOf(Relation relation) =>
        relation.Kind switch
        {
            RelationKind.View => CopiedKind.View,
            RelationKind.MaterializedView => CopiedKind.MaterializedView,
            _ => relation.PartitionOf is null ? CopiedKind.Table : CopiedKind.Partition,
        };

    private static string? InexactColumns(TablePlan plan)
    {
        var inexact = plan
            .Columns.Where(column => column.Mapping.Fidelity != Fidelity.Exact)
            .Select(column =>
                $"{column.Name}: {column.Mapping.Fidelity.ToString().ToLowerInvariant()}, {column.Mapping.Reason}"
            );
        var text = string.Join("\n", inexact);
        return text.Length == 0 ? null : text;
    }
}
