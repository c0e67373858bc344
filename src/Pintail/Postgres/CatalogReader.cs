using Npgsql;

namespace Pintail.Postgres;

/// <summary>
/// Reads a database's catalog into immutable records with nine queries, however many relations there are: the database,
/// its money, the types, their attributes, enum labels, columns, inheritance, keys and the relations. Every name in the
/// SQL is qualified or resolved in pg_catalog alone, so it means the same whatever the role's search_path. Works on
/// version 12 and later and on standbys. The queries see one state only inside a REPEATABLE READ transaction, which is
/// the caller's to begin; privileges, row security and sizes are functions that always tell the present.
/// </summary>
public static class CatalogReader
{
    public static Task<Catalog> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        ReadAsync(connection, null, cancellation);

    /// <param name="relations">Only these, by their OIDs; null: all. What is below one is read only if it is one of them.</param>
    /// <inheritdoc cref="ReadAsync(NpgsqlConnection, CancellationToken)"/>
    internal static async Task<Catalog> ReadAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<uint>? relations,
        CancellationToken cancellation
    )
    {
        Catalog? catalog = null;
        await WithTextsAsync(
            connection,
            async () =>
                catalog = await ReadAllAsync(
                    connection,
                    relations is null ? null : CatalogQuery.Array(relations),
                    cancellation
                ),
            cancellation
        );
        return catalog!;
    }

    /// <summary>The names of all that <see cref="ReadAsync(NpgsqlConnection, CancellationToken)"/> reads, in its order.</summary>
    /// <param name="isSystem">Of the server's own schemas instead.</param>
    internal static async Task<IReadOnlyList<RelationName>> ReadNamesAsync(
        NpgsqlConnection connection,
        bool isSystem,
        CancellationToken cancellation
    )
    {
        var names = new List<RelationName>();
        await WithTextsAsync(
            connection,
            () =>
                CatalogQuery.ReadAsync(
                    connection,
                    "catalog-names",
                    row => names.Add(ReadName(row)),
                    cancellation,
                    isSystem ? "true" : "false"
                ),
            cancellation
        );
        return names;
    }

    /// <summary>While <paramref name="read"/> runs, texts come as bytes of whatever encoding they are in.</summary>
    internal static async Task WithTextsAsync(
        NpgsqlConnection connection,
        Func<Task> read,
        CancellationToken cancellation
    )
    {
        // A SQL_ASCII database may hold names and comments that are not UTF-8, and the server would refuse to send them
        // as such: here it sends the bytes as they are.
        var isUnknownEncoding = connection.PostgresParameters.GetValueOrDefault("server_encoding") == "SQL_ASCII";
        if (isUnknownEncoding)
        {
            await SetClientEncodingAsync(connection, "SQL_ASCII", cancellation);
        }
        await read();
        if (isUnknownEncoding)
        {
            await SetClientEncodingAsync(connection, "UTF8", cancellation);
        }
    }

    private static async Task<Catalog> ReadAllAsync(
        NpgsqlConnection connection,
        string? only,
        CancellationToken cancellation
    )
    {
        var types = await CatalogTypes.ReadAsync(connection, only, cancellation);
        var columns = await ReadColumnsAsync(connection, types, only, cancellation);
        var keys = await ReadKeysAsync(connection, only, cancellation);
        var parents = new Dictionary<uint, uint>();
        var children = new Dictionary<uint, List<uint>>();
        await CatalogQuery.ReadAsync(
            connection,
            "catalog-inheritance",
            row =>
            {
                parents.TryAdd(row.Oid(0), row.Oid(1));
                if (!children.TryGetValue(row.Oid(1), out var siblings))
                {
                    children.Add(row.Oid(1), siblings = []);
                }
                siblings.Add(row.Oid(0));
            },
            cancellation,
            only
        );
        var relations = new List<Relation>();
        await CatalogQuery.ReadAsync(
            connection,
            "catalog-relations",
            row =>
            {
                var relation = ReadRelation(row, out var isPartition);
                relations.Add(
                    relation with
                    {
                        PartitionOf = isPartition && parents.TryGetValue(relation.Oid, out var parent) ? parent : null,
                        Children = children.TryGetValue(relation.Oid, out var below) ? below : [],
                        Columns = columns[relation.Oid],
                        Keys = keys.Usable[relation.Oid],
                        UniqueIndexes = keys.Others[relation.Oid],
                    }
                );
            },
            cancellation,
            only
        );
        Catalog? catalog = null;
        await CatalogQuery.ReadAsync(
            connection,
            "catalog-database",
            row => catalog = ReadDatabase(row) with { Relations = relations },
            cancellation
        );
        await CatalogQuery.ReadAsync(
            connection,
            "catalog-money",
            row => catalog = catalog! with { MoneyFractionDigits = row.GetInt32(0) },
            cancellation
        );
        return catalog!;
    }

    private static async Task SetClientEncodingAsync(
        NpgsqlConnection connection,
        string encoding,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand($"SET LOCAL client_encoding = '{encoding}'", connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static Catalog ReadDatabase(NpgsqlDataReader row) =>
        new()
        {
            ServerVersionNumber = row.GetInt32(0),
            ServerVersion = row.GetString(1),
            Database = row.Text(2),
            Encoding = row.GetString(3),
            IsInRecovery = row.GetBoolean(4),
            BlockBytes = row.GetInt32(5),
            Role = row.Text(6),
            Relations = [],
        };

    private static Relation ReadRelation(NpgsqlDataReader row, out bool isPartition)
    {
        var canUseSchema = row.GetBoolean(8);
        var relation = new Relation
        {
            Oid = row.Oid(0),
            Schema = row.Text(1),
            Name = row.Text(2),
            Kind = Kind(row.Letter(3)),
            // The letters of pg_class.relpersistence: src/include/catalog/pg_class.h.
            Persistence = row.Letter(4) switch
            {
                'u' => Persistence.Unlogged,
                't' => Persistence.Temporary,
                _ => Persistence.Permanent,
            },
            AccessMethod = row.TextOrNull(5),
            Comment = row.TextOrNull(6),
            CanUseSchema = canUseSchema,
            CanSelect = canUseSchema && row.GetBoolean(9),
            RowSecurityActive = row.GetBoolean(10),
            HeapBytes = row.GetInt64(11),
            TableBytes = row.GetInt64(12),
            EstimatedRows = row.GetDouble(13),
            FileNode = row.Oid(14),
            IsPopulated = row.GetBoolean(15),
        };
        isPartition = row.GetBoolean(7);
        return relation;
    }

    private static RelationName ReadName(NpgsqlDataReader row) =>
        new(row.Oid(0), row.Text(1), row.Text(2), Kind(row.Letter(3)))
        {
            EstimatedRows = row.GetDouble(4),
            CanSelect = row.GetBoolean(5),
        };

    // The letters of pg_class.relkind: src/include/catalog/pg_class.h.
    private static RelationKind Kind(char letter) =>
        letter switch
        {
            'r' => RelationKind.Table,
            'p' => RelationKind.PartitionedTable,
            'v' => RelationKind.View,
            'm' => RelationKind.MaterializedView,
            _ => RelationKind.ForeignTable,
        };

    private static async Task<ByOid<Column>> ReadColumnsAsync(
        NpgsqlConnection connection,
        CatalogTypes types,
        string? only,
        CancellationToken cancellation
    )
    {
        var columns = new ByOid<Column>();
        await CatalogQuery.ReadAsync(
            connection,
            "catalog-columns",
            row => columns.Add(row.Oid(0), ReadColumn(row, types)),
            cancellation,
            only
        );
        return columns;
    }

    private static Column ReadColumn(NpgsqlDataReader row, CatalogTypes types) =>
        new()
        {
            Number = row.GetInt32(1),
            Name = row.Text(2),
            Type = types.Resolve(row.Oid(3)),
            TypeModifier = row.GetInt32(4),
            Dimensions = row.GetInt32(5),
            NotNull = row.GetBoolean(6),
            // The letters of pg_attribute.attgenerated: src/include/catalog/pg_attribute.h.
            Generated = row.Letter(7) switch
            {
                's' => GeneratedKind.Stored,
                'v' => GeneratedKind.Virtual,
                _ => GeneratedKind.None,
            },
            IsIdentity = row.GetBoolean(8),
            Comment = row.TextOrNull(9),
            CanSelect = row.GetBoolean(10),
            DefaultSql = row.TextOrNull(11),
        };

    private sealed record Keys(ByOid<TableKey> Usable, ByOid<UniqueIndex> Others);

    private static async Task<Keys> ReadKeysAsync(
        NpgsqlConnection connection,
        string? only,
        CancellationToken cancellation
    )
    {
        var keys = new Keys(new(), new());
        await CatalogQuery.ReadAsync(
            connection,
            "catalog-keys",
            row =>
            {
                if (row.IsDBNull(6))
                {
                    keys.Usable.Add(row.Oid(0), ReadKey(row));
                }
                else
                {
                    keys.Others.Add(row.Oid(0), ReadOther(row));
                }
            },
            cancellation,
            only
        );
        return keys;
    }

    private static UniqueIndex ReadOther(NpgsqlDataReader row) =>
        new(
            row.Text(1),
            row.GetBoolean(2),
            row.GetString(6) switch
            {
                "invalid" => UniqueIndexObstacle.NotValid,
                "deferrable" => UniqueIndexObstacle.Deferrable,
                "partial" => UniqueIndexObstacle.Partial,
                _ => UniqueIndexObstacle.Expression,
            }
        );

    private static TableKey ReadKey(NpgsqlDataReader row)
    {
        // An int2vector prints as its numbers with blanks between; the key's own columns stand before INCLUDE's.
        var numbers = row.GetString(4).Split(' ').Take(row.GetInt32(3));
        return new TableKey(
            row.Text(1),
            row.GetBoolean(2),
            [.. numbers.Select(number => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture))]
        )
        {
            NullsNotDistinct = row.GetBoolean(5),
        };
    }
}
