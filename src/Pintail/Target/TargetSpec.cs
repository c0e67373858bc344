namespace Pintail.Target;

/// <summary>Where the copy goes, as the user asked. Exactly one of <see cref="File"/> and <see cref="MotherDuckDatabase"/> is set.</summary>
public sealed record TargetSpec
{
    /// <summary>The newest that this DuckDB writes, and the fastest.</summary>
    public const string DefaultStorageVersion = "v1.5.0";

    /// <summary>Path of a local DuckDB file; created with its first mirror, its folder must exist.</summary>
    public string? File { get; init; }

    /// <summary>Name of a MotherDuck database; created when absent.</summary>
    public string? MotherDuckDatabase { get; init; }
    public string? MotherDuckToken { get; init; }

    /// <summary>Another MotherDuck endpoint than the extension's own; null for that.</summary>
    public string? MotherDuckHost { get; init; }

    /// <summary>Storage version of a file that is made new; an existing one keeps its own. What may read it: DuckDB from
    /// that version on. Null: <see cref="DefaultStorageVersion"/>.</summary>
    public string? StorageVersion { get; init; }

    /// <summary>Size of the blocks of a file that is made new, in bytes: a power of two from 16 to 256 KiB. Null:
    /// DuckDB's default, 256 KiB.</summary>
    public int? BlockBytes { get; init; }

    /// <summary>DuckDB's memory_limit, such as "2GB"; null: what the load needs, at most 80 % of the machine.</summary>
    public string? MemoryLimit { get; init; }

    /// <summary>The target must be there, and nothing is written to it.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>How long to wait for another process that holds the target; zero: not at all.</summary>
    public TimeSpan WaitLock { get; init; }

    /// <summary>What the target is called towards users: the path, or md:name.</summary>
    public string Display => File ?? $"md:{MotherDuckDatabase}";

    /// <summary>The database's name as the Flight's tracker knows it: MotherDuck's, or the file's without its ending.</summary>
    public string DatabaseName => MotherDuckDatabase ?? Path.GetFileNameWithoutExtension(File!);

    // A record would print the token.
    public override string ToString() => Display;
}
