using System.Globalization;

namespace Pintail.Target;

/// <summary>How the last run of a source into a target went, as pintail.run and pintail.table_run say.</summary>
internal sealed record LastRun
{
    /// <summary>running, succeeded, failed, interrupted, abandoned.</summary>
    public required string Status { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Why it ended as a whole, or why the first of its tables failed; null when nothing says so.</summary>
    public string? Error { get; init; }

    /// <summary>Why tables were not loaded, by their names at the source.</summary>
    public required IReadOnlyDictionary<(string Schema, string Table), string> TableErrors { get; init; }

    /// <returns>Null when no run of this source was ever entered.</returns>
    public static LastRun? Read(Warehouse warehouse, string source)
    {
        if (!StateTables.AreThere(warehouse))
            return null;
        var connection = warehouse.Control;
        var runs = connection.Select(
            $"""
            SELECT run_id, status, started_at, error_message FROM {Own("run")}
            WHERE source = $1 ORDER BY {RunRegister.LastSeenSql} DESC LIMIT 1
            """,
            source
        );
        if (runs is not [[var id, var status, var startedAt, var error]])
            return null;
        var tables = connection.Select(
            $"""
            SELECT source_schema, source_table, error_message FROM {Own("table_run")}
            WHERE run_id = $1 AND status <> 'loaded' AND error_message IS NOT NULL
            """,
            (string)id!
        );
        return new LastRun
        {
            Status = (string)status!,
            StartedAt = new DateTimeOffset((DateTime)startedAt!, TimeSpan.Zero),
            Error = (string?)error,
            TableErrors = tables
                .DistinctBy(row => ((string)row[0]!, (string)row[1]!))
                .ToDictionary(row => ((string)row[0]!, (string)row[1]!), row => (string)row[2]!),
        };

        string Own(string table) => warehouse.Sql(new TargetTable(StateTables.Schema, table));
    }

    /// <summary>As a sentence: when it was and how it ended.</summary>
    public string Told
    {
        get
        {
            var ended = Status switch
            {
                "abandoned" => "was broken off",
                "interrupted" => "was interrupted",
                "running" => "has not ended",
                "succeeded" => "ended",
                _ => "failed",
            };
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The last run, started {Moment.Text(StartedAt)}, {ended}{(Error is null ? "." : $": {Error}")}"
            );
        }
    }
}
