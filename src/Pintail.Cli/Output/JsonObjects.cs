using Pintail.Mirror;

namespace Pintail.Cli.Output;

// What --json prints. Names and meanings are a promise to programs: members are added, never changed.

internal sealed record JsonError(string Kind, string Message, string? Hint)
{
    public static JsonError? From(PintailException? error) =>
        error is null ? null : new(JsonText.Name(error.Kind), error.Message, error.Hint);
}

internal sealed record JsonFinding(
    string Severity,
    string Kind,
    string? Relation,
    string? Column,
    string Message,
    string? Remedy
)
{
    public static JsonFinding From(Finding finding) =>
        new(
            JsonText.Name(finding.Severity),
            JsonText.Name(finding.Kind),
            finding.Relation,
            finding.Column,
            finding.Message,
            finding.Remedy
        );
}

/// <param name="Event">"table".</param>
internal sealed record JsonTable(
    string Event,
    string Schema,
    string Table,
    string TargetSchema,
    string TargetTable,
    string Status,
    string Strategy,
    long Rows,
    long Bytes,
    int Attempts,
    double Seconds,
    JsonError? Error,
    string? Change,
    string? Reason,
    long? RowsInserted,
    long? RowsUpdated,
    long? RowsDeleted
)
{
    public static JsonTable From(TableResult table) =>
        new(
            "table",
            table.Schema,
            table.Table,
            table.Target.Schema,
            table.Target.Name,
            JsonText.Name(table.Status),
            table.Strategy,
            table.Rows,
            table.Bytes,
            table.Attempts,
            Math.Round(table.Duration.TotalSeconds, 3),
            JsonError.From(table.Error),
            table.Change?.Name,
            table.Reason,
            table.Change?.Inserted,
            table.Change?.Updated,
            table.Change?.Deleted
        );
}

/// <param name="Event">"summary".</param>
internal sealed record JsonSummary(
    string Event,
    string RunId,
    string Source,
    string Target,
    string ServerVersion,
    string? SnapshotLsn,
    DateTimeOffset SnapshotTime,
    int Succeeded,
    int Failed,
    long Rows,
    long Bytes,
    double Seconds,
    int Connections,
    double SnapshotSeconds,
    int ExitCode,
    IReadOnlyList<JsonFinding> Findings
)
{
    public static JsonSummary From(MirrorResult result) =>
        new(
            "summary",
            result.RunId,
            result.Plan.Source,
            result.Plan.Target,
            result.Plan.ServerVersion,
            result.Plan.SnapshotLsn,
            result.Plan.SnapshotTime,
            result.Succeeded,
            result.Failed,
            result.Rows,
            result.Bytes,
            Math.Round(result.Duration.TotalSeconds, 3),
            result.Connections,
            Math.Round(result.SnapshotAge.TotalSeconds, 3),
            result.ExitCode,
            [.. result.Plan.Findings.Select(JsonFinding.From)]
        );
}

/// <summary>What ends a run or a plan before its summary, in the summary's place.</summary>
/// <param name="Event">"error".</param>
internal sealed record JsonRunError(string Event, string Kind, string Message, string? Hint, int ExitCode)
{
    public static JsonRunError From(PintailException error) =>
        new("error", JsonText.Name(error.Kind), error.Message, error.Hint, error.Kind.ExitCode());
}

internal sealed record JsonColumn(
    string Name,
    string TargetName,
    string Type,
    string TargetType,
    string Fidelity,
    string? Reason
)
{
    public static JsonColumn From(PlannedColumn column) =>
        new(
            column.Mapping.Column.Name,
            column.Name,
            DeclaredType.Of(column.Mapping.Column),
            column.Mapping.DuckDBTypeSql,
            JsonText.Name(column.Mapping.Fidelity),
            column.Mapping.Reason
        );
}

/// <param name="Status">"planned", or "refused" when a finding says why it cannot be copied.</param>
internal sealed record JsonPlannedTable(
    string Schema,
    string Table,
    string TargetSchema,
    string TargetTable,
    string Status,
    string? Strategy,
    long? ExpectedRows,
    long? ExpectedBytes,
    string? Where,
    long? Limit,
    IReadOnlyList<JsonColumn> Columns,
    IReadOnlyList<string> ExcludedColumns,
    string? Reason
)
{
    public static JsonPlannedTable From(TablePlan table) =>
        new(
            table.Relation.Schema,
            table.Relation.Name,
            table.Target.Schema,
            table.Target.Name,
            "planned",
            JsonText.Name(table.Strategy),
            table.ExpectedRows,
            table.ExpectedBytes,
            table.RowFilter,
            table.RowLimit,
            [.. table.Columns.Select(JsonColumn.From)],
            [.. table.ExcludedColumns.Select(column => column.Name)],
            table.Reason
        );

    public static JsonPlannedTable From(RefusedTable table) =>
        new(
            table.Relation.Schema,
            table.Relation.Name,
            table.Target.Schema,
            table.Target.Name,
            "refused",
            null,
            null,
            null,
            null,
            null,
            [],
            [],
            null
        );
}

/// <summary>A copy in the target that no run refreshes any more.</summary>
internal sealed record JsonTargetTable(string TargetSchema, string TargetTable);

/// <param name="Pruned">What --prune drops; without it the findings tell what is gone.</param>
internal sealed record JsonPlan(
    string Source,
    string Target,
    string ServerVersion,
    int Jobs,
    long ExpectedRows,
    long ExpectedBytes,
    IReadOnlyList<JsonPlannedTable> Tables,
    IReadOnlyList<JsonFinding> Findings,
    IReadOnlyList<JsonTargetTable> Pruned
)
{
    public static JsonPlan From(MirrorPlan plan) =>
        new(
            plan.Source,
            plan.Target,
            plan.ServerVersion,
            plan.Jobs,
            plan.ExpectedRows,
            plan.ExpectedBytes,
            [.. plan.Tables.Select(JsonPlannedTable.From), .. plan.Refused.Select(JsonPlannedTable.From)],
            [.. plan.Findings.Select(JsonFinding.From)],
            [.. plan.Pruned.Select(copy => new JsonTargetTable(copy.Target.Schema, copy.Target.Name))]
        );
}
