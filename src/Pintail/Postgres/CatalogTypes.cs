using Npgsql;

namespace Pintail.Postgres;

/// <summary>The types that columns use, with the elements, bases and enum labels behind them, resolved on first use.</summary>
internal sealed class CatalogTypes
{
    private readonly Dictionary<uint, Row> _rows;
    private readonly ILookup<uint, string> _labels;
    private readonly Dictionary<uint, PostgresType> _resolved = [];

    private CatalogTypes(IEnumerable<Row> rows, ILookup<uint, string> labels)
    {
        _rows = rows.ToDictionary(row => row.Type.Oid);
        _labels = labels;
    }

    /// <summary>A pg_type row whose references still are OIDs; 0 for none.</summary>
    private readonly record struct Row(PostgresType Type, uint Element, uint Base);

    public static async Task<CatalogTypes> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var rows = await CatalogQuery.ReadAsync(connection, "catalog-types", ReadRow, cancellation);
        var labels = await CatalogQuery.ReadAsync(
            connection,
            "catalog-enums",
            row => (Type: row.Oid(0), Label: row.Text(1)),
            cancellation
        );
        return new CatalogTypes(rows, labels.ToLookup(read => read.Type, read => read.Label));
    }

    public PostgresType Resolve(uint oid)
    {
        if (_resolved.TryGetValue(oid, out var known))
        {
            return known;
        }
        if (!_rows.TryGetValue(oid, out var row))
        {
            throw new PintailException(
                ErrorKind.SourceMissing,
                $"The type with OID {oid} is used by a column but not in pg_type.",
                "The catalog changed while it was read: run again."
            );
        }
        return _resolved[oid] = row.Type with
        {
            Element = row.Element == 0 ? null : Resolve(row.Element),
            BaseType = row.Base == 0 ? null : Resolve(row.Base),
            EnumLabels = [.. _labels[oid]],
        };
    }

    private static Row ReadRow(NpgsqlDataReader row)
    {
        var type = new PostgresType
        {
            Oid = row.Oid(0),
            Schema = row.Text(1),
            Name = row.Text(2),
            // The letters of pg_type.typtype: src/include/catalog/pg_type.h.
            Kind = row.Letter(3) switch
            {
                'b' => TypeKind.Base,
                'c' => TypeKind.Composite,
                'd' => TypeKind.Domain,
                'e' => TypeKind.Enum,
                'r' => TypeKind.Range,
                'm' => TypeKind.Multirange,
                _ => TypeKind.Pseudo,
            },
            BaseTypeModifier = row.GetInt32(6),
            BaseDimensions = row.GetInt32(7),
        };
        return new Row(type, row.Oid(4), row.Oid(5));
    }
}
