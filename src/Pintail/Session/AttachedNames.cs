using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Session.Syntax;

namespace Pintail.Session;

/// <summary>What the names in a session's statements mean in attached databases.</summary>
internal sealed class AttachedNames(SqlDatabase database, DuckDBConnection connection)
{
    private const string RowId = "rowid";

    private (string? Setting, List<(string Database, string Schema)>? Names) _searchPath;

    public string? SearchPathSetting => connection.Setting("search_path") as string;

    /// <summary>All relations that the statement may name; some that it names as something else may be among them.</summary>
    public IReadOnlyCollection<ListedRelation> Referenced(SqlPiece piece)
    {
        var current = new Lazy<IReadOnlyList<(Attachment? Attachment, string Schema)>>(SearchPath);
        return
        [
            .. NameReferences.Find(piece).Select(parts => Resolve(parts, current)).OfType<ListedRelation>().Distinct(),
        ];
    }

    /// <summary>
    /// The same with what its texts name (<c>query('…')</c>), and what DuckDB's own views and macros do, as it may use them.
    /// </summary>
    public IReadOnlyCollection<ListedRelation> ReferencedFarther(SqlPiece piece)
    {
        var texts = piece
            .Tokens.Where(token => token.Kind == SqlTokenKind.String)
            .Select(token => StringLiteral.Value(piece.Text, token))
            .OfType<string>();
        var farther = texts.Concat(Definitions()).SelectMany(SqlScript.Split).SelectMany(Referenced);
        return [.. Referenced(piece).Concat(farther).Distinct()];
    }

    /// <summary>The attached databases of whose server's own relations the statement may name one.</summary>
    public IReadOnlyCollection<Attachment> WithSystem(SqlPiece piece) =>
        database.Attachments.Count == 0
            ? []
            :
            [
                .. NameReferences
                    .Find(piece)
                    .Where(parts => parts.Count > 2 && SystemSchemas.Contains(parts[1]))
                    .Select(parts => database.FindAttachment(parts[0]))
                    .OfType<Attachment>()
                    .Distinct(),
            ];

    /// <summary>
    /// The statement with DuckDB's names of the server's own schemas, behind an attached database's name. A relation of which
    /// DuckDB has another name, because another's differs by case only, is refused by the source's name: in its place DuckDB
    /// would read the other one, and with the name alone changed, what refers to it elsewhere in the statement would.
    /// </summary>
    public SqlPiece Exact(SqlPiece piece)
    {
        ThrowIfMainIsInText(piece);
        if (database.Attachments.All(one => !one.HasRenamed) && !Mentions(piece, MainSchema.Name))
            return piece;
        var edits = new PieceEdits(piece);
        var cursor = new TokenCursor(piece);
        while (!cursor.AtEnd)
        {
            var start = cursor.Index;
            if (!cursor.TryQualifiedName(out var parts))
                cursor.Skip();
            else if (MainSchemaPlace(parts) is { } place)
                edits.Replace(start + 2 * place.Index, start + 2 * place.Index + 1, DuckDBText.Identifier(place.Name));
            else if (FindRenamed(parts) is { } renamed)
            {
                if (!IsSystem(renamed))
                    throw SessionErrors.SameButForCase(renamed);
                // The schema's token: a name and the point behind it are a token each.
                edits.Replace(start + 2, start + 3, DuckDBText.Identifier(renamed.SchemaName));
            }
        }
        return edits.Apply();
    }

    // Which of the parts, from 0 on, is a schema main of an attached database's source, and DuckDB's name for it; null when
    // none is. Of a column or a function main may be the table's name or DuckDB's schema: so only where the source has such
    // a relation, or nothing else can be meant.
    private (int Index, string Name)? MainSchemaPlace(IReadOnlyList<string> parts)
    {
        if (parts.Count > 2 && MainSchema.Is(parts[1]))
        {
            return
                database.FindAttachment(parts[0]) is { HidesMain: true } named
                && (HasInMain(named, parts[2]) || named.FindListed(named.DefaultSchema, MainSchema.Name) is null)
                ? (1, named.FindRenamed(parts[1], parts[2])?.SchemaName ?? MainSchema.NameInDuckDB)
                : null;
        }
        return
            parts.Count > 1
            && MainSchema.Is(parts[0])
            && SearchPath()[0].Attachment is { HidesMain: true } current
            && HasInMain(current, parts[1])
            ? (0, current.FindRenamed(parts[0], parts[1])?.SchemaName ?? MainSchema.NameInDuckDB)
            : null;
    }

    private static bool HasInMain(Attachment attachment, string name) =>
        attachment.FindListed(MainSchema.NameInDuckDB, name) is not null;

    // DuckDB's main stands for the default schema there, and nobody could tell which of the two was meant. In a text that
    // DuckDB reads as SQL, or as a relation's name, it cannot be said otherwise.
    private void ThrowIfMainIsInText(SqlPiece piece)
    {
        var mains = database.Attachments.Where(one => one.HasMain).ToList();
        if (mains.Count == 0 || !Mentions(piece, MainSchema.Name))
            return;
        var isPath = new TokenCursor(piece).TryWords("SET") || Mentions(piece, "search_path");
        var texts = piece.Tokens.Where(token => token.Kind is SqlTokenKind.String or SqlTokenKind.QuotedIdentifier);
        var path = isPath ? piece.Text.Split('=', 2)[^1] : "";
        var entries = path.Split(',')
            .Select(entry => entry.Trim(' ', ';', '\'', '"').Replace("\"", "", StringComparison.Ordinal))
            .ToList();

        bool IsIn(Attachment one) =>
            entries.Any(entry =>
                entry.Equals($"{one.Alias}.{MainSchema.Name}", StringComparison.OrdinalIgnoreCase)
                || (MainSchema.Is(entry) && SearchPath()[0].Attachment == one)
            )
            || texts.Any(token =>
                piece
                    .Text.AsSpan(token.Start, token.Length)
                    .Contains($"{one.Alias}.{MainSchema.Name}.", StringComparison.OrdinalIgnoreCase)
            );

        if (mains.FirstOrDefault(IsIn) is { } meant)
            throw SessionErrors.MainInText(meant);
    }

    private bool Mentions(SqlPiece piece, string word) =>
        database.Attachments.Count > 0 && piece.Text.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static bool IsSystem(ListedRelation relation) => SystemSchemas.Contains(relation.Source.Schema);

    // Null too where the name is DuckDB's already.
    private ListedRelation? FindRenamed(IReadOnlyList<string> parts)
    {
        if (parts.Count < 2 || database.FindAttachment(parts[0]) is not { } named)
            return null;
        if (parts.Count > 2 && named.FindRenamed(parts[1], parts[2]) is { } full)
            return IsCalled(full, parts[1], parts[2]) ? null : full;
        return
            named.FindRenamed(named.DefaultSchema, parts[1]) is { } alone
            && !IsCalled(alone, named.DefaultSchema, parts[1])
            ? alone
            : null;
    }

    private static bool IsCalled(ListedRelation relation, string schema, string name) =>
        relation.SchemaName.Equals(schema, StringComparison.OrdinalIgnoreCase)
        && relation.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>A relation that the statement names with its database's name, and the role may not read; null when there is none.</summary>
    public (Attachment Attachment, RelationName Relation)? FindWithheld(SqlPiece piece)
    {
        foreach (var parts in NameReferences.Find(piece).Where(parts => parts.Count > 1))
        {
            if (database.FindAttachment(parts[0]) is not { } named)
                continue;
            var (schema, name) = parts.Count > 2 ? (parts[1], parts[2]) : (named.DefaultSchema, parts[1]);
            if (named.FindWithheld(MainSchema.InSource(schema), name) is { } withheld)
                return (named, withheld);
        }
        return null;
    }

    /// <summary>Among its names is rowid, and an attached relation's.</summary>
    public bool MentionsRowId(SqlPiece piece) =>
        NameReferences.Find(piece).Any(parts => string.Equals(parts[^1], RowId, StringComparison.OrdinalIgnoreCase))
        && Referenced(piece).Count > 0;

    /// <summary>The query with what each (DESCRIBE relation) within it shows, as DuckDB would describe a view; once its views are made.</summary>
    public SqlPiece WithDescriptions(SqlPiece piece)
    {
        if (database.Attachments.Count == 0)
            return piece;
        var edits = new PieceEdits(piece);
        foreach (var (from, to, parts) in DescribeStatement.FindInner(piece))
        {
            if (Find(parts) is { } listed && listed.Attachment.Find(listed) is { } relation)
                edits.Replace(from, to, RelationDescription.Sql(relation, isTableInfo: false));
        }
        return edits.Apply();
    }

    /// <summary>The attached relation of this name; null when there is none.</summary>
    public ListedRelation? Find(IReadOnlyList<string> parts)
    {
        // PRAGMA table_info has it in a text, which Exact does not see.
        if (FindRenamed(parts) is { } renamed && !IsSystem(renamed))
            throw SessionErrors.SameButForCase(renamed);
        return database.Attachments.Count == 0 ? null : Resolve(parts, new(SearchPath));
    }

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

    /// <summary>The same; what is DuckDB's own, though an attached database is the current one, lies elsewhere.</summary>
    public Attachment? AttachmentOf(WriteStatement write)
    {
        if (write.IsTemporary || AttachmentOf(write.Target) is not { } attachment)
            return null;
        var isOwn = write.Target switch
        {
            [var database, _] => !string.Equals(database, attachment.Alias, StringComparison.OrdinalIgnoreCase)
                && Exists("databases", $"database_name = {DuckDBText.Literal(database)}"),
            [var name] => write.Verb != "CREATE"
                && Exists("tables", $"temporary AND lower(table_name) = lower({DuckDBText.Literal(name)})"),
            _ => false,
        };
        return isOwn ? null : attachment;
    }

    private bool Exists(string kind, string condition)
    {
        using var result = connection.Query($"SELECT 1 FROM system.main.duckdb_{kind}() WHERE {condition}");
        return result.Rows().Any();
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
            ?? (schema == MainSchema.Name ? attachment.FindListed(attachment.DefaultSchema, parts[0]) : null);
    }

    private List<string> Definitions()
    {
        using var result = connection.Query(
            """
            SELECT sql FROM system.main.duckdb_views() WHERE NOT internal AND NOT contains(sql, 'pintail_scan(')
            UNION ALL
            SELECT macro_definition FROM duckdb_functions()
            WHERE NOT internal AND function_type IN ('macro', 'table_macro')
            """
        );
        return [.. result.Rows().Select(row => row[0]).OfType<string>()];
    }

    // The first is the one that USE names; SET search_path may name more. Asking takes a query, so what it gave is kept for
    // as long as the setting reads the same; DuckDB writes it without quotes, so not where it could be read in two ways.
    private List<(Attachment? Attachment, string Schema)> SearchPath()
    {
        var setting = SearchPathSetting;
        if (_searchPath.Names is null || _searchPath.Setting != setting || !IsPlain(setting))
            _searchPath = (setting, ReadSearchPath());
        return [.. _searchPath.Names.Select(entry => (database.FindAttachment(entry.Database), entry.Schema))];
    }

    private static bool IsPlain(string? setting) =>
        setting is not null
        && setting.Split(',').All(entry => entry.All(one => char.IsAsciiLetterOrDigit(one) || one is '_' or '.'))
        && setting.Split(',').All(entry => entry.Count(one => one == '.') <= 1);

    private List<(string Database, string Schema)> ReadSearchPath()
    {
        using var result = connection.Query(
            "SELECT current_catalog(), current_schema(), current_setting('search_path')"
        );
        var row = result.Rows().First();
        var further = ((string)row[2]!).Split(',').Skip(1).Select(entry => entry.Split('.'));
        return
        [
            ((string)row[0]!, (string)row[1]!),
            .. further.Where(names => names.Length == 2).Select(names => (names[0], names[1])),
        ];
    }
}
