namespace Pintail.Session;

/// <summary>How values of nested types (LIST, ARRAY, STRUCT, MAP) are written.</summary>
public enum NestedStyle
{
    /// <summary>As DuckDB's cast to VARCHAR has them.</summary>
    Text,

    /// <summary>As arrays and objects of JSON.</summary>
    Json,
}
