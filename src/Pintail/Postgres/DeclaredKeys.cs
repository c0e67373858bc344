using Npgsql;

namespace Pintail.Postgres;

/// <summary>What a database's constraints and indexes are, for lists; nothing is read by them.</summary>
internal sealed record DeclaredKeys(IReadOnlyList<DeclaredConstraint> Constraints, IReadOnlyList<DeclaredIndex> Indexes)
{
    public static readonly DeclaredKeys None = new([], []);

    public static async Task<DeclaredKeys> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var constraints = new List<DeclaredConstraint>();
        var indexes = new List<DeclaredIndex>();
        await CatalogReader.WithTextsAsync(
            connection,
            async () =>
            {
                await CatalogQuery.ReadAsync(
                    connection,
                    "catalog-constraints",
                    row => constraints.Add(ReadConstraint(row)),
                    cancellation
                );
                await CatalogQuery.ReadAsync(
                    connection,
                    "catalog-indexes",
                    row => indexes.Add(ReadIndex(row)),
                    cancellation
                );
            },
            cancellation
        );
        return new DeclaredKeys(constraints, indexes);
    }

    private static DeclaredConstraint ReadConstraint(NpgsqlDataReader row) =>
        new(row.Oid(0), row.Letter(1), row.Text(2))
        {
            Definition = row.TextOrNull(3),
            Expression = row.TextOrNull(4),
            ColumnNumbers = [.. Numbers(row.TextOrNull(5) ?? "")],
            ReferencedTable = row.TextOrNull(6),
            ReferencedColumns = row.TextOrNull(7),
        };

    private static DeclaredIndex ReadIndex(NpgsqlDataReader row) =>
        new(row.Oid(0), row.Oid(1), row.Text(2))
        {
            IsUnique = row.GetBoolean(3),
            IsPrimary = row.GetBoolean(4),
            Expressions = row.TextOrNull(5),
            Definition = row.TextOrNull(6),
            Comment = row.TextOrNull(7),
        };

    private static IEnumerable<int> Numbers(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(number => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>A row of pg_constraint.</summary>
/// <param name="Kind">pg_constraint.contype: p, u, c or f.</param>
internal sealed record DeclaredConstraint(uint RelationOid, char Kind, string Name)
{
    /// <summary>Postgres' text of it; null of a check whose table was held exclusively.</summary>
    public string? Definition { get; init; }

    /// <summary>Of a check, with the same exception; else null.</summary>
    public string? Expression { get; init; }

    /// <summary>attnum of each column in its order; empty for a check of no column.</summary>
    public IReadOnlyList<int> ColumnNumbers { get; init; } = [];

    /// <summary>Of a foreign key, without the schema; else null.</summary>
    public string? ReferencedTable { get; init; }

    /// <summary>Names as a JSON array, of a foreign key; else null.</summary>
    public string? ReferencedColumns { get; init; }
}

/// <summary>A row of pg_index.</summary>
internal sealed record DeclaredIndex(uint Oid, uint RelationOid, string Name)
{
    public bool IsUnique { get; init; }
    public bool IsPrimary { get; init; }

    /// <summary>Of its key, in their order, as a JSON array of Postgres' texts; null when its table was held exclusively.</summary>
    public string? Expressions { get; init; }

    /// <summary>The CREATE INDEX; with the same exception.</summary>
    public string? Definition { get; init; }
    public string? Comment { get; init; }
}
