using Pintail.Verify;

namespace Pintail.Cli.Output;

// What pintail verify --json prints; as in JsonObjects.cs, members are added, never changed.

internal sealed record JsonRowDifferences(long Differing, long Missing, long Surplus)
{
    public static JsonRowDifferences From(RowDifferences rows) => new(rows.Differing, rows.Missing, rows.Surplus);
}

/// <param name="Key">In the order of the table's key; null for NULL.</param>
internal sealed record JsonDifferentRow(
    IReadOnlyList<string?> Key,
    string Kind,
    bool Explained,
    IReadOnlyList<string> Columns
)
{
    public static JsonDifferentRow From(DifferentRow row) =>
        new(row.Key, JsonText.Name(row.Kind), row.IsExplained, row.Columns);
}

/// <param name="Event">"table".</param>
/// <param name="Key">Empty: whole rows were compared.</param>
/// <param name="Rows">The first of those that differ.</param>
/// <param name="RowsTellChanges">False: what is explained is only possible; true: so are surplus rows.</param>
internal sealed record JsonVerifiedTable(
    string Event,
    string Schema,
    string Table,
    string TargetSchema,
    string TargetTable,
    string Status,
    long SourceRows,
    long TargetRows,
    int ComparedColumns,
    IReadOnlyList<string> NotCompared,
    DateTimeOffset? MirroredAt,
    JsonRowDifferences Unexplained,
    JsonRowDifferences Explained,
    IReadOnlyList<string> Key,
    IReadOnlyList<JsonDifferentRow> Rows,
    IReadOnlyList<string> Remarks,
    double Seconds,
    JsonError? Error,
    bool RowsTellChanges
)
{
    public static JsonVerifiedTable From(TableVerification table) =>
        new(
            "table",
            table.Schema,
            table.Table,
            table.Target.Schema,
            table.Target.Name,
            JsonText.Name(table.Status),
            table.SourceRows,
            table.TargetRows,
            table.Compared.Count,
            table.NotCompared,
            table.MirroredAt,
            JsonRowDifferences.From(table.Unexplained),
            JsonRowDifferences.From(table.Explained),
            table.Key,
            [.. table.Rows.Select(JsonDifferentRow.From)],
            table.Remarks,
            Math.Round(table.Duration.TotalSeconds, 3),
            JsonError.From(table.Error),
            table.RowsTellChanges
        );
}

/// <param name="Event">"summary".</param>
internal sealed record JsonVerifySummary(
    string Event,
    string Source,
    string Target,
    string ServerVersion,
    string? SnapshotLsn,
    DateTimeOffset SnapshotTime,
    int Equal,
    int Changed,
    int Different,
    int OtherStructure,
    int NotVerified,
    int Failed,
    long RowsChangedSince,
    double Seconds,
    int Connections,
    int ExitCode,
    IReadOnlyList<JsonFinding> Findings,
    int MissingInMirror,
    int MissingAtSource,
    int LeftOver
)
{
    public static JsonVerifySummary From(VerifyResult result) =>
        new(
            "summary",
            result.Plan.Source,
            result.Plan.Target,
            result.Plan.ServerVersion,
            result.Plan.SnapshotLsn,
            result.Plan.SnapshotTime,
            result.Count(VerifyStatus.Equal),
            result.Count(VerifyStatus.Changed),
            result.Count(VerifyStatus.Different),
            result.Count(VerifyStatus.OtherStructure),
            result.Count(VerifyStatus.NotVerified),
            result.Count(VerifyStatus.Failed),
            result.Tables.Sum(table => table.Explained.Total),
            Math.Round(result.Duration.TotalSeconds, 3),
            result.Connections,
            result.ExitCode,
            [.. result.Plan.Findings.Select(JsonFinding.From)],
            result.Count(VerifyStatus.MissingInMirror),
            result.Count(VerifyStatus.MissingAtSource),
            result.Count(VerifyStatus.LeftOver)
        );
}
