using System.Globalization;
using System.Text.RegularExpressions;
using Pintail.Session;
using Pintail.Tests.Support;

namespace Pintail.Tests.House;

/// <summary>The examples of the extension's manual, as the README has them, run in this order.</summary>
public sealed class ManualExamplesTests(PostgresFixture fixture) : IDisposable
{
    // What the manual's tables hold.
    private const string Tables = """
        CREATE TABLE uuids (u uuid);
        INSERT INTO uuids VALUES ('6d3d2541-710b-4bde-b3af-4711738636bf'), (NULL);
        CREATE TABLE postgres_tbl (i int);
        INSERT INTO postgres_tbl VALUES (1), (2), (3);
        CREATE TABLE tbl (id int, name text);
        INSERT INTO tbl VALUES (42, 'DuckDB');
        CREATE TABLE cars (brand varchar, model varchar, color varchar);
        INSERT INTO cars VALUES ('Ferrari', 'Testarossa', 'red'), ('Aston Martin', 'DB2', 'blue'), ('Bentley', 'Mulsanne', 'gray');
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("pintail-manual-").FullName;

    [Fact]
    public async Task Examples_of_the_manual_run_as_they_stand()
    {
        var source = await fixture.CreateDatabaseAsync();
        await source.ExecuteAsync(Tables);
        var other = await fixture.CreateDatabaseAsync();
        var server = source.Server;
        var port = server.Port.ToString(CultureInfo.InvariantCulture);
        var options = new SqlOptions
        {
            Environment = new Dictionary<string, string>
            {
                ["PGHOST"] = server.Host,
                ["PGPORT"] = port,
                ["PGUSER"] = server.User,
                ["PGDATABASE"] = "postgres",
            },
        };
        using var database = SqlDatabase.Open(options);
        using var session = database.Connect();
        var text = Regex.Match(
            await File.ReadAllTextAsync(Checkout.PathOf("README.md")),
            "### The manual's examples.*?```sql\n(?<text>.*?)```",
            RegexOptions.Singleline
        );
        Assert.True(text.Success);
        // Names of this test's databases, its server's port, its own folder; nothing else.
        var script = text.Groups["text"]
            .Value.Replace("PORT 5432", $"PORT {port}", StringComparison.Ordinal)
            .Replace("my_other_db", other.Name, StringComparison.Ordinal)
            .Replace("dbname=postgresscanner", $"dbname={source.Name}", StringComparison.Ordinal)
            .Replace("data.parquet", Path.Combine(_folder, "data.parquet"), StringComparison.Ordinal)
            .Replace("pg.bin", Path.Combine(_folder, "pg.bin"), StringComparison.Ordinal)
            .Replace("copy.duckdb", Path.Combine(_folder, "copy.duckdb"), StringComparison.Ordinal);
        var results = session
            .Execute(script)
            .Select(result => (result.Statement, Rows: result.Rows().Select(row => string.Join('|', row)).ToList()))
            .ToList();
        Assert.Equal(27, results.Count);
        Assert.Equal(
            ["Ferrari|Testarossa|red", "Aston Martin|DB2|blue", "Bentley|Mulsanne|gray"],
            Rows("postgres_query")
        );
        Assert.Equal(["42|DuckDB"], Rows("SELECT * FROM postgres_db.tbl"));
        Assert.Equal(2, Rows("uuids").Count);
        Assert.Contains(Rows("SHOW ALL TABLES"), row => row.Contains("|cars|", StringComparison.Ordinal));
        Assert.True(new FileInfo(Path.Combine(_folder, "pg.bin")).Length > 0);
        Assert.Equal(["1|2|3"], [string.Join('|', Query("FROM duckdb_table ORDER BY i"))]);
        Assert.Equal(["42|DuckDB"], Query("FROM my_duckdb_db.public.tbl"));
        Assert.Equal("0", await source.ScalarAsync("SELECT count(*) FROM my_table"));

        List<string> Rows(string words) =>
            results.First(result => result.Statement.Contains(words, StringComparison.Ordinal)).Rows;

        List<string> Query(string sql) =>
            [.. session.Execute(sql).SelectMany(result => result.Rows().Select(row => string.Join('|', row)).ToList())];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
