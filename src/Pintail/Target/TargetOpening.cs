using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>How one kind of target is opened; everything afterwards is the same SQL.</summary>
internal abstract class TargetOpening
{
    /// <exception cref="PintailException">TargetLocked: somebody else holds the target. TargetUnreachable.</exception>
    public abstract void Enter();

    /// <summary>Attaches the target to a fresh in-memory DuckDB and returns the catalog's name.</summary>
    public abstract string Attach(DuckDBConnection connection);

    /// <summary>What a failed <see cref="Attach"/> means to the user.</summary>
    public abstract PintailException Explain(DuckDBException error);

    /// <exception cref="PintailException">TargetFailed: what was attached is no longer what the spec names.</exception>
    public virtual void ThrowIfMoved() { }

    /// <summary>Removes what <see cref="Attach"/> made new; nothing when the target was there before.</summary>
    public abstract void Discard();

    /// <summary>Undoes <see cref="Enter"/>; called once, after DuckDB has let go of the target.</summary>
    public abstract void Leave();
}
