using System.Globalization;

namespace Pintail.Session;

/// <summary>
/// <c>pintail_attached_indexes()</c>: a row per index in attached databases as last listed: database, schema, relation, OID
/// and name, whether it is unique and the primary key's ('true' or 'false'), what it is over (JSON), its CREATE INDEX in
/// Postgres' SQL, its comment.
/// </summary>
internal sealed class AttachedIndexList(SqlDatabase database) : ListFunction("pintail_attached_indexes")
{
    protected override IReadOnlyList<string> Columns =>
        ["database", "schema", "relation", "oid", "name", "is_unique", "is_primary", "expressions", "sql", "comment"];

    protected override IEnumerable<string?[]> Rows() =>
        database.Attachments.SelectMany(attachment =>
        {
            var listed = attachment.Listed.ToDictionary(relation => relation.Source.Oid);
            return attachment
                .DeclaredKeys.Indexes.Where(index => listed.ContainsKey(index.RelationOid))
                .Select(index => (Index: index, Relation: listed[index.RelationOid]))
                .Select(one =>
                    new string?[]
                    {
                        attachment.Alias,
                        one.Relation.SchemaName,
                        one.Relation.Name,
                        one.Index.Oid.ToString(CultureInfo.InvariantCulture),
                        one.Index.Name,
                        one.Index.IsUnique ? "true" : "false",
                        one.Index.IsPrimary ? "true" : "false",
                        one.Index.Expressions,
                        one.Index.Definition,
                        one.Index.Comment,
                    }
                );
        });
}
