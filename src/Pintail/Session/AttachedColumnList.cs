namespace Pintail.Session;

/// <summary>
/// <c>pintail_attached_columns()</c>: of columns in attached databases what a view's do not tell, where there is anything:
/// database, schema, relation, column, not_null ('true' or 'false') and the default, in Postgres' SQL.
/// </summary>
internal sealed class AttachedColumnList(SqlDatabase database) : ListFunction("pintail_attached_columns")
{
    protected override IReadOnlyList<string> Columns =>
        ["database", "schema", "relation", "name", "not_null", "default_sql"];

    protected override IEnumerable<string?[]> Rows() =>
        from attachment in database.Attachments
        from relation in attachment.Defined
        from column in relation.Columns
        let source = column.Mapping.Column
        where source.NotNull || source.DefaultSql is not null
        select new[]
        {
            attachment.Alias,
            relation.SchemaName,
            relation.Name,
            column.Name,
            source.NotNull ? "true" : "false",
            source.DefaultSql,
        };
}
