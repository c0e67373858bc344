using Npgsql;

namespace Pintail.Postgres;

/// <summary>What a snapshot is taken for.</summary>
/// <param name="Select">Everything that will be read, picked from a reading of the catalog.</param>
/// <param name="ReadAsync">Reads as much of the catalog as is needed, within the snapshot.</param>
internal sealed record SnapshotTarget(
    Func<Catalog, IReadOnlyList<Relation>> Select,
    Func<NpgsqlConnection, CancellationToken, Task<CatalogReading>> ReadAsync
)
{
    public static SnapshotTarget OfWholeCatalog(Func<Catalog, IReadOnlyList<Relation>> select) =>
        new(
            select,
            async (connection, token) =>
                new CatalogReading(await CatalogReader.ReadAsync(connection, token), Held: null)
        );
}

/// <summary>A part of the catalog as a transaction sees it.</summary>
/// <param name="Held">Which of its relations the transaction has locked, in the server's own words; null: it was not asked.</param>
internal sealed record CatalogReading(Catalog Catalog, IReadOnlySet<uint>? Held);
