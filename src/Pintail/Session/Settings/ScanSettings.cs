using Pintail.Postgres;

namespace Pintail.Session.Settings;

/// <summary>What a session's settings say of reading attached databases, at the beginning of a statement.</summary>
internal sealed record ScanSettings
{
    /// <summary>Tables are read in ctid ranges, by several connections.</summary>
    public required bool UseCtidScan { get; init; }

    /// <summary>Pages of a range; null leaves it to the planner.</summary>
    public required int? PagesPerTask { get; init; }

    /// <summary>Postgres connections that a scan may use, at least 1.</summary>
    public required int ConnectionLimit { get; init; }

    public required bool FilterPushdown { get; init; }

    /// <summary>The SQL that Postgres gets is told.</summary>
    public required bool ShowQueries { get; init; }

    public required ValueSettings Values { get; init; }

    /// <summary>Of each statement of a scan at the source; null leaves it to the source.</summary>
    public required TimeSpan? StatementTimeout { get; init; }

    /// <summary>Of a scan's connection that is in a transaction and asked nothing; null leaves it to the source.</summary>
    public required TimeSpan? IdleTimeout { get; init; }

    /// <summary>How much of a heap one connection reads at a time.</summary>
    public long RangeBytes(int blockBytes) =>
        !UseCtidScan ? long.MaxValue
        : PagesPerTask is { } pages ? (long)pages * blockBytes
        : CtidRanges.DefaultTargetBytes;
}
