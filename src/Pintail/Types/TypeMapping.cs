using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>A Postgres type (with its modifier) as DuckDB gets it, not yet bound to a column.</summary>
internal sealed record TypeMapping
{
    /// <summary>In DuckDB's SQL.</summary>
    public required string DuckDBTypeSql { get; init; }

    /// <summary>Makes the same type; the caller owns it.</summary>
    public required Func<LogicalType> CreateLogicalType { get; init; }

    /// <summary>Takes the column's name, for messages.</summary>
    public required Func<string, ColumnDecoder> CreateDecoder { get; init; }

    /// <inheritdoc cref="CreateDecoder"/>
    public required Func<string, ColumnEncoder> CreateEncoder { get; init; }

    /// <summary>Null: every value has one byte form.</summary>
    public Func<CanonicalForm>? CreateCanonical { get; init; }
    public Fidelity Fidelity { get; init; } = Fidelity.Exact;
    public string? Reason { get; init; }

    /// <summary>
    /// The expression that Postgres' SELECT list reads the column with, made from its quoted name; null: the column itself.
    /// With one, the bytes are those of another type, so the mapping cannot be a part of an array or a composite.
    /// </summary>
    public Func<string, string>? ReadSql { get; init; }

    /// <summary>
    /// SQL by which Postgres makes a text of the value without any of our code, to hold against <see cref="DuckDBText"/>.
    /// </summary>
    public Func<string, string> PostgresText { get; init; } = ValueTexts.Output;

    /// <summary>
    /// SQL by which DuckDB makes the same text of what it stores; null when it cannot. Where a type is printed in another
    /// way than Postgres does, the expression here is the stated normalisation.
    /// </summary>
    public Func<string, string>? DuckDBText { get; init; } = ValueTexts.Cast;

    /// <summary>Postgres' SQL: true for values that the DuckDB type cannot hold; null when it holds all.</summary>
    public Func<string, string>? Unrepresentable { get; init; }

    /// <summary>What has to be asked of the data to decide the type; null when the catalog decides it.</summary>
    public ColumnQuestion? Question { get; init; }

    /// <summary>The type above is a description: the data decide it, and have not been asked yet.</summary>
    public bool IsUndecided { get; init; }

    /// <summary>The column's own value is an array whose lower bounds are not kept.</summary>
    public bool DropsLowerBounds { get; init; }

    /// <summary>Some values arrive as NULL, by the user's wish.</summary>
    public bool MakesNulls { get; init; }

    /// <summary>
    /// What the column's comment says besides the source's own, when its values are loaded; it may depend on them.
    /// </summary>
    public Func<string?>? Comment { get; init; }

    /// <summary>How deep parts stand within: names of variables in the SQL made here are counted from the inside.</summary>
    public int Nesting { get; init; }
}
