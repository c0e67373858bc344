using Npgsql;
using Pintail.Session;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session;

/// <summary>Files of COPY BINARY between DuckDB and real servers: what either writes, the other reads, value by value.</summary>
public sealed class BinaryFileServerTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>, IDisposable
{
    /// <summary>What DuckDB writes, the type that Postgres reads it as, and the text that Postgres then prints.</summary>
    private static readonly (string DuckDB, string Postgres, string? Text)[] Written =
    [
        ("true", "boolean", "true"),
        ("(-128)::TINYINT", "smallint", "-128"),
        ("255::UTINYINT", "smallint", "255"),
        ("(-32768)::SMALLINT", "smallint", "-32768"),
        ("65535::USMALLINT", "integer", "65535"),
        ("(-2147483648)::INTEGER", "integer", "-2147483648"),
        ("9223372036854775807", "bigint", "9223372036854775807"),
        ("18446744073709551615::UBIGINT", "numeric", "18446744073709551615"),
        ("(-170141183460469231731687303715884105728)::HUGEINT", "numeric", "-170141183460469231731687303715884105728"),
        ("340282366920938463463374607431768211455::UHUGEINT", "numeric", "340282366920938463463374607431768211455"),
        ("0::HUGEINT", "numeric", "0"),
        ("-12.34::DECIMAL(4,2)", "numeric", "-12.34"),
        ("0.00010::DECIMAL(18,5)", "numeric", "0.00010"),
        ("123456789012345678901234567.0123456789::DECIMAL(38,10)", "numeric", "123456789012345678901234567.0123456789"),
        ("1.5::FLOAT", "real", "1.5"),
        ("0.1::DOUBLE", "double precision", "0.1"),
        ("'-inf'::DOUBLE", "double precision", "-Infinity"),
        ("'nut and bolt, each'", "text", "nut and bolt, each"),
        ("'für'", "varchar(5)", "für"),
        ("''", "text", ""),
        ("'ok'::ENUM('sad', 'ok')", "mood", "ok"),
        ("'{\"a\": 1}'::JSON", "json", "{\"a\": 1}"),
        ("'\\x00\\xFF'::BLOB", "bytea", "\\x00ff"),
        ("'10110'::BIT", "bit varying", "10110"),
        ("DATE '4714-11-24 (BC)'", "date", "4714-11-24 BC"),
        ("DATE '5874897-12-31'", "date", "5874897-12-31"),
        ("DATE 'infinity'", "date", "infinity"),
        ("TIME '24:00:00'", "time", "24:00:00"),
        ("TIMETZ '12:00:00.5+05:30'", "timetz", "12:00:00.5+05:30"),
        ("TIMESTAMP '4714-11-24 (BC) 00:00:00'", "timestamp", "4714-11-24 00:00:00 BC"),
        ("TIMESTAMP '1992-09-20 08:30:00.123456'", "timestamp", "1992-09-20 08:30:00.123456"),
        ("TIMESTAMP '-infinity'", "timestamp", "-infinity"),
        ("TIMESTAMPTZ '2000-01-01 12:00:00+00'", "timestamptz", "2000-01-01 12:00:00+00"),
        ("INTERVAL '14 months 3 days 4 us'", "interval", "1 year 2 mons 3 days 00:00:00.000004"),
        ("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID", "uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        ("[1, NULL, 3]", "integer[]", "{1,NULL,3}"),
        ("[]::INTEGER[]", "integer[]", "{}"),
        ("[['a b', 'c'], [NULL, '']]", "text[]", "{{\"a b\",c},{NULL,\"\"}}"),
        ("['ok', 'sad']::ENUM('sad', 'ok')[]", "mood[]", "{ok,sad}"),
        ("{'a': 1, 'b': 'x y', 'c': [DATE '2024-02-29']}", "pair", "(1,\"x y\",{2024-02-29})"),
        ("[{'a': 1, 'b': NULL::VARCHAR, 'c': NULL::DATE[]}]", "pair[]", "{\"(1,,)\"}"),
        ("MAP {'k': 'v', 'n': NULL}", "hstore", "\"k\"=>\"v\", \"n\"=>NULL"),
        ("NULL::INTEGER", "integer", null),
        ("NULL::VARCHAR[]", "text[]", null),
    ];

    /// <summary>What Postgres writes, the type that it is read as, and the text that DuckDB then prints.</summary>
    private static readonly (string Postgres, string DuckDB, string? Text)[] Read =
    [
        ("true", "BOOLEAN", "true"),
        ("'-128'::int2", "TINYINT", "-128"),
        ("65535::int4", "USMALLINT", "65535"),
        ("4294967295::oid", "UINTEGER", "4294967295"),
        ("9223372036854775807::int8", "BIGINT", "9223372036854775807"),
        ("18446744073709551615::numeric", "UBIGINT", "18446744073709551615"),
        ("10000::numeric", "HUGEINT", "10000"),
        ("(-170141183460469231731687303715884105728)::numeric", "HUGEINT", "-170141183460469231731687303715884105728"),
        ("1.50::numeric(10,4)", "DECIMAL(10,2)", "1.50"),
        ("'NaN'::float8", "DOUBLE", "nan"),
        ("1.5::float4", "FLOAT", "1.5"),
        ("'für'::varchar", "VARCHAR", "für"),
        ("'ok'::mood", "ENUM('sad', 'ok')", "ok"),
        ("'ok'::mood", "VARCHAR", "ok"),
        ("'{\"a\": 1}'::jsonb", "JSON", "{\"a\": 1}"),
        ("'[1]'::json", "JSON", "[1]"),
        ("'\\xdead'::bytea", "BLOB", "\\xDE\\xAD"),
        ("'10110'::bit(5)", "BIT", "10110"),
        ("'4714-11-24 BC'::date", "DATE", "4714-11-24 (BC)"),
        ("'24:00:00'::time", "TIME", "24:00:00"),
        ("'infinity'::timestamptz", "TIMESTAMPTZ", "infinity"),
        ("'2000-01-01 00:00:00.000001'::timestamp", "TIMESTAMP", "2000-01-01 00:00:00.000001"),
        ("'1 year 2 mons 3 days 4 us'::interval", "INTERVAL", "1 year 2 months 3 days 00:00:00.000004"),
        ("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", "UUID", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        ("'{1,NULL}'::int4[]", "INTEGER[]", "[1, NULL]"),
        ("'[5:6]={1,2}'::int4[]", "INTEGER[]", "[1, 2]"),
        ("'{{a,b},{c,NULL}}'::varchar[]", "VARCHAR[][]", "[[a, b], [c, NULL]]"),
        ("'{ok}'::mood[]", "VARCHAR[]", "[ok]"),
        ("'{}'::text[]", "VARCHAR[]", "[]"),
        (
            "row(1, 'x', '{2024-02-29}')::pair",
            "STRUCT(a INTEGER, b VARCHAR, c DATE[])",
            "{'a': 1, 'b': x, 'c': [2024-02-29]}"
        ),
        ("'k=>v, n=>NULL'::hstore", "MAP(VARCHAR, VARCHAR)", "{k=v, n=NULL}"),
        ("NULL::int4", "INTEGER", null),
    ];

    private const string Types = """
        CREATE EXTENSION hstore;
        CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE TYPE pair AS (a int, b text, c date[]);
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pintail-test-");

    public static TheoryData<string> Servers => PostgresFixture.Servers;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task File_of_DuckDB_is_what_Postgres_reads(string server)
    {
        var source = await fixture.CreateDatabaseAsync(server);
        await source.ExecuteAsync(Types);
        var columns = Written.Select((one, i) => $"c{i} {one.Postgres}");
        await source.ExecuteAsync($"CREATE TABLE t ({string.Join(", ", columns)})");
        using var database = SqlDatabase.Open(new SqlOptions());
        using var session = database.Connect();
        var path = PathOf("written.bin");
        // Twice, as the second row is decoded by what the first left.
        var values = string.Join(", ", Written.Select((one, i) => $"{one.DuckDB} AS c{i}"));
        Run(session, $"COPY (SELECT {values} UNION ALL BY NAME SELECT {values}) TO '{path}' (FORMAT postgres_binary)");

        await using var connection = new NpgsqlConnection(TestDatabase.ConnectionString(source.Server, source.Name));
        await connection.OpenAsync();
        await using (var copy = await connection.BeginRawBinaryCopyAsync("COPY t FROM STDIN (FORMAT binary)"))
            await copy.WriteAsync(await File.ReadAllBytesAsync(path));

        Assert.Equal("2", await source.ScalarAsync("SELECT count(*) FROM t"));
        for (var i = 0; i < Written.Length; i++)
        {
            var text = await source.ScalarAsync($"SET timezone = 'UTC'; SELECT min(c{i}::text) FROM t");
            Assert.Equal((Written[i].DuckDB, Written[i].Text), (Written[i].DuckDB, text));
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task File_of_Postgres_is_what_DuckDB_reads(string server)
    {
        var source = await fixture.CreateDatabaseAsync(server);
        await source.ExecuteAsync(Types);
        var path = PathOf("read.bin");
        var values = string.Join(", ", Read.Select(one => one.Postgres));
        await WriteAsync(
            source,
            $"COPY (SELECT {values} FROM generate_series(1, 3000)) TO STDOUT (FORMAT binary)",
            path
        );
        using var database = SqlDatabase.Open(new SqlOptions());
        using var session = database.Connect();

        var columns = string.Join(", ", Read.Select((one, i) => $"c{i}: '{one.DuckDB.Replace("'", "''")}'"));
        var texts = string.Join(", ", Read.Select((_, i) => $"c{i}::VARCHAR"));
        var rows = Rows(
            session,
            $"SET timezone = 'UTC'; SELECT {texts}, count(*)::VARCHAR FROM read_postgres_binary('{path}', columns := {{{columns}}}) GROUP BY ALL"
        );

        var row = Assert.Single(rows);
        Assert.Equal(Read.Select(one => one.Text).Append("3000"), row.Select(value => (string?)value));
    }

    private static async Task WriteAsync(TestDatabase source, string copySql, string path)
    {
        await using var connection = new NpgsqlConnection(TestDatabase.ConnectionString(source.Server, source.Name));
        await connection.OpenAsync();
        await using var copy = await connection.BeginRawBinaryCopyAsync(copySql);
        await using var file = File.Create(path);
        await copy.CopyToAsync(file);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private static void Run(SqlSession session, string sql) => Rows(session, sql);

    private static List<object?[]> Rows(SqlSession session, string sql)
    {
        List<object?[]> rows = [];
        foreach (var result in session.Execute(sql))
            rows = [.. result.Rows()];
        return rows;
    }
}
