using Npgsql;

namespace Pintail.Postgres;

/// <summary>
/// The types that columns use, with everything behind them, resolved from the bottom up: first those that stand over
/// nothing, then those that stand over resolved ones, level by level. What is left after the last level is nested absurdly
/// deep, or contains itself, which PostgreSQL refuses today but overlooked in some ways before.
/// </summary>
internal sealed partial class CatalogTypes
{
    private readonly Dictionary<uint, Row> _rows;
    private readonly ByOid<string> _labels;
    private readonly ByOid<Attribute> _attributes;
    private readonly Dictionary<uint, PostgresType> _resolved = [];

    private CatalogTypes(List<Row> rows, ByOid<string> labels, ByOid<Attribute> attributes)
    {
        (_rows, _labels, _attributes) = (rows.ToDictionary(row => row.Type.Oid), labels, attributes);
        for (var level = 0; level < PostgresType.MaxNesting && rows.Count > 0; level++)
        {
            // Those of one level do not see each other.
            var ready = rows.Where(row => References(row).All(IsResolved)).ToList();
            ready.ForEach(row => _resolved.Add(row.Type.Oid, Resolve(row)));
            rows = [.. rows.Where(row => !_resolved.ContainsKey(row.Type.Oid))];
        }
        rows.ForEach(row => _resolved.Add(row.Type.Oid, row.Type with { IsEndless = true }));
    }

    /// <summary>A pg_type row whose references still are OIDs; 0 for none.</summary>
    private sealed record Row(PostgresType Type, uint Element, uint Base, uint RangeSubtype, uint MultirangeOf);

    private sealed record Attribute(string Name, uint Type, int TypeModifier, int Dimensions, int Number);

    /// <param name="relations">Only types that these relations use, OIDs as an array's text; null: all relations.</param>
    public static async Task<CatalogTypes> ReadAsync(
        NpgsqlConnection connection,
        string? relations,
        CancellationToken cancellation
    )
    {
        var rows = new List<Row>();
        await CatalogQuery.ReadAsync(
            connection,
            "catalog-types",
            row => rows.Add(ReadRow(row)),
            cancellation,
            relations,
            null
        );
        var labels = new ByOid<string>();
        await CatalogQuery.ReadAsync(
            connection,
            "catalog-enums",
            row => labels.Add(row.Oid(0), row.Text(1)),
            cancellation
        );
        var composites = rows.Where(row => row.Type.Kind == TypeKind.Composite).Select(row => row.Type.Oid);
        var attributes = new ByOid<Attribute>();
        await CatalogQuery.ReadAsync(
            connection,
            "catalog-attributes",
            row => attributes.Add(row.Oid(0), ReadAttribute(row)),
            cancellation,
            CatalogQuery.Array(composites)
        );
        return new CatalogTypes(rows, labels, attributes);
    }

    public PostgresType Resolve(uint oid) => _resolved.TryGetValue(oid, out var type) ? type : throw Missing(oid);

    private bool IsResolved(uint oid) =>
        _resolved.ContainsKey(oid) || (_rows.ContainsKey(oid) ? false : throw Missing(oid));

    private IEnumerable<uint> References(Row row) =>
        _attributes[row.Type.Oid]
            .Select(attribute => attribute.Type)
            .Concat([row.Element, row.Base, row.RangeSubtype, row.MultirangeOf])
            .Where(oid => oid != 0);

    private PostgresType Resolve(Row row) =>
        row.Type with
        {
            Element = ResolveOrNull(row.Element),
            BaseType = ResolveOrNull(row.Base),
            RangeSubtype = ResolveOrNull(row.RangeSubtype),
            MultirangeOf = ResolveOrNull(row.MultirangeOf),
            // Before version 18 what comes with a type has no such mark of its own.
            Extension =
                row.Type.Extension
                ?? ResolveOrNull(row.Element)?.Extension
                ?? ResolveOrNull(row.MultirangeOf)?.Extension,
            EnumLabels = [.. _labels[row.Type.Oid]],
            Attributes =
            [
                .. _attributes[row.Type.Oid]
                    .Select(read => new TypeAttribute(
                        read.Name,
                        Resolve(read.Type),
                        read.TypeModifier,
                        read.Dimensions,
                        read.Number
                    )),
            ],
        };

    private PostgresType? ResolveOrNull(uint oid) => oid == 0 ? null : Resolve(oid);

    private static PintailException Missing(uint oid) =>
        new(
            ErrorKind.SourceMissing,
            $"The type with OID {oid} is used by a column but not in pg_type.",
            "The catalog changed while it was read: run again."
        );

    private static Row ReadRow(NpgsqlDataReader row)
    {
        var type = new PostgresType
        {
            Oid = row.Oid(0),
            Schema = row.Text(1),
            Name = row.Text(2),
            Kind = KindOf(row.Letter(3)),
            BaseTypeModifier = row.GetInt32(6),
            BaseDimensions = row.GetInt32(7),
            Extension = row.TextOrNull(10),
        };
        return new Row(type, row.Oid(4), row.Oid(5), row.Oid(8), row.Oid(9));
    }

    /// <summary>The letters of pg_type.typtype: src/include/catalog/pg_type.h.</summary>
    private static TypeKind KindOf(char letter) =>
        letter switch
        {
            'b' => TypeKind.Base,
            'c' => TypeKind.Composite,
            'd' => TypeKind.Domain,
            'e' => TypeKind.Enum,
            'r' => TypeKind.Range,
            'm' => TypeKind.Multirange,
            _ => TypeKind.Pseudo,
        };

    private static Attribute ReadAttribute(NpgsqlDataReader row) =>
        new(row.Text(1), row.Oid(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5));
}
