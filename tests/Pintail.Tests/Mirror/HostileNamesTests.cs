using Pintail.Mirror;
using Pintail.Postgres;
using Pintail.Target;
using Pintail.Tests.Delta;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class HostileNamesTests(PostgresFixture fixture)
{
    private static readonly string[] Names =
    [
        "two words",
        "quote\"inside",
        "\"\"",
        "'; DROP TABLE x; --",
        "a.b.c",
        "🦆 quack",
        "select",
        "rowid",
        "tab\there",
        "line\nbreak\r\n",
        "back\\slash",
        "{0} {name}",
        "ßÄé",
        " ",
        "$1",
        "%s",
        new('x', 63),
        "ü" + new string('y', 61),
    ];

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Names_of_any_kind_arrive_unchanged(string server)
    {
        var source = await fixture.CreateDatabaseAsync(server);
        var sql = Names.Select(
            (name, index) =>
                $"""
                    CREATE SCHEMA {SqlText.Identifier(name)};
                    CREATE TABLE {SqlText.Qualified(name, name)} ({SqlText.Identifier(name)} int, plain int);
                    INSERT INTO {SqlText.Qualified(name, name)} VALUES ({index}, 1);
                    COMMENT ON TABLE {SqlText.Qualified(name, name)} IS {SqlText.Literal(name)};
                    COMMENT ON COLUMN {SqlText.Qualified(name, name)}.{SqlText.Identifier(name)} IS {SqlText.Literal(
                        name
                    )};
                    """
        );
        await source.ExecuteAsync(string.Join('\n', sql));
        using var mirror = new MirrorHarness(source);

        mirror.Spec = mirror.Spec with { DurabilityWait = TimeSpan.FromSeconds(60) };
        await mirror.FlushAsync();
        await mirror.SucceedAsync();
        await mirror.FlushAsync();
        var refreshed = await mirror.SucceedAsync();
        Assert.Equal(Names.Length, refreshed.Unchanged);
        await source.ExecuteAsync(
            string.Concat(
                Names
                    .Select(SqlText.Identifier)
                    .Select(name => $"INSERT INTO {name}.{name} SELECT * FROM {name}.{name};")
            )
        );
        await mirror.FlushAsync();
        refreshed = await mirror.SucceedAsync();
        Assert.All(refreshed.Tables, table => Assert.Equal(ChangeKind.Appended, table.Change!.Kind));

        Assert.Equal(
            Names.Order(StringComparer.Ordinal).Select(name => $"{name}|{name}|{name}|{name}|{name}"),
            mirror
                .Rows(
                    """
                    SELECT t.schema_name, t.table_name, t.comment, c.column_name, c.comment
                    FROM duckdb_tables() t JOIN duckdb_columns() c USING (table_oid)
                    WHERE c.column_index = 1 AND t.schema_name NOT IN ('main', 'pintail')
                    """
                )
                .Order(StringComparer.Ordinal)
        );
        for (var index = 0; index < Names.Length; index++)
        {
            var name = SqlText.Identifier(Names[index]);
            Assert.Equal($"{index}|2", mirror.Scalar($"SELECT min({name}), count(*) FROM {name}.{name}"));
        }
        Assert.Equal($"{Names.Length}", mirror.Scalar("SELECT count(*) FROM pintail.table_state"));
    }

    [Fact]
    public async Task Schemas_that_mean_something_to_DuckDB_are_mirrored()
    {
        string[] schemas = ["main", "pintail", "temp", "system", "memory", "copy", "pintail_target"];
        var sql = schemas.Select(schema =>
            $"CREATE SCHEMA {schema}; CREATE TABLE {schema}.t AS SELECT '{schema}' AS s;"
        );
        using var mirror = await MirrorHarness.CreateAsync(fixture, string.Join('\n', sql));

        await mirror.SucceedAsync();
        await mirror.SucceedAsync();

        Assert.All(schemas, schema => Assert.Equal(schema, mirror.Scalar($"SELECT s FROM copy.{schema}.t")));
    }

    [Fact]
    public async Task Schemas_that_DuckDB_keeps_for_itself_are_refused_and_the_others_copied()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE SCHEMA "Information_Schema"; CREATE TABLE "Information_Schema".t AS SELECT 1 AS a;
            CREATE TABLE public.t AS SELECT 2 AS a;
            """
        );

        var error = await mirror.FailTableAsync("Information_Schema.t");

        Assert.Contains("information_schema", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "--rename-schema 'Information_Schema=information_schema_2'",
            error.Hint,
            StringComparison.Ordinal
        );
        Assert.Equal("2", mirror.Scalar("SELECT a FROM public.t"));
        mirror.Spec = mirror.Spec with
        {
            SchemaRenames = new Dictionary<string, string> { ["Information_Schema"] = "information_schema_2" },
        };
        await mirror.SucceedAsync();
        Assert.Equal("1", mirror.Scalar("SELECT a FROM information_schema_2.t"));
    }

    [Theory]
    [InlineData("main", "flight_tracker")]
    [InlineData("main", "Last_Sync_Time")]
    [InlineData("pintail", "run")]
    [InlineData("Pintail", "TABLE_STATE")]
    public async Task Tables_named_like_Pintails_own_are_refused_until_renamed(string schema, string table)
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            $"""CREATE SCHEMA "{schema}"; CREATE TABLE "{schema}"."{table}" AS SELECT 7 AS a;"""
        );

        var error = await mirror.FailTableAsync($"{schema}.{table}");

        Assert.Contains($"--rename '{schema}.{table}=", error.Hint, StringComparison.Ordinal);
        mirror.Rename($"{schema}.{table}", "theirs");
        await mirror.SucceedAsync();
        Assert.Equal("7", mirror.Scalar($"SELECT a FROM copy.{schema}.theirs"));
        Assert.Equal("2", mirror.Scalar("SELECT count(*) FROM pintail.run"));
    }

    [Fact]
    public async Task Staging_names_at_the_source_are_refused()
    {
        var name = $"_pintail_staging_{Guid.NewGuid():N}_0";
        using var mirror = await MirrorHarness.CreateAsync(fixture, $"CREATE TABLE {name} (a int)");

        var error = await mirror.FailTableAsync($"public.{name}");

        Assert.Contains("--rename", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_named_like_a_schema_is_no_ambiguity()
    {
        var source = await fixture.CreateDatabaseAsync();
        await source.ExecuteAsync("CREATE SCHEMA shop; CREATE TABLE shop.t AS SELECT 5 AS a");
        using var mirror = new MirrorHarness(source, "shop.duckdb");

        await mirror.SucceedAsync();
        await mirror.SucceedAsync();

        Assert.Equal("5", mirror.Scalar("SELECT a FROM shop.shop.t"));
        Assert.Equal("shop", mirror.Scalar("SELECT DISTINCT destination_database FROM shop.main.flight_tracker"));
    }

    [Fact]
    public async Task Schemas_that_differ_in_case_share_one_in_the_target()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE SCHEMA "Shop"; CREATE TABLE "Shop".a AS SELECT 1 AS x; CREATE TABLE "Shop".c AS SELECT 3 AS x;
            CREATE SCHEMA shop; CREATE TABLE shop.b AS SELECT 2 AS x; CREATE TABLE shop."C" AS SELECT 4 AS x;
            """
        );

        var result = await mirror.RunAsync();

        Assert.Equal(ExitCodes.SomeTableFailed, result.ExitCode);
        Assert.Equal(
            ["Shop.c", "shop.C"],
            result
                .Tables.Where(table => table.Status == TableStatus.Refused)
                .Select(table => $"{table.Schema}.{table.Table}")
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal("1|2", mirror.Scalar("SELECT a.x, b.x FROM shop.a, shop.b"));
        mirror.Rename("shop.C", "c2");
        await mirror.SucceedAsync();
        Assert.Equal("3|4", mirror.Scalar("SELECT c.x, c2.x FROM shop.c, shop.c2"));
    }

    [Fact]
    public async Task Names_that_differ_in_case_beyond_ASCII_are_two_tables_and_keep_their_state()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """CREATE TABLE "É" AS SELECT 1 AS "Ü", 2 AS "ü"; CREATE TABLE "é" AS SELECT 3 AS a;"""
        );

        await mirror.SucceedAsync();
        await mirror.SucceedAsync();

        Assert.Equal("1|2|3", mirror.Scalar("""SELECT "Ü", "ü", a FROM public."É", public."é" """));
        Assert.Equal("2", mirror.Scalar("SELECT count(*) FROM pintail.table_state"));
    }
}
