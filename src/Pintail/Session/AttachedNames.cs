using Pintail.DuckDB;
using Pintail.Session.Syntax;

namespace Pintail.Session;

/// <summary>What the names in a session's statements mean in attached databases.</summary>
internal sealed class AttachedNames(SqlDatabase database, DuckDBConnection connection)
{
    /// <summary>All relations that the statement may name; some that it names as something else may be among them.</summary>
    public IReadOnlyCollection<ListedRelation> Referenced(SqlPiece piece)
    {
        var current = new Lazy<(Attachment? Attachment, string Schema)>(Current);
        return
        [
            .. NameReferences.Find(piece).Select(parts => Resolve(parts, current)).OfType<ListedRelation>().Distinct(),
        ];
    }

    /// <summary>The attached relation of this name; null when there is none.</summary>
    public ListedRelation? Find(IReadOnlyList<string> parts) =>
        database.Attachments.Count == 0 ? null : Resolve(parts, new(Current));

    /// <summary>The attached database of this name, or the current one; null when it is none.</summary>
    public Attachment? Database(string? name) =>
        database.Attachments.Count == 0 ? null
        : name is null ? Current().Attachment
        : database.FindAttachment(name);

    /// <summary>The attached database in which a statement's target lies; null when it lies elsewhere.</summary>
    public Attachment? AttachmentOf(IReadOnlyList<string> parts)
    {
        if (parts.Count > 1 && database.FindAttachment(parts[0]) is { } named)
            return named;
        return database.Attachments.Count > 0 && parts.Count < 3 ? Current().Attachment : null;
    }

    private ListedRelation? Resolve(IReadOnlyList<string> parts, Lazy<(Attachment? Attachment, string Schema)> current)
    {
        if (parts.Count > 1 && database.FindAttachment(parts[0]) is { } named)
        {
            return parts.Count > 2 && named.FindListed(parts[1], parts[2]) is { } full
                ? full
                : named.FindListed(named.DefaultSchema, parts[1]);
        }
        if (current.Value is not { Attachment: { } attachment, Schema: var schema })
            return null;
        return parts.Count > 1 && attachment.FindListed(parts[0], parts[1]) is { } qualified
            ? qualified
            : attachment.FindListed(schema, parts[0]);
    }

    private (Attachment? Attachment, string Schema) Current()
    {
        using var result = connection.Query("SELECT current_catalog(), current_schema()");
        var row = result.Rows().First();
        return (database.FindAttachment((string)row[0]!), (string)row[1]!);
    }
}
