using System.Globalization;
using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>The types of a statement's result, which no column of a table may use: asked for by their OIDs.</summary>
internal sealed partial class CatalogTypes
{
    private const string NoRelation = "{}";

    /// <param name="connection">In a transaction with pinned settings.</param>
    /// <exception cref="PintailException">One of them is not there any more.</exception>
    public static CatalogTypes Read(WireConnection connection, IEnumerable<uint> oids)
    {
        var rows = Query(connection, "catalog-types", NoRelation, CatalogQuery.Array(oids)).Select(ReadRow).ToList();
        var labels = new ByOid<string>();
        if (rows.Exists(row => row.Type.Kind == TypeKind.Enum))
        {
            foreach (var label in Query(connection, "catalog-enums"))
            {
                labels.Add(Oid(label[0]), label[1]!);
            }
        }
        var composites = rows.Where(row => row.Type.Kind == TypeKind.Composite).Select(row => row.Type.Oid).ToList();
        var attributes = new ByOid<Attribute>();
        if (composites.Count > 0)
        {
            foreach (var row in Query(connection, "catalog-attributes", CatalogQuery.Array(composites)))
            {
                attributes.Add(
                    Oid(row[0]),
                    new Attribute(row[1]!, Oid(row[2]), Number(row[3]), Number(row[4]), Number(row[5]))
                );
            }
        }
        return new CatalogTypes(rows, labels, attributes);
    }

    private static IReadOnlyList<string?[]> Query(
        WireConnection connection,
        string name,
        params IReadOnlyList<string?> parameters
    ) => connection.Query(EmbeddedSql.Read($"Postgres.{name}.sql"), parameters);

    private static Row ReadRow(string?[] row)
    {
        var type = new PostgresType
        {
            Oid = Oid(row[0]),
            Schema = row[1]!,
            Name = row[2]!,
            Kind = KindOf(row[3] is [var letter, ..] ? letter : '\0'),
            BaseTypeModifier = Number(row[6]),
            BaseDimensions = Number(row[7]),
            Extension = row[10],
        };
        return new Row(type, Oid(row[4]), Oid(row[5]), Oid(row[8]), Oid(row[9]));
    }

    private static uint Oid(string? text) => uint.Parse(text!, CultureInfo.InvariantCulture);

    private static int Number(string? text) => int.Parse(text!, CultureInfo.InvariantCulture);
}
