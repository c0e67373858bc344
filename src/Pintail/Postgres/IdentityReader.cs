using System.Globalization;
using Npgsql;

namespace Pintail.Postgres;

/// <summary>Reads what tells whether two snapshots can be compared row by row. Each is one query.</summary>
internal static class IdentityReader
{
    /// <summary>As of now, also within a transaction; only the statistics are those of its first look at them.</summary>
    public static async Task<SourceIdentity> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        SourceIdentity? identity = null;
        await CatalogQuery.ReadAsync(
            connection,
            "source-identity",
            row =>
                identity = new SourceIdentity
                {
                    SystemIdentifier = row.GetString(0),
                    Timeline = row.GetString(1),
                    StatsReset = row.IsDBNull(2) ? null : row.GetString(2),
                    IsInRecovery = row.GetBoolean(3),
                    DatabaseOid = row.Oid(4),
                    Lsn = row.IsDBNull(5) ? "0/0" : row.GetString(5),
                    FlushedLsn = row.IsDBNull(6) ? "0/0" : row.GetString(6),
                    Backend = row.GetString(7),
                    SharedBuffersBytes = row.GetInt64(8),
                    IsDistributed = row.GetBoolean(9),
                },
            cancellation
        );
        return identity!;
    }

    /// <summary>By OID; what is gone has none.</summary>
    public static async Task<IReadOnlyDictionary<uint, HeapFacts>> ReadHeapsAsync(
        NpgsqlConnection connection,
        IEnumerable<uint> relations,
        CancellationToken cancellation
    )
    {
        var facts = new Dictionary<uint, HeapFacts>();
        await CatalogQuery.ReadAsync(
            connection,
            "heap-facts",
            row => facts.Add(row.Oid(0), new HeapFacts(row.Oid(0), row.Oid(1), row.Oid(2), row.GetInt64(3))),
            cancellation,
            CatalogQuery.Array(relations)
        );
        return facts;
    }
}

/// <summary>A position in the write-ahead log.</summary>
public static class LogPosition
{
    /// <summary>pg_lsn's text (pg_lsn.c): two halves in hexadecimal digits; null when it is none.</summary>
    public static ulong? Parse(string? lsn)
    {
        var halves = lsn?.Split('/') ?? [];
        return
            halves.Length == 2
            && uint.TryParse(halves[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
            && uint.TryParse(halves[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low)
            ? ((ulong)high << 32) | low
            : null;
    }
}
