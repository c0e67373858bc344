namespace Pintail.Session;

/// <summary>A column of a result.</summary>
/// <param name="Type">As DuckDB prints it: <c>DECIMAL(10,2)</c>, <c>STRUCT(x DOUBLE, y DOUBLE)[]</c>.</param>
public sealed record SqlColumn(string Name, string Type);
