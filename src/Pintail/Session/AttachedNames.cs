using Pintail.DuckDB;
using Pintail.Session.Syntax;

namespace Pintail.Session;

/// <summary>What the names in a session's statements mean in attached databases.</summary>
internal sealed class AttachedNames(SqlDatabase database, DuckDBConnection connection)
{
    private const string DefaultSchema = "main";

    /// <summary>All relations that the statement may name; some that it names as something else may be among them.</summary>
    public IReadOnlyCollection<ListedRelation> Referenced(SqlPiece piece)
    {
        var current = new Lazy<IReadOnlyList<(Attachment? Attachment, string Schema)>>(SearchPath);
        return
        [
            .. NameReferences.Find(piece).Select(parts => Resolve(parts, current)).OfType<ListedRelation>().Distinct(),
        ];
    }

    /// <summary>The attached relation of this name; null when there is none.</summary>
    public ListedRelation? Find(IReadOnlyList<string> parts) =>
        database.Attachments.Count == 0 ? null : Resolve(parts, new(SearchPath));

    /// <summary>The attached database of this name, or the current one; null when it is none.</summary>
    public Attachment? Database(string? name) =>
        database.Attachments.Count == 0 ? null
        : name is null ? SearchPath()[0].Attachment
        : database.FindAttachment(name);

    /// <summary>The attached database in which a statement's target lies; null when it lies elsewhere.</summary>
    public Attachment? AttachmentOf(IReadOnlyList<string> parts)
    {
        if (parts.Count > 1 && database.FindAttachment(parts[0]) is { } named)
            return named;
        return database.Attachments.Count > 0 && parts.Count < 3 ? SearchPath()[0].Attachment : null;
    }

    private ListedRelation? Resolve(
        IReadOnlyList<string> parts,
        Lazy<IReadOnlyList<(Attachment? Attachment, string Schema)>> path
    )
    {
        if (parts.Count > 1 && database.FindAttachment(parts[0]) is { } named)
        {
            return parts.Count > 2 && named.FindListed(parts[1], parts[2]) is { } full
                ? full
                : named.FindListed(named.DefaultSchema, parts[1]);
        }
        foreach (var (attachment, schema) in path.Value)
        {
            if (attachment is not null && Resolve(parts, attachment, schema) is { } found)
                return found;
        }
        return null;
    }

    private static ListedRelation? Resolve(IReadOnlyList<string> parts, Attachment attachment, string schema)
    {
        if (parts.Count > 1 && attachment.FindListed(parts[0], parts[1]) is { } qualified)
            return qualified;
        // DuckDB's default schema, for a database that is named alone: SET search_path = 'pg'.
        return attachment.FindListed(schema, parts[0])
            ?? (schema == DefaultSchema ? attachment.FindListed(attachment.DefaultSchema, parts[0]) : null);
    }

    // The first is the one that USE names; SET search_path may name more. DuckDB writes them without quotes.
    private List<(Attachment? Attachment, string Schema)> SearchPath()
    {
        using var result = connection.Query(
            "SELECT current_catalog(), current_schema(), current_setting('search_path')"
        );
        var row = result.Rows().First();
        var further = ((string)row[2]!).Split(',').Skip(1).Select(entry => entry.Split('.'));
        return
        [
            (database.FindAttachment((string)row[0]!), (string)row[1]!),
            .. further.Where(names => names.Length == 2).Select(names => (database.FindAttachment(names[0]), names[1])),
        ];
    }
}
