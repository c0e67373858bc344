using System.Text.Json;
using Pintail.Target;

namespace Pintail.Cli.Output;

// What pintail history --json prints; as in JsonObjects.cs, members are added, never changed.

/// <param name="Count">Tables of the run of which the same became.</param>
/// <param name="RowsInserted">Over all of them; null when it is not known of one.</param>
internal sealed record JsonPastTables(
    string Status,
    string Strategy,
    string? Change,
    long Count,
    long Proved,
    long Rows,
    long Bytes,
    long? RowsInserted,
    long? RowsUpdated,
    long? RowsDeleted,
    string? FailedTable,
    string? ErrorMessage
)
{
    public static JsonPastTables From(PastTables tables) =>
        new(
            tables.Status,
            tables.Strategy,
            tables.Change,
            tables.Count,
            tables.Proved,
            tables.Rows,
            tables.Bytes,
            tables.Inserted,
            tables.Updated,
            tables.Deleted,
            tables.FailedTable,
            tables.ErrorMessage
        );
}

/// <param name="Event">"run".</param>
/// <param name="Rows">As Bytes: null when the run ended before anything was known of its tables.</param>
internal sealed record JsonPastRun(
    string Event,
    string RunId,
    string Status,
    string Source,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    double? Seconds,
    string? PintailVersion,
    string? ServerVersion,
    string? SnapshotLsn,
    DateTimeOffset? SnapshotTime,
    long? Rows,
    long? Bytes,
    IReadOnlyList<JsonPastTables> Tables,
    int? ExitCode,
    JsonError? Error
)
{
    public static JsonPastRun From(PastRun run) =>
        new(
            "run",
            run.RunId,
            run.Status,
            run.Source,
            run.StartedAt,
            run.FinishedAt,
            run.Duration is { } duration ? Math.Round(duration.TotalSeconds, 3) : null,
            run.PintailVersion,
            run.ServerVersion,
            run.SnapshotLsn,
            run.SnapshotTime,
            run.Tables.Count == 0 ? null : run.Tables.Sum(tables => tables.Rows),
            run.Tables.Count == 0 ? null : run.Tables.Sum(tables => tables.Bytes),
            [.. run.Tables.Select(JsonPastTables.From)],
            run.ExitCode,
            PastError(run.ErrorKind, run.ErrorMessage)
        );

    /// <summary>As other objects have it. The hint is not kept.</summary>
    public static JsonError? PastError(string? kind, string? message) =>
        message is null ? null : new(JsonNamingPolicy.SnakeCaseLower.ConvertName(kind ?? ""), message, null);
}

/// <param name="Event">"table_run".</param>
internal sealed record JsonPastTableRun(
    string Event,
    string RunId,
    string Source,
    string Schema,
    string Table,
    string TargetSchema,
    string TargetTable,
    string Status,
    string Strategy,
    string? Reason,
    string? Change,
    long? RowsInserted,
    long? RowsUpdated,
    long? RowsDeleted,
    long Rows,
    long Bytes,
    int Attempts,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt,
    double Seconds,
    string? SnapshotLsn,
    DateTimeOffset? SnapshotTime,
    string? Proof,
    JsonError? Error
)
{
    public static JsonPastTableRun From(PastTableRun run) =>
        new(
            "table_run",
            run.RunId,
            run.Source,
            run.SourceSchema,
            run.SourceTable,
            run.Target.Schema,
            run.Target.Name,
            run.Status,
            run.Strategy,
            run.Reason,
            run.Change,
            run.Inserted,
            run.Updated,
            run.Deleted,
            run.Rows,
            run.Bytes,
            run.Attempts,
            run.StartedAt,
            run.FinishedAt,
            Math.Round(run.Duration.TotalSeconds, 3),
            run.SnapshotLsn,
            run.SnapshotTime,
            run.Proof,
            JsonPastRun.PastError(run.ErrorKind, run.ErrorMessage)
        );
}
