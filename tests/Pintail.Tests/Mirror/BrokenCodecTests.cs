using Pintail.DuckDB;
using Pintail.Mirror;
using Pintail.Tests.Support;
using Pintail.Types;

namespace Pintail.Tests.Mirror;

/// <summary>A codec that is wrong, in a whole run: nothing wrong is published, and the report says what and where.</summary>
public class BrokenCodecTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private const string Tables = """
        CREATE TABLE t (id int PRIMARY KEY, v bigint, w text);
        INSERT INTO t SELECT i, i * 10, 'text ' || i FROM generate_series(1, 5000) i;
        CREATE TABLE other AS SELECT 1 AS a
        """;

    [Fact]
    public async Task Wrong_decoder_is_caught_by_the_fingerprint_with_pages_and_keys()
    {
        using var harness = await MirrorHarness.CreateAsync(fixture, Tables);
        await harness.SucceedAsync();
        var before = harness.Scalar("SELECT sum(v) FROM public.t");
        await harness.Source.ExecuteAsync("UPDATE t SET v = v + 1 WHERE id = 1; UPDATE other SET a = 2");

        harness.Spec = Break(harness.Spec, mapping => mapping with { CreateDecoder = name => new Wrong(name, 4_000) });
        var result = await harness.RunAsync();

        Assert.Equal(ExitCodes.ProofFailed, result.ExitCode);
        var failed = Assert.Single(result.Tables, table => table.Error is not null).Error!;
        Assert.Equal(ErrorKind.ProofFailed, failed.Kind);
        Assert.Contains("column \"v\" (int8)", failed.Message, StringComparison.Ordinal);
        Assert.Matches("\"v\": 1 rows in \"public\".\"t\" pages (\\d+)-\\1, the first at id=400", failed.Message);
        Assert.Equal(before, harness.Scalar("SELECT sum(v) FROM public.t"));
        Assert.Equal("2", harness.Scalar("SELECT a FROM public.other"));
        Assert.Equal(
            "failed|ProofFailed",
            harness.Scalar("SELECT status, error_kind FROM pintail.table_run WHERE error_kind IS NOT NULL")
        );
    }

    [Fact]
    public async Task Pages_of_wrong_rows_are_told_in_their_order_as_numbers()
    {
        using var harness = await MirrorHarness.CreateAsync(fixture, Tables);
        harness.Spec = Break(
            harness.Spec,
            mapping => mapping with { CreateDecoder = name => new Wrong(name, every: 1) }
        );
        var result = await harness.RunAsync();

        var failed = Assert.Single(result.Tables, table => table.Error is not null).Error!;
        var last = await harness.Source.ScalarAsync("SELECT (max(ctid)::text::point)[0]::int FROM t");
        Assert.True(int.Parse(last!, System.Globalization.CultureInfo.InvariantCulture) >= 10);
        Assert.Contains($"pages 0-{last}, the first at id=1;", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stored_value_that_is_none_of_its_Postgres_type_fails_the_proof()
    {
        using var harness = await MirrorHarness.CreateAsync(fixture, Tables);
        harness.Spec = Break(harness.Spec, mapping => mapping with { CreateEncoder = name => new Refusing(name) });
        var result = await harness.RunAsync();

        Assert.Equal(ExitCodes.ProofFailed, result.ExitCode);
        var failed = Assert.Single(result.Tables, table => table.Error is not null).Error!;
        Assert.Equal(ErrorKind.ProofFailed, failed.Kind);
        Assert.Contains("Column \"v\"", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decoder_and_encoder_wrong_alike_are_caught_by_the_texts()
    {
        using var harness = await MirrorHarness.CreateAsync(fixture, Tables);
        harness.Spec = Break(
            harness.Spec,
            mapping =>
                mapping with
                {
                    CreateDecoder = name => new Wrong(name, every: 1),
                    CreateEncoder = name => new WrongBack(name),
                }
        );
        var result = await harness.RunAsync();

        Assert.Equal(ExitCodes.ProofFailed, result.ExitCode);
        var failed = Assert.Single(result.Tables, table => table.Error is not null).Error!;
        Assert.Contains("print different texts for \"v\" (int8; ", failed.Message, StringComparison.Ordinal);
        Assert.Contains("at id=", failed.Message, StringComparison.Ordinal);
        Assert.Empty(harness.Rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 't'"));
    }

    [Fact]
    public async Task Of_tables_alike_in_all_but_a_value_the_one_with_it_is_caught()
    {
        // Small ones share a connection, and the statement that compares their samples.
        var tables = Enumerable.Range(1, 6).Select(number => $"CREATE TABLE t{number} (id int PRIMARY KEY, v bigint)");
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            string.Join(";", tables)
                + "; INSERT INTO t1 VALUES (1, 1), (2, 2); INSERT INTO t2 VALUES (3, NULL); INSERT INTO t4 VALUES (6, 6), (7, 1000);"
                + " INSERT INTO t5 VALUES (8, 8); INSERT INTO t6 VALUES (9, 9); ANALYZE"
        );
        harness.Spec = Break(
            harness.Spec with
            {
                Jobs = 1,
            },
            mapping =>
                mapping with
                {
                    CreateDecoder = name => new Wrong(name, every: 1, from: 1000),
                    CreateEncoder = name => new WrongBack(name, from: 1000),
                }
        );
        var result = await harness.RunAsync();

        var failed = Assert.Single(result.Tables, table => table.Error is not null);
        Assert.Equal("t4", failed.Table);
        Assert.Contains("\"v\" (int8; 1 of 2 sampled rows, at id=7)", failed.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(
            ["t1", "t2", "t3", "t5", "t6"],
            harness.Rows("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'public' ORDER BY 1")
        );
    }

    private static MirrorSpec Break(MirrorSpec spec, Func<TypeMapping, TypeMapping> wrong) =>
        spec with
        {
            Prove = ProofLevel.Content,
            // Nothing changed, and it is to be read all the same.
            Full = true,
            Recode = mapping =>
                mapping.Column.Name == "v" ? new ColumnMapping(mapping.Column, wrong(mapping.Type)) : mapping,
        };

    /// <summary>int8, one too many in every nth row of a chunk whose value is not less.</summary>
    private sealed class Wrong(string name, int every, long from = long.MinValue) : ColumnDecoder(name)
    {
        private readonly FixedDecoder<Int8Codec, long> _right = new(name);
        private int _rows;

        public override void Decode(in Fields fields, Vector target)
        {
            _right.Decode(fields, target);
            var values = target.Data<long>(fields.Count);
            for (var i = 0; i < values.Length; i++)
            {
                if (++_rows % every == 0 && values[i] >= from)
                    values[i]++;
            }
        }
    }

    private sealed class Refusing(string name) : ColumnEncoder(name)
    {
        public override void Encode(Vector source, int count, FieldBuffer target) =>
            EncodeErrors.NotRepresentable(ColumnName, 0, "int8");
    }

    private sealed class WrongBack(string name, long from = long.MinValue) : ColumnEncoder(name)
    {
        private readonly FixedEncoder<Int8Codec, long> _right = new(name);

        public override void Encode(Vector source, int count, FieldBuffer target)
        {
            var values = source.Data<long>(count);
            for (var i = 0; i < values.Length; i++)
                values[i] -= values[i] >= from ? 1 : 0;
            _right.Encode(source, count, target);
        }
    }
}
