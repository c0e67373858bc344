namespace Pintail.Mirror;

/// <summary>How far a table that is being loaded has come. The counters may be read from any thread.</summary>
public sealed class TableProgress(TablePlan table)
{
    private long _rows;
    private long _bytes;

    public TablePlan Table { get; } = table;

    /// <summary>From 1.</summary>
    public int Attempt { get; internal set; } = 1;

    /// <summary>Rows received from Postgres by this attempt.</summary>
    public long Rows => Volatile.Read(ref _rows);

    /// <summary>Bytes received from Postgres.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    internal void Add(long rows, long bytes)
    {
        Interlocked.Add(ref _rows, rows);
        Interlocked.Add(ref _bytes, bytes);
    }

    internal void Restart(int attempt)
    {
        Attempt = attempt;
        Volatile.Write(ref _rows, 0);
        Volatile.Write(ref _bytes, 0);
    }
}

/// <summary>Whoever shows a run to a person or a program. Called from any thread, also from several at a time.</summary>
public interface IMirrorObserver
{
    /// <summary>An attempt failed and the next one waits.</summary>
    /// <param name="what">What was tried: "connecting to …", "shop.orders".</param>
    void Waiting(string what, int attempt, int attempts, PintailException error, TimeSpan wait);

    /// <summary>
    /// Before anything is loaded; again when a run starts over, and when a table that is being loaded turns out to need
    /// other types.
    /// </summary>
    void Planned(MirrorPlan plan);

    /// <summary>Called once per attempt of the run; the progress goes on changing.</summary>
    void TableStarted(TableProgress progress);

    /// <summary>Loaded and counted, or failed for good; not published yet.</summary>
    void TableFinished(TableResult result);

    /// <summary>A table that was to be refreshed by difference is copied in full after all, as something did not prove right.</summary>
    void Doubted(TablePlan table, PintailException why);

    /// <summary>Everything is loaded, and what readers see changes now.</summary>
    /// <param name="tables">How many take their places.</param>
    void Publishing(int tables);

    /// <summary>Everything is published and safe, but in the log beside the target's file, and replaced tables still take their room.</summary>
    void CheckpointFailed(PintailException why);
}
