using Pintail.Postgres;
using Pintail.Session.Settings;
using Pintail.Types;

namespace Pintail.Session;

/// <summary>
/// A Postgres database under an alias, as all sessions of a DuckDB instance share it: where it is, what is in it as far as
/// was looked, and under which names. Reading it is an <see cref="AttachmentReader"/>'s business, one per session. Any
/// thread.
/// </summary>
internal sealed class Attachment(string alias, ConnectionSettings settings, AttachmentOptions options)
{
    private readonly Lock _lock = new();
    private Dictionary<(string Schema, string Name), ListedRelation> _listed = [];
    private Dictionary<(string Schema, string Name), ListedRelation> _system = [];
    private List<ListedRelation> _renamed = [];
    private List<RelationName> _withheld = [];
    private Dictionary<uint, AttachedRelation> _defined = [];

    public string Alias { get; } = alias;
    public ConnectionSettings Settings { get; } = settings;
    public bool IsReadOnly { get; } = options.IsReadOnly;

    /// <summary>For lists: what ATTACH said, or the server's place where that holds a password.</summary>
    public string Path { get; } =
        options.Path.Contains("password", StringComparison.OrdinalIgnoreCase) || options.Path.Contains('@')
            ? settings.Endpoint
            : options.Path;

    /// <summary>Where a name without a schema is looked for.</summary>
    public string DefaultSchema { get; } = options.Schemas.Count > 0 ? options.Schemas[0] : "public";

    /// <summary>DuckDB's schema main stands for the default schema, and the source's, if there is one, has another name.</summary>
    public bool HidesMain => !MainSchema.Is(DefaultSchema);

    /// <summary>The source has a schema main beside the default one.</summary>
    public bool HasMain
    {
        get
        {
            lock (_lock)
                return _listed.Keys.Any(key =>
                    key.Schema.Equals(MainSchema.NameInDuckDB, StringComparison.OrdinalIgnoreCase)
                );
        }
    }

    /// <summary>What columns become. After a change, all has to be defined again.</summary>
    public ValueSettings Values { get; set; } = ValueSettings.Default;

    /// <summary>As postgres_configure_pool left them.</summary>
    public PoolOptions Pool { get; set; } = new();

    /// <summary>No statement may read it any more; what was prepared before could.</summary>
    public bool IsDetached { get; set; }

    /// <summary>As a statement that lists them found them last; empty before.</summary>
    public DeclaredKeys DeclaredKeys { get; set; } = DeclaredKeys.None;

    /// <summary>What was read of its catalog, by any session.</summary>
    public CatalogCache Cache { get; } = new();

    /// <summary>All relations of the last listing, ordered by schema and name, without the server's own.</summary>
    public IReadOnlyList<ListedRelation> Listed
    {
        get
        {
            lock (_lock)
                return [.. _listed.Values];
        }
    }

    /// <summary>Those of them whose columns are known.</summary>
    public IReadOnlyList<AttachedRelation> Defined
    {
        get
        {
            lock (_lock)
                return [.. _defined.Values.Where(relation => !SystemSchemas.Contains(relation.Relation.Schema))];
        }
    }

    /// <summary>The server's own relations were listed.</summary>
    public bool HasSystem
    {
        get
        {
            lock (_lock)
                return _system.Count > 0;
        }
    }

    /// <summary>By DuckDB's names, whose case does not matter; null when the last listing did not show it.</summary>
    public ListedRelation? FindListed(string schema, string name)
    {
        lock (_lock)
            return ListedOrSystem(Key(schema, name));
    }

    /// <summary>DuckDB has other names for some relations than the source.</summary>
    public bool HasRenamed
    {
        get
        {
            lock (_lock)
                return _renamed.Count + _system.Count > 0;
        }
    }

    /// <summary>
    /// The relation that the source calls just so, where DuckDB has another name for it, because another's differs by case
    /// only or because it is the server's own; else null.
    /// </summary>
    /// <param name="schema">The source's name or DuckDB's.</param>
    public ListedRelation? FindRenamed(string schema, string name)
    {
        lock (_lock)
        {
            if (SystemSchemas.Contains(schema))
                return _system.GetValueOrDefault(Key(SystemSchemas.NameOf(schema), name));
            return _renamed.FirstOrDefault(one => one.Source.Schema == schema && one.Source.Name == name)
                ?? _renamed.FirstOrDefault(one =>
                    one.SchemaName.Equals(schema, StringComparison.OrdinalIgnoreCase) && one.Source.Name == name
                );
        }
    }

    /// <summary>A relation of this name that the role may not read; null when there is none.</summary>
    public RelationName? FindWithheld(string schema, string name)
    {
        lock (_lock)
        {
            return _withheld.FirstOrDefault(one =>
                one.Schema.Equals(schema, StringComparison.OrdinalIgnoreCase)
                && one.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
            );
        }
    }

    /// <summary>The same with its columns; null also when they were not looked at.</summary>
    public AttachedRelation? Find(string schema, string name)
    {
        lock (_lock)
            return ListedOrSystem(Key(schema, name)) is { } listed
                ? _defined.GetValueOrDefault(listed.Source.Oid)
                : null;
    }

    public AttachedRelation? Find(ListedRelation listed) => Find(listed.SchemaName, listed.Name);

    /// <summary>Takes over what a listing found, in the order of schemas and names.</summary>
    public void List(IReadOnlyList<RelationName> names)
    {
        var listed = new Dictionary<(string, string), ListedRelation>();
        var schemas = names.Where(IsShown).GroupBy(name => name.Schema).ToList();
        var schemaNames = UniqueNames.Of([.. schemas.Select(schema => NameInDuckDB(schema.Key))]);
        foreach (var (schema, schemaName) in schemas.Zip(schemaNames))
        {
            var relations = schema.ToList();
            var relationNames = UniqueNames.Of([.. relations.Select(relation => relation.Name)]);
            foreach (var (relation, name) in relations.Zip(relationNames))
                listed[Key(schemaName, name)] = new ListedRelation(this, schemaName, name, relation);
        }
        lock (_lock)
        {
            var named = listed.Values.Concat(_system.Values).ToDictionary(one => one.Source.Oid);
            _listed = listed;
            _withheld = [.. names.Where(name => !name.CanSelect && IsOfItsSchemas(name))];
            _renamed =
            [
                .. listed.Values.Where(one => (one.SchemaName, one.Name) != (one.Source.Schema, one.Source.Name)),
            ];
            _defined = _defined
                .Where(one => named.TryGetValue(one.Key, out var now) && IsCalledAs(one.Value, now))
                .ToDictionary();
        }
    }

    /// <summary>Takes over what a listing of the server's own relations found.</summary>
    public void ListSystem(IReadOnlyList<RelationName> names)
    {
        var listed = names
            .Where(IsShown)
            .Select(name => new ListedRelation(this, SystemSchemas.NameOf(name.Schema), name.Name, name))
            .ToDictionary(one => Key(one.SchemaName, one.Name));
        lock (_lock)
            _system = listed;
    }

    /// <summary>Takes over what a reading of the catalog says of listed relations.</summary>
    /// <param name="asked">Of these, what the reading does not show is gone.</param>
    public void Define(Catalog catalog, IEnumerable<uint> asked)
    {
        var read = catalog.Relations.ToDictionary(relation => relation.Oid);
        lock (_lock)
        {
            var listed = _listed.Values.Concat(_system.Values).ToDictionary(one => one.Source.Oid);
            foreach (var oid in asked)
            {
                // Under another name it is not what was listed: whoever has that name now is found by a new listing.
                if (
                    read.TryGetValue(oid, out var relation)
                    && listed.TryGetValue(oid, out var name)
                    && (relation.Schema, relation.Name) == (name.Source.Schema, name.Source.Name)
                )
                    _defined[oid] = Relate(relation, name.SchemaName, name.Name, catalog);
                else
                    _defined.Remove(oid);
            }
        }
    }

    /// <summary>The same relation as another reading of the catalog shows it; null when it is gone.</summary>
    public AttachedRelation? In(Catalog catalog, AttachedRelation relation) =>
        catalog.Relations.FirstOrDefault(one => one.Oid == relation.Relation.Oid) is { } found
            ? Relate(found, relation.SchemaName, relation.Name, catalog)
            : null;

    private string NameInDuckDB(string schema) => HidesMain && MainSchema.Is(schema) ? MainSchema.NameInDuckDB : schema;

    private ListedRelation? ListedOrSystem((string, string) key) =>
        _listed.GetValueOrDefault(key) ?? _system.GetValueOrDefault(key);

    private static bool IsCalledAs(AttachedRelation relation, ListedRelation listed) =>
        relation.SchemaName == listed.SchemaName && relation.Name == listed.Name;

    private bool IsShown(RelationName name) => name.CanSelect && IsOfItsSchemas(name);

    private bool IsOfItsSchemas(RelationName name) =>
        options.Schemas.Count == 0 || options.Schemas.Contains(name.Schema);

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
            [.. columns.Zip(names, (column, columnName) => new AttachedColumn(columnName, Values.Map(column, types)))],
            catalog.Encoding
        );
    }

    private static (string, string) Key(string schema, string name) =>
        (schema.ToUpperInvariant(), name.ToUpperInvariant());
}
