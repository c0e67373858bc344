namespace Pintail.Postgres;

/// <summary>What a worker sends before its first COPY.</summary>
/// <param name="Begin">Joins the snapshot with pinned settings.</param>
/// <param name="Lock">
/// Null, or locks between savepoints: failing is no harm. Without them a worker that comes to a table late would wait
/// behind an ALTER TABLE that itself waits for the exporter, until the lock timeout.
/// </param>
internal sealed record WorkerStart(string Begin, string? Lock)
{
    /// <summary>
    /// Beyond this many locks a worker takes them as it goes: four workers with 500 each are a third of the smallest
    /// lock table that is usual (64 locks for each of 100 connections).
    /// </summary>
    private const int MaxLocks = 500;

    /// <summary>
    /// The exporter has all locks, so a worker only ever waits behind someone who waits for the exporter: not worth
    /// waiting for. The exporter reads such a relation itself.
    /// </summary>
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(1);

    public static WorkerStart For(Snapshot snapshot, int serverMajor, SnapshotOptions options) =>
        new(
            SessionSettings.Begin(
                serverMajor,
                Impatient(options),
                snapshot.Id,
                snapshot.Catalog.IsSqlAscii,
                snapshot.Catalog.MoneyFractionDigits
            ),
            snapshot.LockedByName.Count > 0 && snapshot.Locked.Count <= MaxLocks
                ? $"{RelationLocks.Savepoint}; {RelationLocks.Statement(snapshot.LockedByName, noWait: true)}; {RelationLocks.Release}"
                : null
        );

    private static SnapshotOptions Impatient(SnapshotOptions options) =>
        options.LockTimeout == Timeout.InfiniteTimeSpan || options.LockTimeout > LockTimeout
            ? options with
            {
                LockTimeout = LockTimeout,
            }
            : options;
}
