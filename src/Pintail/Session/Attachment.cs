using Pintail.Postgres;
using Pintail.Types;

namespace Pintail.Session;

/// <summary>
/// A Postgres database under an alias, as all sessions of a DuckDB instance share it: where it is, what is in it as far as
/// was looked, and under which names. Reading it is an <see cref="AttachmentReader"/>'s business, one per session. Any
/// thread.
/// </summary>
internal sealed class Attachment(string alias, ConnectionSettings settings, AttachmentOptions options)
{
    private const string UndeclaredNumeric = "DECIMAL(38,10)";

    private readonly Lock _lock = new();
    private Dictionary<(string Schema, string Name), AttachedRelation> _relations = [];

    public string Alias { get; } = alias;
    public ConnectionSettings Settings { get; } = settings;

    /// <summary>Where a name without a schema is looked for.</summary>
    public string DefaultSchema { get; } = options.Schemas.Count > 0 ? options.Schemas[0] : "public";

    /// <summary>Schemas of the last reading in which there is something to read, ordered.</summary>
    public IReadOnlyList<string> Schemas { get; private set; } = [];

    /// <summary>The last reading; null before the first.</summary>
    public Catalog? Catalog { get; private set; }

    /// <summary>All relations of the last reading, ordered by schema and name.</summary>
    public IReadOnlyList<AttachedRelation> Relations
    {
        get
        {
            lock (_lock)
                return [.. _relations.Values.OrderBy(one => one.Relation.FullName, StringComparer.Ordinal)];
        }
    }

    /// <summary>By DuckDB's names, whose case does not matter; null when the last reading did not show it.</summary>
    public AttachedRelation? Find(string schema, string name)
    {
        lock (_lock)
            return _relations.GetValueOrDefault(Key(schema, name));
    }

    /// <summary>Takes over what a reading of the catalog found.</summary>
    public void Use(Catalog catalog)
    {
        var found = new Dictionary<(string, string), AttachedRelation>();
        var schemas = catalog.Relations.Where(IsShown).GroupBy(relation => relation.Schema).ToList();
        var schemaNames = UniqueNames.Of([.. schemas.Select(schema => schema.Key)]);
        foreach (var (schema, schemaName) in schemas.Zip(schemaNames))
        {
            var relations = schema.ToList();
            var names = UniqueNames.Of([.. relations.Select(relation => relation.Name)]);
            foreach (var (relation, name) in relations.Zip(names))
                found[Key(schemaName, name)] = Relate(relation, schemaName, name, catalog);
        }
        lock (_lock)
        {
            _relations = found;
            Schemas = [.. schemaNames];
            Catalog = catalog;
        }
    }

    /// <summary>The same relation as another reading of the catalog shows it; null when it is gone.</summary>
    public AttachedRelation? In(Catalog catalog, AttachedRelation relation) =>
        catalog.Relations.FirstOrDefault(one => one.Oid == relation.Relation.Oid) is { } found
            ? Relate(found, relation.SchemaName, relation.Name, catalog)
            : null;

    private bool IsShown(Relation relation) =>
        relation.Persistence != Persistence.Temporary
        && relation.CanUseSchema
        && relation.Columns.Any(column => column.CanSelect)
        && (options.Schemas.Count == 0 || options.Schemas.Contains(relation.Schema));

    private AttachedRelation Relate(Relation relation, string schemaName, string name, Catalog catalog)
    {
        var types = TypeOptions.For(catalog);
        var columns = relation.Columns.Where(column => column.CanSelect).ToList();
        var names = UniqueNames.Of([.. columns.Select(column => column.Name)]);
        return new AttachedRelation(
            this,
            schemaName,
            name,
            relation,
            [.. columns.Zip(names, (column, columnName) => new AttachedColumn(columnName, Map(column, types)))]
        );
    }

    // A numeric without a precision has no DECIMAL of its own, and a session does not ask the data: whatever does not fit
    // exactly is an error.
    private static ColumnMapping Map(Column column, TypeOptions options)
    {
        var mapping = TypeTable.Map(column, options);
        return mapping.IsDecidedByData && mapping.DuckDBTypeSql == "VARCHAR"
            ? TypeTable.Map(column, options with { ForcedType = UndeclaredNumeric })
            : mapping;
    }

    private static (string, string) Key(string schema, string name) =>
        (schema.ToUpperInvariant(), name.ToUpperInvariant());
}
