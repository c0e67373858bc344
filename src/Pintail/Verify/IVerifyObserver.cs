using Pintail.Mirror;

namespace Pintail.Verify;

/// <summary>Whoever shows a verification to a person or a program. Called from any thread, also from several at a time.</summary>
public interface IVerifyObserver
{
    /// <inheritdoc cref="IMirrorObserver.Waiting"/>
    void Waiting(string what, int attempt, int attempts, PintailException error, TimeSpan wait);

    /// <summary>What a mirror run would read now, which is what is compared.</summary>
    void Planned(MirrorPlan plan);

    void TableStarted(TableProgress progress);

    void TableVerified(TableVerification table);
}
