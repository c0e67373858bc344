namespace Pintail.Types;

/// <summary>What becomes of values that a column's DuckDB type cannot hold, such as NaN in a DECIMAL.</summary>
public enum UnrepresentablePolicy
{
    /// <summary>The table fails.</summary>
    Refuse,

    /// <summary>They become NULL.</summary>
    Null,

    /// <summary>The whole column becomes text.</summary>
    Text,
}
