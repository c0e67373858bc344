using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>
/// A connection that reads a snapshot's tables, one COPY or query at a time. Owned by one thread; only <see cref="Cancel"/> may
/// be called from another. Errors are the connection's own exceptions: <see cref="PostgresErrors"/> classifies them.
/// </summary>
public abstract class SnapshotWorker : IDisposable
{
    /// <summary>True when it can start no other COPY, also after a failed or an unfinished one: open another worker.</summary>
    public abstract bool IsBroken { get; }

    /// <param name="copySql">COPY … TO STDOUT (FORMAT binary)</param>
    /// <returns>To be read to its end, or disposed, before the next COPY.</returns>
    public abstract ICopyRows Copy(string copySql);

    /// <summary>Runs a user's statement with the role's own search_path; whatever else it sets is undone after it.</summary>
    /// <returns>To be read to its end, or disposed, before the next COPY or query.</returns>
    /// <exception cref="ResultChangedException">Its result is not what it was planned by.</exception>
    /// <param name="what">For errors: the function and the database, as the start of a sentence.</param>
    public abstract ICopyRows Query(WorkerQuery query, string what);

    /// <summary>Asks the server to stop the running COPY, which then fails with SQLSTATE 57014.</summary>
    public abstract void Cancel();

    /// <summary>Closes the connection under whoever reads on it, whose read then fails. Any thread; must not throw.</summary>
    internal virtual void Abandon() { }

    /// <summary>Ends its transaction, to join another snapshot later.</summary>
    /// <returns>False: it cannot; dispose of it.</returns>
    internal virtual bool TryLeave() => false;

    /// <summary>After <see cref="TryLeave"/>: joins a snapshot as a new worker does.</summary>
    /// <returns>False: dispose of it and open another, which also tells what is wrong.</returns>
    internal virtual bool TryJoin(WorkerStart start) => false;

    /// <summary>Stops a running COPY and ends the connection.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
