namespace Pintail.Scan;

/// <summary>Where the streams of a snapshot's copies come from.</summary>
/// <param name="Max">How many one copy may have at a time, at least 1.</param>
internal sealed record ScanStreams(StreamBudget Budget, WorkerPool Workers, int Max);
