namespace Pintail.Mirror;

/// <summary>What is compared before a table may be published: the same rows left, came and stayed.</summary>
/// <param name="Sent">
/// As the server's COPY commands count them. Over Npgsql's stream, the fall-back, nobody passes that count on: there it is
/// our own count on arrival, so the proof only covers what comes after.
/// </param>
/// <param name="Decoded">As they were turned into chunks.</param>
/// <param name="Stored">As DuckDB counts the staging table.</param>
/// <param name="IsComplete">Every range of the table was read to its end.</param>
internal readonly record struct RowCountProof(long Sent, long Decoded, long Stored, bool IsComplete)
{
    /// <returns>The proof in words, for pintail.table_run.</returns>
    /// <exception cref="PintailException">ProofFailed.</exception>
    public string Check(string table)
    {
        if (IsComplete && Sent == Stored && Decoded == Stored)
            return $"rows: {Stored} sent, decoded and stored";
        throw new PintailException(
            ErrorKind.ProofFailed,
            $"{table}: Postgres sent {Sent} rows, {Decoded} were decoded and {Stored} are stored"
                + (IsComplete ? "." : ", and not every part of the table was read."),
            "The table keeps its previous content. Run again; if it happens twice, report it."
        );
    }
}
