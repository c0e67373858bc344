using System.Text;
using Pintail.DuckDB;

namespace Pintail.Session;

/// <summary>
/// What DuckDB shows of attached databases: each is an in-memory database of its own, each relation a view in it, made when
/// a statement first names it. One thread at a time, on a connection of its own, so that no user's transaction is in the
/// way.
/// </summary>
internal sealed class AttachedViews(DuckDBConnection connection)
{
    private readonly Dictionary<(string Alias, string Schema, string Name), string> _made = [];
    private readonly HashSet<(string Alias, string Schema)> _schemas = [];

    public void Attach(Attachment attachment)
    {
        connection.Execute($"ATTACH ':memory:' AS {DuckDBText.Identifier(attachment.Alias)}");
        MakeSchemas(attachment);
    }

    public void Detach(string alias)
    {
        connection.Execute($"DETACH {DuckDBText.Identifier(alias)}");
        foreach (var key in _made.Keys.Where(key => key.Alias == alias).ToList())
            _made.Remove(key);
        _schemas.RemoveWhere(schema => schema.Alias == alias);
    }

    /// <summary>Makes the views of relations that have none, or another.</summary>
    public void Make(IEnumerable<AttachedRelation> relations)
    {
        foreach (var relation in relations)
        {
            var attachment = relation.Attachment;
            Make(relation, relation.SchemaName);
            var isDefault = relation.Relation.Schema == attachment.DefaultSchema;
            if (isDefault && attachment.HidesMain)
                Make(relation, MainSchema.Name);
        }
    }

    /// <summary>Brings the views that were made up to date with what is known now.</summary>
    public void Refresh(Attachment attachment)
    {
        MakeSchemas(attachment);
        foreach (var key in _made.Keys.Where(key => key.Alias == attachment.Alias).ToList())
        {
            var schema = key.Schema == MainSchema.Name ? attachment.DefaultSchema : key.Schema;
            var relation = attachment.Find(key.Schema, key.Name) ?? attachment.Find(schema, key.Name);
            if (relation is not null)
                Make([relation]);
            else if (_made.Remove(key))
                connection.Execute($"DROP VIEW IF EXISTS {Sql(key.Alias, key.Schema, key.Name)}");
        }
    }

    // All of them, as USE and SET schema name a schema before anything in it is named.
    private void MakeSchemas(Attachment attachment)
    {
        MakeSchema(attachment.Alias, attachment.DefaultSchema);
        foreach (var relation in attachment.Listed)
            MakeSchema(attachment.Alias, relation.SchemaName);
    }

    private void MakeSchema(string alias, string schema)
    {
        if (_schemas.Add((alias, schema)))
            connection.Execute($"CREATE SCHEMA IF NOT EXISTS {Sql(alias, schema)}");
    }

    private void Make(AttachedRelation relation, string schema)
    {
        var key = (relation.Attachment.Alias, schema, relation.Name);
        if (_made.TryGetValue(key, out var definition) && definition == relation.Definition)
            return;
        MakeSchema(relation.Attachment.Alias, schema);
        var view = Sql(relation.Attachment.Alias, schema, relation.Name);
        var columns = string.Join(", ", relation.Columns.Select(column => DuckDBText.Identifier(column.Name)));
        var sql = new StringBuilder()
            .Append($"CREATE OR REPLACE VIEW {view} AS SELECT {columns} FROM {SessionScan.FunctionName}(")
            .Append($"{DuckDBText.Literal(relation.Attachment.Alias)}, {DuckDBText.Literal(relation.SchemaName)}, ")
            .Append($"{DuckDBText.Literal(relation.Name)});");
        if (relation.Relation.Comment is { } comment)
            sql.Append($"COMMENT ON VIEW {view} IS {DuckDBText.Literal(comment)};");
        foreach (var column in relation.Columns.Where(column => column.Mapping.Comment is not null))
        {
            sql.Append(
                $"COMMENT ON COLUMN {view}.{DuckDBText.Identifier(column.Name)} IS {DuckDBText.Literal(column.Mapping.Comment!)};"
            );
        }
        connection.Execute(sql.ToString());
        _made[key] = relation.Definition;
    }

    private static string Sql(params string[] parts) => string.Join('.', parts.Select(DuckDBText.Identifier));
}
