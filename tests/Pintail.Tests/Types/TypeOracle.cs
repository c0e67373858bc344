using System.Buffers;
using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Tests.Support;
using Pintail.Types;
using Pintail.Wire;

namespace Pintail.Tests.Types;

/// <summary>
/// Postgres as the oracle of a table t (id int, and any columns): copied into DuckDB as the product does it, and then
/// 1. every column's text made by Postgres against the text made by DuckDB,
/// 2. the canonical form of what Postgres sent against that of what is read back from DuckDB and encoded,
/// 3. written back with COPY … FROM STDIN into a table of the same types, and read again: the same canonical form.
/// </summary>
internal sealed class TypeOracle : IDisposable
{
    private readonly TestDatabase _source;
    private readonly DuckDBDatabase _database = DuckDBDatabase.Open();
    private readonly DuckDBConnection _connection;

    private TypeOracle(TestDatabase source, IReadOnlyList<ColumnMapping> mappings)
    {
        (_source, Mappings) = (source, mappings);
        _connection = _database.Connect();
    }

    public IReadOnlyList<ColumnMapping> Mappings { get; }

    /// <summary>What stands in a column (0 is id) and row, for messages.</summary>
    public Func<int, int, string> Describe { get; set; } = (_, row) => $"row {row + 1}";

    /// <param name="options">How each column is mapped; null: by default.</param>
    public static async Task<TypeOracle> CopyAsync(TestDatabase source, Func<Column, TypeOptions>? options = null)
    {
        await using var connection = await source.OpenAsync();
        var catalog = await CatalogReader.ReadAsync(connection, CancellationToken.None);
        var relation = catalog.Relations.Single(relation => relation is { Schema: "public", Name: "t" });
        var defaults = TypeOptions.For(catalog);
        var oracle = new TypeOracle(
            source,
            [.. relation.Columns.Select(column => TypeTable.Map(column, options?.Invoke(column) ?? defaults))]
        );
        try
        {
            oracle.Load();
            return oracle;
        }
        catch
        {
            oracle.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    /// <summary>All three comparisons. Returns the number of rows, for the caller to hold against what it inserted.</summary>
    public async Task<int> CheckAsync()
    {
        await CompareTextsAsync();
        return await CheckBytesAsync();
    }

    /// <summary>The second and the third.</summary>
    public async Task<int> CheckBytesAsync()
    {
        var sent = CanonicalColumns("t");
        Compare("Postgres sent", sent, "stored is", StoredColumns());
        await WriteBackAsync();
        Compare("Postgres sent", sent, "after writing back it sends", CanonicalColumns("back"));
        return sent[0].Count;
    }

    /// <summary>One text per row in the order of id.</summary>
    public List<string?> DuckDBTexts(string expression)
    {
        using var result = _connection.Query($"SELECT {expression} FROM t ORDER BY id");
        return [.. result.Rows().Select(row => row[0]?.ToString())];
    }

    /// <inheritdoc cref="DuckDBTexts"/>
    public async Task<List<string?>> PostgresTextsAsync(string expression)
    {
        await using var connection = await _source.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 3; "
            + $"SET bytea_output = 'hex'; SET search_path = ''; SELECT {expression} FROM public.t ORDER BY id";
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string?>();
        while (await reader.ReadAsync())
            texts.Add(reader.IsDBNull(0) ? null : reader.GetString(0));
        return texts;
    }

    private async Task CompareTextsAsync()
    {
        for (var i = 0; i < Mappings.Count; i++)
        {
            if (Mappings[i].DuckDBTextSql(DuckDBName(Mappings[i])) is not { } duckdb)
                continue;
            var expected = await PostgresTextsAsync(Mappings[i].PostgresTextSql);
            Compare("Postgres prints", expected, "DuckDB", DuckDBTexts(duckdb), i);
        }
    }

    private void Compare(string of, List<string>[] expected, string against, List<string>[] actual)
    {
        for (var i = 0; i < Mappings.Count; i++)
            Compare(of, expected[i], against, actual[i], i);
    }

    private void Compare(
        string of,
        IReadOnlyList<string?> expected,
        string against,
        IReadOnlyList<string?> actual,
        int column
    )
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var row = 0; row < expected.Count; row++)
        {
            if (expected[row] != actual[row])
                Assert.Fail(
                    $"{Mappings[column].Column.Name} ({Mappings[column].Column.Type.DisplayName}), {Describe(column, row)}: "
                        + $"{of} {expected[row] ?? "NULL"}, {against} {actual[row] ?? "NULL"}."
                );
        }
    }

    private void Load()
    {
        var definitions = Mappings.Select(mapping => $"{DuckDBName(mapping)} {mapping.DuckDBTypeSql}");
        _connection.Execute($"CREATE TABLE t ({string.Join(", ", definitions)})");
        using var appender = _connection.CreateAppender("t");
        CopiedTable.Read(_source, Mappings, onChunk: appender.Append);
        appender.Close();
    }

    /// <summary>Of each column, the rows' canonical forms in hexadecimal.</summary>
    private List<string>[] CanonicalColumns(string table)
    {
        // What was written back of an expression is already what the expression gave.
        var columns = Mappings.Select(mapping =>
            table == "t" ? mapping.SelectSql : SqlText.Identifier(mapping.Column.Name)
        );
        using var wire = WireConnection.Open(CopiedTable.WireOptions(_source), CancellationToken.None);
        using var rows = wire.CopyOut(
            $"COPY (SELECT {string.Join(", ", columns)} FROM {table} ORDER BY id) TO STDOUT (FORMAT binary)"
        );
        var probes = Mappings.Select(mapping => new CanonicalProbe(mapping)).ToArray();
        var types = Mappings.Select(mapping => mapping.CreateLogicalType()).ToArray();
        using var chunk = DataChunk.Create(types);
        var reader = new ChunkReader(rows, probes);
        while (reader.Read(chunk) > 0)
            chunk.Reset();
        foreach (var type in types)
            type.Dispose();
        return [.. probes.Select(probe => probe.Forms)];
    }

    private List<string>[] StoredColumns()
    {
        var encoders = Mappings.Select(mapping => mapping.CreateEncoder()).ToArray();
        var forms = Mappings.Select(_ => new List<string>()).ToArray();
        var buffer = new FieldBuffer();
        using var result = _connection.Query("SELECT * FROM t ORDER BY id");
        while (result.TryFetch(out var chunk))
        {
            using (chunk)
            {
                for (var i = 0; i < encoders.Length; i++)
                {
                    buffer.Clear();
                    encoders[i].Encode(chunk[i], chunk.RowCount, buffer);
                    Assert.Equal(chunk.RowCount, buffer.Count);
                    CanonicalProbe.Collect(buffer.AsFields(), Mappings[i].CreateCanonical(), forms[i]);
                }
            }
        }
        return forms;
    }

    private async Task WriteBackAsync()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ChunkWriter([.. Mappings.Select(mapping => mapping.CreateEncoder())]);
        ChunkWriter.Begin(output);
        using (var result = _connection.Query("SELECT * FROM t"))
        {
            while (result.TryFetch(out var chunk))
            {
                using (chunk)
                    writer.Write(chunk, output);
            }
        }
        ChunkWriter.End(output);
        await using var connection = await _source.OpenAsync();
        await using var create = connection.CreateCommand();
        // Of the types of what was read: some columns are read by an expression.
        var read = Mappings.Select(mapping => $"{mapping.SelectSql} AS {SqlText.Identifier(mapping.Column.Name)}");
        create.CommandText =
            $"DROP TABLE IF EXISTS back; CREATE TABLE back AS SELECT {string.Join(", ", read)} FROM t WITH NO DATA";
        await create.ExecuteNonQueryAsync();
        var names = string.Join(", ", Mappings.Select(mapping => SqlText.Identifier(mapping.Column.Name)));
        await using (
            var copy = await connection.BeginRawBinaryCopyAsync($"COPY back ({names}) FROM STDIN (FORMAT binary)")
        )
            await copy.WriteAsync(output.WrittenMemory);
    }

    private static string DuckDBName(ColumnMapping mapping) =>
        $"\"{mapping.Column.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Takes the place of a decoder to see the fields as they came, in their canonical form.</summary>
    private sealed class CanonicalProbe(ColumnMapping mapping) : ColumnDecoder(mapping.Column.Name)
    {
        private readonly CanonicalForm? _canonical = mapping.CreateCanonical();

        public List<string> Forms { get; } = [];

        public override void Decode(in Fields fields, Vector target) => Collect(fields, _canonical, Forms);

        public static void Collect(in Fields fields, CanonicalForm? canonical, List<string> forms)
        {
            if (canonical is null)
            {
                for (var i = 0; i < fields.Count; i++)
                    forms.Add(fields.Lengths[i] < 0 ? "∅" : Convert.ToHexString(fields[i]));
                return;
            }
            var buffer = new FieldBuffer();
            canonical.Write(fields, buffer);
            Assert.Equal(fields.Count, buffer.Count);
            Collect(buffer.AsFields(), null, forms);
        }
    }
}
