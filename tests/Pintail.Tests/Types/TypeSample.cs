using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Tests.Support;
using Pintail.Types;
using Pintail.Wire;

namespace Pintail.Tests.Types;

/// <summary>
/// Values of one type as a real server sends them: the fields of a COPY BINARY, and the text that the server prints of
/// each. What tests of broken codecs and of broken streams start from, for every type that has a case in
/// <see cref="TypeCases"/>.
/// </summary>
internal sealed record TypeSample(string Type, ColumnMapping Mapping, byte[]?[] Fields, byte[]?[] Texts)
{
    /// <summary>What <see cref="Mapping"/> was made with.</summary>
    public required TypeOptions Options { get; init; }

    private const int RandomCount = 8;

    private static readonly Dictionary<string, string> Pinned = new()
    {
        ["client_encoding"] = "UTF8",
        ["DateStyle"] = "ISO, YMD",
        ["IntervalStyle"] = "postgres",
        ["TimeZone"] = "UTC",
        ["extra_float_digits"] = "3",
        ["bytea_output"] = "hex",
        ["search_path"] = "pg_catalog",
    };

    public override string ToString() => Type;

    /// <summary>Of every type that the server can have.</summary>
    public static async Task<IReadOnlyList<TypeSample>> ReadAllAsync(PostgresFixture fixture)
    {
        var samples = new List<TypeSample>();
        foreach (var group in TypeCases.All.GroupBy(typeCase => typeCase.Server ?? "npm"))
            samples.AddRange(await ReadAsync(await fixture.CreateDatabaseAsync(group.Key), [.. group]));
        return [.. samples, .. PgvectorSamples.All];
    }

    private static async Task<IEnumerable<TypeSample>> ReadAsync(TestDatabase database, TypeCase[] cases)
    {
        await using var connection = await database.OpenAsync();
        // Not in the schema of the first case that asks for it.
        foreach (var extension in cases.Select(ExtensionOf).OfType<string>().Distinct())
            await ExecuteAsync($"CREATE EXTENSION {extension} WITH SCHEMA public");
        // A schema each, as several cases make types of one name.
        for (var i = 0; i < cases.Length; i++)
        {
            await ExecuteAsync($"CREATE SCHEMA s{i}; SET search_path = s{i}, public; {cases[i].Setup}");
            // Whether the type was made in this very command is not known before it has ended.
            await ExecuteAsync($"CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, v {cases[i].Type})");
            await using var insert = connection.CreateCommand();
            insert.CommandText =
                $"INSERT INTO t (v) SELECT value::{cases[i].Type} FROM unnest($1::text[]) WITH ORDINALITY AS u (value, n) ORDER BY n";
            insert.Parameters.Add(new() { Value = ValuesOf(cases[i]) });
            await insert.ExecuteNonQueryAsync();
        }
        var catalog = await CatalogReader.ReadAsync(connection, CancellationToken.None);
        var tables = catalog.Relations.Where(relation => relation.Name == "t").ToDictionary(table => table.Schema);
        var options = TypeOptions.For(catalog);
        using var wire = WireConnection.Open(
            CopiedTable.WireOptions(database) with
            {
                StartupParameters = Pinned,
            },
            CancellationToken.None
        );
        return
        [
            .. cases.Select((typeCase, i) => Read(wire, typeCase.Type, $"s{i}", tables[$"s{i}"].Columns[1], options)),
        ];

        async Task ExecuteAsync(string sql)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync();
        }
    }

    // The same random ones each time: what is written down of them is compared.
    private static string?[] ValuesOf(TypeCase typeCase)
    {
        var random = new Random(1);
        var types = RandomValues.All.Where(type =>
            type.Sql == typeCase.Type
            && type is { Setup: null, IsProbed: false, Policy: default(UnrepresentablePolicy) }
        );
        return
        [
            .. typeCase.Values,
            .. types.SelectMany(type => Enumerable.Range(0, RandomCount).Select(_ => type.Literal(random))),
        ];
    }

    private static string? ExtensionOf(TypeCase typeCase)
    {
        const string create = "CREATE EXTENSION IF NOT EXISTS ";
        var start = typeCase.Setup.IndexOf(create, StringComparison.Ordinal);
        return start < 0 ? null : typeCase.Setup[(start + create.Length)..].Split(';', ' ')[0];
    }

    private static TypeSample Read(WireConnection wire, string type, string schema, Column column, TypeOptions options)
    {
        var mapping = TypeTable.Map(column, options);
        FieldCollector[] collectors = [new(), new()];
        using var rows = wire.CopyOut(
            $"COPY (SELECT {mapping.SelectSql}, {mapping.PostgresTextSql} FROM {schema}.t ORDER BY id) TO STDOUT (FORMAT binary)"
        );
        using var text = LogicalType.Of(DuckDBType.Varchar);
        using var chunk = DataChunk.Create(text, text);
        var reader = new ChunkReader(rows, collectors);
        while (reader.Read(chunk) > 0)
            chunk.Reset();
        return new TypeSample(type, mapping, [.. collectors[0].Fields], [.. collectors[1].Fields])
        {
            Options = options,
        };
    }

    /// <summary>Takes the place of a decoder to keep the fields as they came.</summary>
    private sealed class FieldCollector() : ColumnDecoder("any")
    {
        public List<byte[]?> Fields { get; } = [];

        public override void Decode(in Fields fields, Vector target)
        {
            for (var i = 0; i < fields.Count; i++)
                Fields.Add(fields.Lengths[i] < 0 ? null : fields[i].ToArray());
        }
    }
}
