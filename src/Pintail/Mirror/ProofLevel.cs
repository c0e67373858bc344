namespace Pintail.Mirror;

/// <summary>What is compared before a table may be published. Each level includes the one before.</summary>
public enum ProofLevel
{
    None,

    /// <summary>The rows that were sent, decoded and stored are as many.</summary>
    Counts,

    /// <summary>Each column's content read back from the target is what Postgres sent.</summary>
    Content,
}
