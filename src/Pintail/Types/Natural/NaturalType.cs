namespace Pintail.Types.Natural;

/// <summary>
/// A DuckDB type as the Postgres type that holds it best, where no catalog says which one it is: in a file of COPY BINARY.
/// </summary>
/// <param name="Oid">What arrays and composites carry for it; 0 for a type of an extension, which cannot be a part of them.</param>
/// <param name="Readable">The further types that are read alike.</param>
internal sealed record NaturalType(string DuckDBName, string PostgresName, uint Oid, ReadableOids Readable)
{
    /// <summary>Bytes of every field; −1 where they differ.</summary>
    public int Length { get; init; } = -1;

    /// <summary>Bytes that no field has fewer than, where they differ.</summary>
    public int LeastLength { get; init; }

    /// <summary>Takes the column's name, for messages. A decoder belongs to one thread.</summary>
    public required Func<string, ColumnDecoder> CreateDecoder { get; init; }

    /// <inheritdoc cref="CreateDecoder"/>
    public required Func<string, ColumnEncoder> CreateEncoder { get; init; }
}
