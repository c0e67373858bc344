// What a session knows of a database's relations, and how it finds out that it still holds.
//
// Reading definitions takes ten queries and some ten milliseconds, too long for a statement that fetches one row. So they
// are kept, with the versions of the catalog's rows that they were read from (catalog-versions.sql): within a snapshot one
// short query tells whether these rows are still the ones it sees. Where one is not, all that was asked for is read again.
// What the versions leave out (comments of relations and columns, defaults) no row that is read depends on; a list or a DESCRIBE may show it late.

using System.Collections.Concurrent;
using Npgsql;

namespace Pintail.Postgres;

/// <summary>Definitions of relations, read when first asked for. Any thread; each call has a connection of its own.</summary>
internal sealed class CatalogCache
{
    private readonly ConcurrentDictionary<uint, Entry> _entries = new();
    private volatile Catalog? _database;

    /// <summary>
    /// The backend that answers is the one that was connected to. A pooler is known by another: there a statement that is
    /// prepared for one transaction is lost, or another client's, in the next.
    /// </summary>
    private volatile bool _isPreparing;

    private sealed record Entry(Relation Relation, string Version, IReadOnlyDictionary<uint, string?> Types);

    private sealed record Versions(
        IReadOnlyDictionary<uint, Present> Relations,
        IReadOnlyDictionary<uint, string> Types
    );

    /// <summary>What may be different in any moment, whatever the snapshot.</summary>
    private sealed record Present(
        string Version,
        bool CanUseSchema,
        bool CanSelect,
        bool RowSecurityActive,
        long HeapBytes,
        double EstimatedRows,
        bool IsHeld
    );

    /// <summary>Everything is read again when it is asked for.</summary>
    public void Clear()
    {
        _database = null;
        _entries.Clear();
    }

    /// <summary>What was read last of these relations and all below them; null when one of them was never read.</summary>
    public Catalog? Known(IEnumerable<uint> roots) =>
        _database is { } database && Tree(roots) is { } entries
            ? database with
            {
                Relations = [.. entries.Select(entry => entry.Relation)],
            }
            : null;

    /// <summary>These relations and all below them as the connection's transaction sees them; what is gone is left out.</summary>
    /// <exception cref="StatementLostException">Another transaction will succeed.</exception>
    public async Task<CatalogReading> ReadAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<uint> roots,
        CancellationToken cancellation
    )
    {
        if (_database is { } database && Tree(roots) is { } entries)
        {
            var types = entries.SelectMany(entry => entry.Types.Keys).ToHashSet();
            var versions = await ReadVersionsAsync(
                connection,
                entries.Select(entry => entry.Relation.Oid),
                types,
                cancellation
            );
            if (entries.TrueForAll(entry => IsUnchanged(entry, versions)))
            {
                var relations = entries.Select(entry => Update(entry, versions));
                return new CatalogReading(database with { Relations = [.. relations] }, Held(versions));
            }
        }
        return await ReadAgainAsync(connection, roots, cancellation);
    }

    private async Task<CatalogReading> ReadAgainAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<uint> roots,
        CancellationToken cancellation
    )
    {
        var tree = new List<uint>();
        await CatalogQuery.ReadAsync(
            connection,
            "catalog-tree",
            row => tree.Add(row.Oid(0)),
            cancellation,
            CatalogQuery.Array(roots)
        );
        var catalog = await CatalogReader.ReadAsync(connection, tree, cancellation);
        var typesOf = catalog.Relations.ToDictionary(relation => relation.Oid, TypesOf);
        var versions = await ReadVersionsAsync(
            connection,
            catalog.Relations.Select(relation => relation.Oid),
            typesOf.Values.SelectMany(types => types).ToHashSet(),
            cancellation
        );
        foreach (var relation in catalog.Relations)
        {
            var types = typesOf[relation.Oid].ToDictionary(oid => oid, oid => versions.Types.GetValueOrDefault(oid));
            _entries[relation.Oid] = new Entry(relation, versions.Relations[relation.Oid].Version, types);
        }
        _database = catalog with { Relations = [] };
        return new CatalogReading(catalog, Held(versions));
    }

    private static HashSet<uint> Held(Versions versions) =>
        [.. versions.Relations.Where(relation => relation.Value.IsHeld).Select(relation => relation.Key)];

    // Roots first come as they were asked for; each once.
    private List<Entry>? Tree(IEnumerable<uint> roots)
    {
        var found = new List<Entry>();
        var seen = new HashSet<uint>();
        var waiting = new Stack<uint>(roots);
        while (waiting.TryPop(out var oid))
        {
            if (!seen.Add(oid))
                continue;
            if (!_entries.TryGetValue(oid, out var entry))
                return null;
            found.Add(entry);
            foreach (var child in entry.Relation.Children)
                waiting.Push(child);
        }
        return found;
    }

    private static bool IsUnchanged(Entry entry, Versions versions) =>
        versions.Relations.TryGetValue(entry.Relation.Oid, out var present)
        && present.Version == entry.Version
        && entry.Types.All(type => versions.Types.GetValueOrDefault(type.Key) == type.Value);

    private static Relation Update(Entry entry, Versions versions)
    {
        var present = versions.Relations[entry.Relation.Oid];
        return entry.Relation with
        {
            CanUseSchema = present.CanUseSchema,
            CanSelect = present.CanUseSchema && present.CanSelect,
            RowSecurityActive = present.RowSecurityActive,
            HeapBytes = present.HeapBytes,
            EstimatedRows = present.EstimatedRows,
        };
    }

    private async Task<Versions> ReadVersionsAsync(
        NpgsqlConnection connection,
        IEnumerable<uint> relations,
        HashSet<uint> types,
        CancellationToken cancellation
    )
    {
        var present = new Dictionary<uint, Present>();
        var typeVersions = new Dictionary<uint, string>();
        var backend = 0;
        string[] parameters = [CatalogQuery.Array(relations), CatalogQuery.Array(types)];
        // Until it has come back: what fails is asked plainly the next time.
        var isPrepared = _isPreparing;
        _isPreparing = false;
        await (
            isPrepared
                ? CatalogQuery.ReadPreparedAsync(connection, "catalog-versions", Read, cancellation, parameters)
                : CatalogQuery.ReadAsync(connection, "catalog-versions", Read, cancellation, parameters)
        );
        _isPreparing = backend == connection.ProcessID;
        return new Versions(present, typeVersions);

        void Read(NpgsqlDataReader row)
        {
            backend = row.GetInt32(9);
            if (row.GetBoolean(0))
                typeVersions.Add(row.Oid(1), row.GetString(2));
            else
                present.Add(row.Oid(1), ReadPresent(row));
        }
    }

    private static Present ReadPresent(NpgsqlDataReader row) =>
        new(
            row.GetString(2),
            row.GetBoolean(3),
            row.GetBoolean(4),
            row.GetBoolean(5),
            row.GetInt64(6),
            row.GetDouble(7),
            row.GetBoolean(8)
        );

    private static HashSet<uint> TypesOf(Relation relation)
    {
        var types = new HashSet<uint>();
        foreach (var column in relation.Columns)
            Collect(column.Type);
        return types;

        void Collect(PostgresType? type)
        {
            if (type is null || (type.Oid >= ObjectIds.FirstNormal && !types.Add(type.Oid)))
                return;
            Collect(type.Element);
            Collect(type.BaseType);
            Collect(type.RangeSubtype);
            Collect(type.MultirangeOf);
            foreach (var attribute in type.Attributes)
                Collect(attribute.Type);
        }
    }
}
