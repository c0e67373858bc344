using Pintail.Postgres;

namespace Pintail.Types;

/// <summary>What the mapping of a column depends on besides the column itself.</summary>
internal sealed record TypeOptions
{
    public static TypeOptions Default { get; } = new();

    /// <summary>
    /// Check every text for well-formed UTF-8. Needed where no server-side conversion stands between the stored bytes
    /// and us: databases with the encoding SQL_ASCII, which may hold any bytes.
    /// </summary>
    public bool ValidateText { get; init; }

    /// <summary>Digits behind the point of a money value, by the session's lc_monetary.</summary>
    public int MoneyFractionDigits { get; init; } = 2;

    /// <summary>server_version_num of the source; without one, the newest.</summary>
    public int ServerVersionNumber { get; init; } = int.MaxValue;

    public UnrepresentablePolicy Unrepresentable { get; init; }

    /// <summary>The DuckDB type that the user wants for the column, in DuckDB's words; null: the table's own choice.</summary>
    public string? ForcedType { get; init; }

    /// <summary>The data will be asked before the copy: what they decide is left open until then.</summary>
    public bool WillProbe { get; init; }

    /// <summary>What the data of this snapshot showed; null before they are asked.</summary>
    public ColumnProbe? Probe { get; init; }

    /// <summary>The DuckDB type that the last run's data decided; null when there was none.</summary>
    public string? PreviousTypeSql { get; init; }

    /// <summary>What the last run chose stands, whatever the data are now: a mirror is looked at, not made.</summary>
    public bool KeepsPrevious { get; init; }

    public static TypeOptions For(Catalog catalog) =>
        new()
        {
            ValidateText = catalog.IsSqlAscii,
            MoneyFractionDigits = catalog.MoneyFractionDigits,
            ServerVersionNumber = catalog.ServerVersionNumber,
        };

    /// <summary>
    /// The data are not asked for the dimensions of arrays: these are parts of the column's values (an attribute, a bound, an
    /// element), or the user chose the type.
    /// </summary>
    internal bool HasFixedDimensions { get; init; }

    /// <summary>Before PostgreSQL 17 what means infinity there was a finite interval.</summary>
    internal bool HasInfiniteIntervals => ServerVersionNumber >= 170_000;

    /// <summary>pg_input_is_valid tells from PostgreSQL 16 on whether a text can be read as another type.</summary>
    internal bool CanTryTexts => ServerVersionNumber >= 160_000;
}
