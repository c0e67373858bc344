using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>How one kind of target is opened; everything afterwards is the same SQL.</summary>
internal abstract class TargetOpening
{
    /// <summary>Waits for whoever holds the target, as long as its spec allows.</summary>
    public abstract Task EnterAsync(TimeProvider time, CancellationToken cancellation);

    /// <summary>Attaches the target to a fresh in-memory DuckDB and returns the catalog's name.</summary>
    public abstract string Attach(DuckDBConnection connection);

    /// <summary>What a failed <see cref="Attach"/> means to the user.</summary>
    public abstract PintailException Explain(DuckDBException error);

    /// <summary>Undoes <see cref="EnterAsync"/>; called once, after DuckDB has let go of the target.</summary>
    public abstract void Leave();
}
