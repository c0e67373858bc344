using Pintail.Mirror;

namespace Pintail.Verify;

/// <summary>Whoever shows a verification to a person or a program. Called from any thread, also from several at a time.</summary>
public interface IVerifyObserver
{
    /// <inheritdoc cref="IMirrorObserver.Waiting"/>
    void Waiting(string what, int attempt, int attempts, PintailException error, TimeSpan wait);

    /// <summary>What a mirror run would read now, which is what is compared.</summary>
    void Planned(MirrorPlan plan);

    /// <summary>The progress counts what is read of the source; it begins again when a table that differs is read again.</summary>
    void TableStarted(TableProgress progress);

    /// <summary>Also for tables of which there is nothing to compare.</summary>
    void TableVerified(TableVerification table);
}
