using Npgsql;
using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Session;
using Pintail.Session.PushDown;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session.PushDown;

/// <summary>
/// The relation public.t of a database of its own, and a DuckDB in which t is a view over a table function with its columns
/// and the marker, as in a session: plans are real, and nothing is ever read.
/// </summary>
internal sealed class PlannedRelation : IDisposable
{
    private readonly DuckDBDatabase _database = DuckDBDatabase.Open();
    private readonly TestScan _scan;

    private PlannedRelation(TestDatabase source, AttachedRelation relation, string encoding)
    {
        (Source, Relation, Encoding) = (source, relation, encoding);
        Connection = _database.Connect();
        _scan = new TestScan(relation);
        Connection.Register(_scan);
        var columns = DuckDBText.Identifiers(relation.Columns.Select(column => column.Name));
        Connection.Execute($"CREATE VIEW t AS SELECT {columns} FROM test_scan()");
        Connection.Execute("CREATE TABLE local AS SELECT range AS i, range::VARCHAR AS s FROM range(3)");
        Connection.Execute("SET TimeZone = 'Pacific/Chatham'");
    }

    public TestDatabase Source { get; }
    public AttachedRelation Relation { get; }
    public string Encoding { get; }
    public DuckDBConnection Connection { get; }

    /// <param name="sql">Makes public.t.</param>
    public static async Task<PlannedRelation> CreateAsync(
        PostgresFixture fixture,
        string sql,
        string server = "npm",
        string options = ""
    )
    {
        var source = await fixture.CreateDatabaseAsync(server, options);
        await source.ExecuteAsync(sql);
        await using var connection = await source.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var attachment = new Attachment(
            "pg",
            Conninfo.Resolve(source.Conninfo, new Dictionary<string, string>()),
            new()
        );
        attachment.List(await CatalogReader.ReadNamesAsync(connection, isSystem: false, CancellationToken.None));
        var catalog = await CatalogReader.ReadAsync(connection, CancellationToken.None);
        attachment.Define(catalog, catalog.Relations.Select(relation => relation.Oid));
        return new PlannedRelation(source, attachment.Find("public", "t")!, catalog.Encoding);
    }

    public string Json(string sql)
    {
        _scan.Binds = 0;
        using var result = Connection.Query($"SELECT json_serialize_plan({DuckDBText.Literal(sql)}, optimize := true)");
        return (string)result.Scalar()!;
    }

    public IReadOnlyDictionary<int, ScanReading> Read(string sql) => PlanReader.Read(Json(sql));

    /// <summary>By ordinal.</summary>
    public PushedCondition Pushed(string sql, int ordinal = 0) =>
        Read(sql).TryGetValue(ordinal, out var reading)
            ? PushedCondition.For(reading, Relation, Encoding)
            : throw new InvalidOperationException($"No scan {ordinal} in the plan of {sql}.");

    /// <summary>What a filter is translated into; and that a limit behind it is pushed says that nothing is lost.</summary>
    public (string? Sql, bool IsExact) Translate(string filter)
    {
        var plain = Pushed($"SELECT * FROM t WHERE {filter}");
        var limited = Pushed($"SELECT * FROM t WHERE {filter} LIMIT 7");
        Assert.Null(plain.Limit);
        return (plain.WhereSql, limited.Limit == 7);
    }

    /// <summary>That Postgres takes it, under a search_path that helps nobody.</summary>
    public async Task<string> PlanAsync(string where, string settings = "")
    {
        await using var connection = await Source.OpenAsync();
        await using var command = new NpgsqlCommand($"SET search_path = ''; {settings}", connection);
        await command.ExecuteNonQueryAsync();
        command.CommandText = $"EXPLAIN (COSTS off) SELECT FROM public.t WHERE {where}";
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    public void Dispose()
    {
        Connection.Dispose();
        _database.Dispose();
    }

    private sealed class TestScan(AttachedRelation relation) : TableFunction("test_scan")
    {
        public int Binds { get; set; }

        public override bool SupportsProjection => true;

        public override TableBinding Bind(BindContext context)
        {
            using var marker = LogicalType.Of(DuckDBType.Boolean);
            context.AddColumn(new BoundScan(null!, Binds++, relation).MarkerColumn, marker);
            foreach (var column in relation.Columns)
            {
                using var type = column.Mapping.CreateLogicalType();
                context.AddColumn(column.Name, type);
            }
            return new Binding();
        }

        private sealed class Binding : TableBinding
        {
            public override long? Cardinality => 1000;

            public override TableScan Init(InitContext context) => throw new InvalidOperationException("Only planned.");
        }
    }
}
