namespace Pintail.Postgres;

/// <summary>What one reading of a database's catalog found. Immutable.</summary>
public sealed record Catalog
{
    /// <summary>server_version_num: 150018 is 15.18.</summary>
    public required int ServerVersionNumber { get; init; }

    /// <summary>server_version as the server prints it.</summary>
    public required string ServerVersion { get; init; }
    public required string Database { get; init; }

    /// <summary>pg_encoding_to_char of the database: UTF8, SQL_ASCII, LATIN1 …</summary>
    public required string Encoding { get; init; }

    /// <summary>The database stores any bytes as text: what arrives may not be UTF-8.</summary>
    public bool IsSqlAscii => string.Equals(Encoding, "SQL_ASCII", StringComparison.OrdinalIgnoreCase);

    /// <summary>block_size: bytes of a heap's page.</summary>
    public int BlockBytes { get; init; } = 8192;

    /// <summary>
    /// Digits after the point of a money value by the lc_monetary that the database and the role are given: the stored
    /// number counts units of that size, whatever it was when it was written.
    /// </summary>
    public int MoneyFractionDigits { get; init; } = PlainMoneyFractionDigits;

    /// <summary>What the locale C has, to which transactions are pinned unless the database's own differs.</summary>
    public const int PlainMoneyFractionDigits = 2;

    /// <summary>current_user: whose privileges decide.</summary>
    public string Role { get; init; } = "";

    /// <summary>True on a standby.</summary>
    public required bool IsInRecovery { get; init; }

    /// <summary>Everything with rows outside the system schemas, readable or not, ordered by schema and name.</summary>
    public required IReadOnlyList<Relation> Relations { get; init; }
}
