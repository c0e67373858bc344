using Pintail.Postgres;

namespace Pintail.Types;

/// <summary>What the mapping of a column depends on besides the column itself.</summary>
public sealed record TypeOptions
{
    public static TypeOptions Default { get; } = new();

    /// <summary>
    /// Check every text for well-formed UTF-8. Needed where no server-side conversion stands between the stored bytes
    /// and us: databases with the encoding SQL_ASCII, which may hold any bytes.
    /// </summary>
    public bool ValidateText { get; init; }

    public UnrepresentablePolicy Unrepresentable { get; init; }

    public static TypeOptions For(Catalog catalog) => new() { ValidateText = catalog.IsSqlAscii };
}
