namespace Pintail.Types;

/// <summary>How much of a Postgres value its DuckDB column keeps; said in the plan before anything is read.</summary>
public enum Fidelity
{
    /// <summary>The same value; what the type's canonical form leaves out stands in the reason.</summary>
    Exact,

    /// <summary>The same value in a wider type.</summary>
    Widened,

    /// <summary>The text Postgres prints for the value.</summary>
    Text,

    /// <summary>Less than the value, as the user chose: rounded, or NULL where the type cannot hold it.</summary>
    Lossy,

    /// <summary>The column, and with it its table, cannot be mirrored.</summary>
    Refused,
}
