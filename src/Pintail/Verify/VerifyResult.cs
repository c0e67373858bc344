using Pintail.Mirror;
using Pintail.Target;

namespace Pintail.Verify;

/// <summary>How a mirrored table compares with its source of now. The names are stable: JSON prints them in snake_case.</summary>
public enum VerifyStatus
{
    /// <summary>The same rows.</summary>
    Equal,

    /// <summary>Not the same rows, and changes after the mirror's snapshot can explain each of the differences.</summary>
    Changed,

    /// <summary>Rows differ that no later change explains.</summary>
    Different,

    /// <summary>The table or its columns are not the same on both sides; its rows were not compared.</summary>
    OtherStructure,

    /// <summary>It cannot be told: a remark says why.</summary>
    NotVerified,

    /// <summary>The source's table cannot be read; the error says why.</summary>
    Failed,
}

public enum RowDifferenceKind
{
    /// <summary>On both sides under one key, with other values.</summary>
    Differing,

    /// <summary>At the source and not in the mirror.</summary>
    Missing,

    /// <summary>In the mirror and not at the source.</summary>
    Surplus,
}

/// <summary>How many rows differ, by kind. Without a key a changed row is a missing and a surplus one.</summary>
public readonly record struct RowDifferences(long Differing, long Missing, long Surplus)
{
    public long Total => Differing + Missing + Surplus;
}

/// <summary>A row that differs.</summary>
/// <param name="Key">The key's values as Postgres prints them, in the order of <see cref="TableVerification.Key"/>; null for NULL.</param>
/// <param name="IsExplained">A change after the mirror's snapshot can explain it.</param>
/// <param name="Columns">Those whose values differ, by their names at the source; empty unless <see cref="RowDifferenceKind.Differing"/>.</param>
public sealed record DifferentRow(
    IReadOnlyList<string?> Key,
    RowDifferenceKind Kind,
    bool IsExplained,
    IReadOnlyList<string> Columns
);

/// <summary>What came of one table.</summary>
public sealed record TableVerification
{
    /// <summary>How many of the rows that differ are listed.</summary>
    public const int MaxRows = 20;

    public required string Schema { get; init; }
    public required string Table { get; init; }
    public required TargetTable Target { get; init; }
    public required VerifyStatus Status { get; init; }
    public long SourceRows { get; init; }
    public long TargetRows { get; init; }

    /// <summary>Columns whose values were compared, by their names at the source.</summary>
    public IReadOnlyList<string> Compared { get; init; } = [];

    /// <summary>Columns whose values were not, as DuckDB does not print them as Postgres does.</summary>
    public IReadOnlyList<string> NotCompared { get; init; } = [];

    /// <summary>Columns by which rows were paired; empty: whole rows were compared.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>What changes after the mirror's snapshot can explain.</summary>
    public RowDifferences Explained { get; init; }
    public RowDifferences Unexplained { get; init; }

    /// <summary>The first of them by key, those that nothing explains before the others; empty without a key.</summary>
    public IReadOnlyList<DifferentRow> Rows { get; init; } = [];

    /// <summary>What else is to be known.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The moment at which the copy stands; null when the target does not know it.</summary>
    public DateTimeOffset? MirroredAt { get; init; }
    public TimeSpan Duration { get; init; }

    /// <summary>ProofFailed where the sides differ, another kind where they could not be compared; null otherwise.</summary>
    public PintailException? Error { get; init; }
    public string Name => $"{Schema}.{Table}";
}

/// <summary>How a whole verification ended.</summary>
public sealed record VerifyResult
{
    public required MirrorPlan Plan { get; init; }
    public required IReadOnlyList<TableVerification> Tables { get; init; }
    public required TimeSpan Duration { get; init; }

    /// <summary>Postgres connections that read rows.</summary>
    public int Connections { get; init; }

    /// <summary>4 when sides differ, else 1 when a table could not be compared or a finding is an error, else 0.</summary>
    public int ExitCode
    {
        get
        {
            if (Tables.Any(table => table.Error?.Kind == ErrorKind.ProofFailed))
                return ExitCodes.ProofFailed;
            return
                Tables.Any(table => table.Error is not null)
                || Plan.Findings.Any(finding => finding.Severity == FindingSeverity.Error)
                ? ExitCodes.SomeTableFailed
                : ExitCodes.Success;
        }
    }

    public int Count(VerifyStatus status) => Tables.Count(table => table.Status == status);
}
