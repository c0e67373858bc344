using Pintail.Mirror;
using Pintail.Target;

namespace Pintail.Verify;

/// <summary>How a mirrored table compares with its source of now. The names are stable: JSON prints them in snake_case.</summary>
public enum VerifyStatus
{
    /// <summary>The same rows.</summary>
    Equal,

    /// <summary>
    /// Not the same rows, and each of the differences may come from changes after the mirror's snapshot;
    /// <see cref="TableVerification.RowsTellChanges"/> says how sure that is.
    /// </summary>
    Changed,

    /// <summary>Rows differ that no later change explains.</summary>
    Different,

    /// <summary>Its columns, or its name in the target, are not what they would be now; its rows were not compared.</summary>
    OtherStructure,

    /// <summary>The source has it and the target does not.</summary>
    MissingInMirror,

    /// <summary>The target has it and the source does not any more.</summary>
    MissingAtSource,

    /// <summary>The source has it as a partition of another table now, and no run refreshes the copy of its own.</summary>
    LeftOver,

    /// <summary>It cannot be told: a remark says why.</summary>
    NotVerified,

    /// <summary>The source's table cannot be read; the error says why.</summary>
    Failed,
}

/// <summary>What is wrong with a row. The names are stable: JSON prints them in snake_case.</summary>
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
    /// <summary>Of all kinds.</summary>
    public long Total => Differing + Missing + Surplus;
}

/// <summary>A row that differs.</summary>
/// <param name="Key">The key's values as Postgres prints them, in the order of <see cref="TableVerification.Key"/>; null for NULL.</param>
/// <param name="IsExplained">A change after the mirror's snapshot may be why; <see cref="TableVerification.IsShown"/> says whether anything shows it.</param>
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

    /// <summary>At the source.</summary>
    public required string Schema { get; init; }
    public required string Table { get; init; }
    public required TargetTable Target { get; init; }
    public required VerifyStatus Status { get; init; }

    /// <summary>0 when rows were not compared.</summary>
    public long SourceRows { get; init; }

    /// <inheritdoc cref="SourceRows"/>
    public long TargetRows { get; init; }

    /// <summary>Columns whose values were compared, by their names at the source.</summary>
    public IReadOnlyList<string> Compared { get; init; } = [];

    /// <summary>Columns whose values were not, as DuckDB does not print them as Postgres does.</summary>
    public IReadOnlyList<string> NotCompared { get; init; } = [];

    /// <summary>Columns by which rows were paired; empty: whole rows were compared.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>What may come from changes after the mirror's snapshot.</summary>
    public RowDifferences Explained { get; init; }

    /// <summary>What no such change can explain, or what cannot be told: a remark says which.</summary>
    public RowDifferences Unexplained { get; init; }

    /// <summary>
    /// Each row at the source tells whether it was written since. Where they do not, all that is explained is so only
    /// because something, somewhere, was written; and rows that only the mirror has are never explained by more.
    /// </summary>
    public bool RowsTellChanges { get; init; }

    /// <summary>Of <see cref="Explained"/>: rows that were written since. What is left of it nothing at the source shows.</summary>
    public RowDifferences Shown => RowsTellChanges ? Explained with { Surplus = 0 } : default;

    /// <summary>Whether something at the source shows that a row which is explained was written since.</summary>
    public bool IsShown(DifferentRow row) =>
        RowsTellChanges && row.IsExplained && row.Kind != RowDifferenceKind.Surplus;

    /// <summary>The first of them by key, those that nothing explains before the others; empty without a key.</summary>
    public IReadOnlyList<DifferentRow> Rows { get; init; } = [];

    /// <summary>What else is to be known.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The moment at which the copy stands; null when the target does not know it.</summary>
    public DateTimeOffset? MirroredAt { get; init; }
    public TimeSpan Duration { get; init; }

    /// <summary>ProofFailed where the sides differ, another kind where they could not be compared; null otherwise.</summary>
    public PintailException? Error { get; init; }

    /// <summary>schema.table at the source, for messages.</summary>
    public string Name => $"{Schema}.{Table}";
}

/// <summary>How a whole verification ended.</summary>
public sealed record VerifyResult
{
    /// <summary>What a mirror run would read now.</summary>
    public required MirrorPlan Plan { get; init; }

    /// <summary>All that the selection names or the mirror holds of this source.</summary>
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

    /// <summary>Tables that ended so.</summary>
    public int Count(VerifyStatus status) => Tables.Count(table => table.Status == status);
}
