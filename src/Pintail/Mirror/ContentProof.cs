using Pintail.Types;

namespace Pintail.Mirror;

/// <summary>
/// What is compared of a table's content before it may be published: per column, the fingerprint of what Postgres sent
/// and the one of what is read back from the staging table and encoded again.
/// </summary>
internal sealed record ContentProof(
    IReadOnlyList<PlannedColumn> Columns,
    IReadOnlyList<Fingerprint> Sent,
    IReadOnlyList<Fingerprint> Stored
)
{
    /// <summary>Columns whose content is not what was sent; none when the proof holds.</summary>
    public IReadOnlyList<PlannedColumn> Different =>
        [.. Columns.Where((_, i) => Sent.Count <= i || Stored.Count <= i || Sent[i] != Stored[i])];

    /// <summary>For pintail.table_run.</summary>
    public string Summary => $"content: {Columns.Count} columns as sent";
}
