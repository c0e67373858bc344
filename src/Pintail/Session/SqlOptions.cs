using Pintail.Aws;

namespace Pintail.Session;

/// <summary>How a session's DuckDB is opened.</summary>
public sealed record SqlOptions
{
    /// <summary>A DuckDB file; null: everything in memory.</summary>
    public string? File { get; init; }

    /// <summary>The file is opened for reading; it must exist.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>
    /// Postgres connections that one scan may use at a time, at least 1. Each scan of a statement has one for certain; the
    /// others are shared.
    /// </summary>
    public int Connections { get; init; } = 4;

    /// <summary>DuckDB's settings at its start, by their names.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Of libpq, for what an ATTACH leaves open: PG* and HOME.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where persistent secrets are kept; null: .pintail/secrets in the HOME of <see cref="Environment"/>.</summary>
    public string? SecretFolder { get; init; }

    /// <summary>The tokens of RDS IAM, which connections to one database share.</summary>
    internal RdsTokenCache Tokens { get; init; } = new(TimeProvider.System);
}
