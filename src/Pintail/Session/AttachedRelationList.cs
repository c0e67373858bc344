using Pintail.Postgres;

namespace Pintail.Session;

/// <summary>
/// <c>pintail_attached_relations()</c>: what attached databases hold, a row per relation: database, schema, name, kind
/// ('table' or 'view', as a view in DuckDB stands for both), estimated rows (NULL where the server has no estimate).
/// </summary>
internal sealed class AttachedRelationList(SqlDatabase database) : ListFunction("pintail_attached_relations")
{
    protected override IReadOnlyList<string> Columns => ["database", "schema", "name", "kind", "estimated_rows"];

    protected override IEnumerable<string?[]> Rows() =>
        database
            .Attachments.SelectMany(attachment => attachment.Listed)
            .Select(relation =>
                new[]
                {
                    relation.Attachment.Alias,
                    relation.SchemaName,
                    relation.Name,
                    relation.Source.Kind is RelationKind.View or RelationKind.MaterializedView ? "view" : "table",
                    relation.Source.EstimatedRows < 0
                        ? null
                        : ((long)relation.Source.EstimatedRows).ToString(
                            System.Globalization.CultureInfo.InvariantCulture
                        ),
                }
            );
}
