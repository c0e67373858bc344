using System.Globalization;
using Pintail.Postgres;

namespace Pintail.Session;

/// <summary>A relation of an attached database as a session's statements see it. Immutable.</summary>
internal sealed class AttachedRelation
{
    public AttachedRelation(
        Attachment attachment,
        string schemaName,
        string name,
        Relation relation,
        IReadOnlyList<AttachedColumn> columns,
        string encoding
    )
    {
        (Attachment, SchemaName, Name) = (attachment, schemaName, name);
        (Relation, Columns, Encoding) = (relation, columns, encoding);
        Definition = string.Join('\n', columns.Select(Describe).Prepend(Describe(relation)));
    }

    public Attachment Attachment { get; }

    /// <summary>In DuckDB; see <see cref="AttachedColumn.Name"/>.</summary>
    public string SchemaName { get; }

    /// <inheritdoc cref="SchemaName"/>
    public string Name { get; }
    public Relation Relation { get; }
    public IReadOnlyList<AttachedColumn> Columns { get; }

    /// <summary><see cref="Catalog.Encoding"/> of its database.</summary>
    public string Encoding { get; }

    /// <summary>All that a statement was planned by: equal texts read alike.</summary>
    public string Definition { get; }

    public string FullName => $"{Attachment.Alias}.{Relation.FullName}";

    private static string Describe(Relation relation) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{relation.Oid} {relation.Schema}.{relation.Name} {relation.Kind} {relation.Comment}"
        );

    // An enum's labels are in its type's SQL.
    private static string Describe(AttachedColumn column) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{column.Mapping.Column.Number} {column.Name} {column.Mapping.SelectSql} {column.Mapping.Column.Type.Oid} {column.Mapping.DuckDBTypeSql} {column.Mapping.Column.NotNull} {column.Mapping.Comment}"
        );
}
