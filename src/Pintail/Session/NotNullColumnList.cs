namespace Pintail.Session;

/// <summary><c>pintail_attached_not_null()</c>: the columns of attached databases that are NOT NULL: database, schema, relation, column.</summary>
internal sealed class NotNullColumnList(SqlDatabase database) : ListFunction("pintail_attached_not_null")
{
    protected override IReadOnlyList<string> Columns => ["database", "schema", "relation", "name"];

    protected override IEnumerable<string?[]> Rows() =>
        from attachment in database.Attachments
        from relation in attachment.Defined
        from column in relation.Columns
        where column.Mapping.Column.NotNull
        select new[] { attachment.Alias, relation.SchemaName, relation.Name, column.Name };
}
