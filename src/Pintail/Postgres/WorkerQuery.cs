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

    /// <summary>The same rows by COPY, for who knows nothing else: SHOW and EXPLAIN give none there.</summary>
    internal string CopySql
    {
        get
        {
            var names = IsBinary.Select((_, index) => $"c{index}").ToList();
            var list = names.Zip(IsBinary, (name, binary) => binary ? name : AsText(name));
            // The line's end, as the SQL may end with a comment.
            return $"COPY (SELECT {string.Join(", ", list)} FROM (\n{Sql}\n) AS pintail_query ({string.Join(", ", names)})) "
                + "TO STDOUT (FORMAT binary)";
        }
    }

    /// <summary>What the type's output function prints, as the protocol's text format is.</summary>
    private static string AsText(string value) =>
        $"CASE WHEN pg_catalog.num_nulls({value}) = 0 THEN pg_catalog.concat({value}) END";

    /// <summary>Without the SQL and the parameters, which may hold a secret.</summary>
    public override string ToString() => nameof(WorkerQuery);
}

/// <summary>A statement was described again just before it ran, and is not what it was. Nothing was run.</summary>
public sealed class ResultChangedException() : Exception("The columns of the result changed since it was planned.");
