namespace Pintail.Session;

/// <summary><c>pintail_attached_databases()</c>: the name of each, the path it was attached with, whether it is read-only ('true' or 'false').</summary>
internal sealed class AttachmentList(SqlDatabase database) : ListFunction("pintail_attached_databases")
{
    protected override IReadOnlyList<string> Columns => ["name", "path", "readonly"];

    protected override IEnumerable<string?[]> Rows() =>
        database.Attachments.Select(attachment =>
            new[] { attachment.Alias, attachment.Path, attachment.IsReadOnly ? "true" : "false" }
        );
}
