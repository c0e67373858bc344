using Pintail.Tests.Support;

namespace Pintail.Tests.Types;

/// <summary>Arrays against Postgres' own view of them: both sides print JSON of the elements' texts.</summary>
public class ArrayRoundTripTests(PostgresFixture fixture)
{
    private const string Setup = """
        CREATE TYPE colour AS ENUM ('red', 'light green');
        CREATE DOMAIN price AS numeric(10,2);
        CREATE DOMAIN matrix AS int[][];
        CREATE DOMAIN row_of_matrices AS matrix[];
        """;

    public static TheoryData<string, string, string[]> Cases =>
        new()
        {
            { "int[]", "INTEGER[]", ["{1,NULL,-3}", "{}", "{NULL}", "[5:6]={7,8}"] },
            { "int[][]", "INTEGER[][]", ["{{1,2,3},{4,NULL,6}}", "{}", "{{1},{2},{3}}", "[0:0][7:8]={{1,2}}"] },
            { "int[][][]", "INTEGER[][][]", ["{{{1,2},{3,4}},{{5,6},{7,NULL}}}", "{}", "{{{NULL}}}"] },
            { "text[]", "VARCHAR[]", ["{a,\"\",\"longer than twelve bytes\",NULL,\"a,b\",\"NULL\"}", "{🦆}", "{}"] },
            { "char(3)[]", "VARCHAR[]", ["{a,\"  b\",\"\"}"] },
            { "numeric(10,2)[]", "DECIMAL(10,2)[]", ["{1.5,-99999999.99,NULL,0}"] },
            { "numeric[]", "VARCHAR[]", ["{1.50,NaN,NULL,1e50}", "{}"] },
            { "price[]", "DECIMAL(10,2)[]", ["{1.5,NULL}", "{}"] },
            { "colour[]", "ENUM('red', 'light green')[]", ["{red,NULL,\"light green\"}", "{}"] },
            { "colour[][]", "ENUM('red', 'light green')[][]", ["{{red},{NULL}}"] },
            { "matrix", "INTEGER[][]", ["{{1,2},{3,4}}", "{}"] },
            { "date[]", "DATE[]", ["{2020-02-29,infinity,NULL}"] },
            { "uuid[]", "UUID[]", ["{ffffffff-ffff-ffff-ffff-ffffffffffff,NULL}"] },
            { "int2vector", "SMALLINT[]", ["1 2 3", ""] },
            { "oidvector", "UINTEGER[]", ["4294967295 0", ""] },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Array_copied_reads_in_DuckDB_as_in_Postgres(string type, string duckdbType, string[] values)
    {
        var database = await fixture.CreateDatabaseAsync();
        await database.ExecuteAsync(Setup);
        await database.ExecuteAsync($"CREATE TABLE t (id serial, v {type}); INSERT INTO t (v) VALUES (NULL)");
        foreach (var value in values)
            await database.ExecuteAsync($"INSERT INTO t (v) VALUES ('{value}')");
        using var copied = await CopiedTable.CopyAsync(database);

        Assert.Equal(duckdbType, copied.DuckDBTexts("typeof(v)")[0]);
        var varchars = "VARCHAR" + duckdbType[duckdbType.IndexOf('[', StringComparison.Ordinal)..];
        Assert.Equal(
            await copied.PostgresTextsAsync("to_json(v::text[])"),
            copied.DuckDBTexts($"to_json(v::{varchars})")
        );
    }

    [Fact]
    public async Task Array_of_a_domain_over_arrays_nests_both()
    {
        var database = await fixture.CreateDatabaseAsync();
        await database.ExecuteAsync(Setup);
        await database.ExecuteAsync("CREATE TABLE t (id serial, v row_of_matrices)");
        await database.ExecuteAsync(
            "INSERT INTO t (v) VALUES (ARRAY['{{1,2},{3,4}}', NULL, '{}', '{{5}}']::matrix[]), ('{}'), (NULL)"
        );
        using var copied = await CopiedTable.CopyAsync(database);
        Assert.Equal(["[[[1, 2], [3, 4]], NULL, [], [[5]]]", "[]", null], copied.DuckDBTexts("v"));
    }

    /// <summary>More elements than a chunk has rows, NULLs among them, over several chunks that reuse their memory.</summary>
    [Fact]
    public async Task Arrays_larger_than_a_chunk_keep_every_element()
    {
        var database = await fixture.CreateDatabaseAsync();
        await database.ExecuteAsync(
            """
            CREATE TABLE t AS SELECT id,
                (SELECT array_agg(CASE WHEN n % 7 <> id % 7 THEN n * id END) FROM generate_series(1, id % 13) n) AS v,
                (SELECT array_agg(ARRAY[n::text, repeat('x', n), NULL]) FROM generate_series(1, id % 5) n) AS w
            FROM generate_series(1, 7000) id;
            INSERT INTO t SELECT 8000, array_agg(nullif(n % 100, 0)), NULL FROM generate_series(1, 100000) n;
            ALTER TABLE t ALTER w TYPE text[][];
            """
        );
        using var copied = await CopiedTable.CopyAsync(database);
        foreach (var column in new[] { "v", "w" })
            Assert.Equal(
                await copied.PostgresTextsAsync($"md5(to_json({column})::text)"),
                copied.DuckDBTexts($"md5(to_json({column})::VARCHAR)")
            );
    }

    [Theory]
    [InlineData("int[]", "{{1,2}}", "an array of 2 dimensions, where the column declares 1")]
    [InlineData("int[][]", "{1,2}", "an array of 1 dimensions, where the column declares 2")]
    public async Task Array_of_another_dimensionality_names_column_and_remedy(string type, string value, string what)
    {
        var database = await fixture.CreateDatabaseAsync();
        await database.ExecuteAsync(
            $"CREATE TABLE t (id int, v {type}); INSERT INTO t VALUES (1, NULL), (2, '{value}')"
        );
        var error = await Assert.ThrowsAsync<PintailException>(() => CopiedTable.CopyAsync(database));
        Assert.Equal(ErrorKind.ValueNotRepresentable, error.Kind);
        Assert.Equal($"Column \"v\", row 2 of the stream: {what}.", error.Message);
        Assert.Contains("ALTER", error.Hint);
    }
}
