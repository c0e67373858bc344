namespace Pintail.DuckDB;

/// <summary>A parameter of any type, for a function that takes what it is given.</summary>
/// <param name="Text">
/// As DuckDB prints it, dates and times in UTC; of a BLOB its bytes as hexadecimal digits. Null where there are parts, and
/// for NULL.
/// </param>
/// <param name="Parts">Elements of a LIST, fields of a STRUCT; null for other types, and for NULL.</param>
public sealed record ParameterValue(DuckDBType Type, string? Text, IReadOnlyList<ParameterValue>? Parts)
{
    public bool IsNull => Text is null && Parts is null;

    /// <summary>Without the content, which may be a secret.</summary>
    public override string ToString() => $"{nameof(ParameterValue)} of type {Type}";
}
