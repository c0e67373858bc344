using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>A user's statement for a worker to run within its snapshot.</summary>
/// <param name="Parameters">Texts; null is NULL.</param>
/// <param name="Described">As it was planned by.</param>
/// <param name="IsBinary">Of each column: sent in the type's binary format, else as text.</param>
public sealed record WorkerQuery(
    string Sql,
    IReadOnlyList<string?> Parameters,
    DescribedStatement Described,
    IReadOnlyList<bool> IsBinary
)
{
    /// <exception cref="ResultChangedException">Its result is not what it was planned by.</exception>
    internal IReadOnlyList<bool> Choose(StatementDescription found) =>
        Described.IsStill(found) ? IsBinary : throw new ResultChangedException();

    /// <summary>Without the SQL and the parameters, which may hold a secret.</summary>
    public override string ToString() => nameof(WorkerQuery);
}

/// <summary>A statement was described again just before it ran, and is not what it was. Nothing was run.</summary>
public sealed class ResultChangedException() : Exception("The columns of the result changed since it was planned.");
