namespace Pintail.Session.PushDown;

/// <summary>What texts of a database mean to DuckDB, which sees them in UTF-8 and compares their bytes.</summary>
/// <param name="encoding">The database's: <see cref="Postgres.Catalog.Encoding"/>.</param>
internal sealed class TextRules(string encoding)
{
    /// <summary>Postgres compares the very bytes that DuckDB does, under the collation C.</summary>
    public bool IsUtf8 { get; } = string.Equals(encoding, "UTF8", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// One byte for a character, ASCII as it is, nothing else that becomes ASCII in UTF-8 (the maps in
    /// src/backend/utils/mb/Unicode); SQL_ASCII holds bytes and sends them as they are.
    /// </summary>
    private bool KeepsAscii { get; } =
        encoding.ToUpperInvariant() is var name
        && (
            name is "SQL_ASCII"
            || name.StartsWith("LATIN", StringComparison.Ordinal)
            || name.StartsWith("ISO_8859_", StringComparison.Ordinal)
            || name.StartsWith("WIN125", StringComparison.Ordinal)
        );

    /// <summary>A value equals the constant in Postgres if it does in DuckDB, and the server can read the constant.</summary>
    public bool CanEqual(string constant) => IsUtf8 || KeepsAscii && constant.All(char.IsAscii);
}
