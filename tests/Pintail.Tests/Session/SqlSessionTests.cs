using Pintail.DuckDB;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session;

public class SqlSessionTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private const string Shop = """
        CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL, price numeric(10,2), made date);
        INSERT INTO item VALUES (1, 'nut', 0.10, '2024-01-01'), (2, 'bolt', NULL, '2024-02-29'), (3, '', 12.5, NULL);
        CREATE SCHEMA stock;
        CREATE TABLE stock.bin (item int, amount bigint);
        INSERT INTO stock.bin VALUES (1, 5000000000), (3, 0);
        CREATE VIEW cheap AS SELECT id, name FROM item WHERE price < 1;
        """;

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Attached_tables_are_read_and_joined(string server)
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Shop, server);
        Assert.Equal(
            ["1|nut|0.10|01/01/2024|5000000000", "3||12.50|∅|0"],
            harness.Rows(
                "SELECT i.id, name, price, strftime(made, '%m/%d/%Y'), amount FROM pg.public.item i JOIN pg.stock.bin b ON i.id = b.item ORDER BY 1"
            )
        );
        Assert.Equal(["1|nut"], harness.Rows("FROM pg.cheap"));
        Assert.Equal(["3"], harness.Rows("SELECT count(*) FROM pg.item"));
    }

    [Fact]
    public async Task Names_are_found_with_and_without_their_schema_and_after_use()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Shop);
        foreach (var name in new[] { "pg.public.item", "pg.item", "PG.Public.ITEM", "\"pg\".\"public\".\"item\"" })
            Assert.Equal(["3"], harness.Rows($"SELECT count(*) FROM {name}"));
        harness.Run("USE pg");
        Assert.Equal(["3"], harness.Rows("SELECT count(*) FROM item"));
        Assert.Equal(["2"], harness.Rows("SELECT count(*) FROM stock.bin"));
        harness.Run("USE pg.stock");
        Assert.Equal(["2"], harness.Rows("SELECT count(*) FROM bin"));
    }

    [Fact]
    public async Task Results_of_an_attached_database_go_where_ordinary_ones_go()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Shop);
        harness.Run("CREATE TABLE local AS SELECT * FROM pg.item");
        harness.Run("INSERT INTO local BY NAME SELECT id + 10 AS id, name FROM pg.item");
        Assert.Equal(["6"], harness.Rows("SELECT count(*) FROM local"));
        harness.Run("CREATE VIEW v AS SELECT id FROM pg.item WHERE id IN (SELECT item FROM pg.stock.bin)");
        Assert.Equal(["1", "3"], harness.Rows("FROM v ORDER BY id"));
        harness.Run("PREPARE p AS SELECT name FROM pg.item WHERE id = $1");
        Assert.Equal(["bolt"], harness.Rows("EXECUTE p(2)"));
        Assert.Equal(["nut"], harness.Rows("EXECUTE p(1)"));
    }

    [Fact]
    public async Task Relation_is_listed_once_with_its_kind()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            Shop + "COMMENT ON TABLE item IS 'what is sold'; CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;"
        );
        Assert.Equal(
            ["pg|public|cheap", "pg|public|item", "pg|public|m", "pg|stock|bin"],
            harness.Rows("SELECT database, schema, name FROM (SHOW ALL TABLES) ORDER BY ALL")
        );
        Assert.Equal(
            ["bin|BASE TABLE", "cheap|VIEW", "item|BASE TABLE", "m|VIEW"],
            harness.Rows("SELECT table_name, table_type FROM information_schema.tables ORDER BY ALL")
        );
        Assert.Equal(
            ["item|what is sold"],
            harness.Rows("SELECT table_name, comment FROM duckdb_tables() WHERE comment IS NOT NULL")
        );
        Assert.Equal(
            ["id|INTEGER|False", "made|DATE|True", "name|VARCHAR|False", "price|DECIMAL(10,2)|True"],
            harness.Rows(
                "SELECT column_name, data_type, is_nullable FROM duckdb_columns() WHERE table_name = 'item' ORDER BY ALL"
            )
        );
        Assert.Equal(["bin"], harness.Rows("SHOW TABLES FROM pg.stock"));
    }

    [Fact]
    public async Task Table_made_and_columns_changed_after_the_attach_are_seen()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Shop);
        await harness.Source.ExecuteAsync("CREATE TABLE late (a int); INSERT INTO late VALUES (7)");
        Assert.Equal(["7"], harness.Rows("FROM pg.late"));
        await harness.Source.ExecuteAsync(
            "ALTER TABLE late ADD b text DEFAULT 'x'; ALTER TABLE late ALTER a TYPE bigint"
        );
        Assert.Equal(["7|x"], harness.Rows("FROM pg.late"));
        await harness.Source.ExecuteAsync(
            "DROP TABLE late; CREATE TABLE late (b text, a text); INSERT INTO late VALUES ('y', 'z')"
        );
        Assert.Equal(["z"], harness.Rows("SELECT a FROM pg.late"));
        await harness.Source.ExecuteAsync("DROP TABLE late");
        Assert.Contains("late", Assert.Throws<DuckDBException>(() => harness.Rows("FROM pg.late")).Message);
    }

    [Fact]
    public async Task New_label_of_an_enum_is_seen()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (m mood); INSERT INTO t VALUES ('ok')"
        );
        Assert.Equal(["ok"], harness.Rows("SELECT m::VARCHAR FROM pg.t"));
        await harness.Source.ExecuteAsync("ALTER TYPE mood ADD VALUE 'glad' BEFORE 'ok'");
        await harness.Source.ExecuteAsync("INSERT INTO t VALUES ('glad')");
        Assert.Equal(["glad", "ok"], harness.Rows("SELECT m::VARCHAR FROM pg.t ORDER BY 1"));
    }

    [Fact]
    public async Task Statement_reads_one_snapshot_and_so_does_a_transaction()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Shop);
        harness.Run("BEGIN");
        Assert.Equal(["3"], harness.Rows("SELECT count(*) FROM pg.item"));
        await harness.Source.ExecuteAsync(
            "INSERT INTO item VALUES (4, 'new', 1, NULL); INSERT INTO stock.bin VALUES (4, 4)"
        );
        Assert.Equal(
            ["3|2"],
            harness.Rows("SELECT (SELECT count(*) FROM pg.item), (SELECT count(*) FROM pg.stock.bin)")
        );
        harness.Run("COMMIT");
        Assert.Equal(
            ["4|3"],
            harness.Rows("SELECT (SELECT count(*) FROM pg.item), (SELECT count(*) FROM pg.stock.bin)")
        );
        Assert.Equal("0", await harness.Source.ScalarAsync(OpenTransactions));
    }

    private const string OpenTransactions = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
        """;

    [Fact]
    public async Task Result_that_is_left_unread_holds_nothing_at_the_source()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            "CREATE TABLE t AS SELECT i, repeat('x', 100) AS x FROM generate_series(1, 300000) i"
        );
        Assert.Equal(["1"], harness.Rows("SELECT 1 FROM pg.t LIMIT 1"));
        using (var result = harness.Session.Execute("SELECT * FROM pg.t").First())
            Assert.NotNull(result.NextChunk());
        await Eventually.Async(async () => await harness.Source.ScalarAsync(OpenTransactions) == "0");
        // A table that nothing reads any more can be dropped.
        await harness.Source.ExecuteAsync("SET lock_timeout = '5s'; DROP TABLE t");
    }

    [Theory]
    [InlineData("INSERT INTO pg.item VALUES (9, 'x')")]
    [InlineData("UPDATE pg.public.item SET name = 'x'")]
    [InlineData("DELETE FROM pg.item")]
    [InlineData("CREATE TABLE pg.t (a int)")]
    [InlineData("CREATE TABLE pg.public.t AS SELECT 1 AS a")]
    [InlineData("CREATE OR REPLACE VIEW pg.public.item AS SELECT 1 AS a")]
    [InlineData("DROP VIEW pg.public.item")]
    [InlineData("DROP SCHEMA pg.public CASCADE")]
    [InlineData("CREATE SCHEMA pg.s")]
    [InlineData("COPY pg.item FROM 'x.csv'")]
    [InlineData("USE pg; CREATE TABLE t (a int)")]
    [InlineData("WITH x AS (SELECT 1) INSERT INTO pg.item SELECT 9, 'x', 1, NULL FROM x")]
    [InlineData("COMMENT ON VIEW pg.public.item IS 'x'")]
    [InlineData("ALTER VIEW pg.public.item RENAME TO other")]
    public async Task Write_into_an_attached_database_is_refused(string sql)
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Shop);
        harness.Run("SELECT * FROM pg.item");
        Assert.Contains("only reads Postgres", Assert.Throws<PintailException>(() => harness.Rows(sql)).Message);
        Assert.Equal(["3"], harness.Rows("SELECT count(*) FROM pg.public.item"));
    }

    [Fact]
    public async Task Numeric_without_precision_is_a_decimal_or_an_error_and_never_rounded()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            "CREATE TABLE t (id int, v numeric); INSERT INTO t VALUES (1, 1.5), (2, 0.0000000001)"
        );
        Assert.Equal(["0.0000000001|DECIMAL(38,10)"], harness.Rows("SELECT min(v), max(typeof(v)) FROM pg.t"));
        await harness.Source.ExecuteAsync("INSERT INTO t VALUES (3, 0.00000000001)");
        var error = Assert.Throws<PintailException>(() => harness.Rows("SELECT v FROM pg.t"));
        Assert.Equal(ErrorKind.ValueNotRepresentable, error.Kind);
        Assert.Equal(["3"], harness.Rows("SELECT count(*) FROM pg.t"));
    }

    [Fact]
    public async Task Names_that_differ_by_case_only_stay_apart()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE "Foo" (a int, "A" int); INSERT INTO "Foo" VALUES (1, 2);
            CREATE TABLE foo (b int); INSERT INTO foo VALUES (3)
            """
        );
        Assert.Equal(["1|2"], harness.Rows("SELECT a, a_1 FROM pg.\"Foo\""));
        Assert.Equal(["3"], harness.Rows("FROM pg.foo_1"));
    }

    [Theory]
    [InlineData("SELECT count(*) FROM pg.\"Users\" JOIN pg.users ON \"Users\".id = users.id", null)]
    [InlineData("SELECT users.id FROM pg.users", null)]
    [InlineData("SELECT count(*) FROM pg.\"Users\" u JOIN pg.public.users o ON u.id = o.id", null)]
    [InlineData("SELECT count(*) FROM pg.\"Users\", pg.users", null)]
    [InlineData("SELECT count(*) FROM pg.\"Users\" WHERE EXISTS (FROM pg.users WHERE users.id = \"Users\".id)", null)]
    [InlineData("SELECT pg.users.id FROM pg.users_1", null)]
    [InlineData("PRAGMA table_info('pg.users')", null)]
    [InlineData("DESCRIBE pg.users", null)]
    [InlineData("SELECT count(*) FROM pg.\"Users\" JOIN pg.users_1 ON \"Users\".id = users_1.id", "1")]
    [InlineData("USE pg; WITH users AS (SELECT 7 AS id) SELECT * FROM users", "7")]
    [InlineData("USE pg; SELECT max(id) FROM users", "2")]
    [InlineData("USE pg; SELECT max(id) FROM users_1", "3")]
    [InlineData("CREATE TABLE users AS SELECT 8 AS id; SET search_path = 'memory,pg'; FROM users", "8")]
    [InlineData("SELECT count(*) FROM pg.\"Users\" WHERE id IS DISTINCT FROM \"Users\".id", "0")]
    public async Task Name_that_differs_by_case_only_is_never_read_as_the_others(string sql, string? expected)
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE "Users" (id int); INSERT INTO "Users" VALUES (1), (2);
            CREATE TABLE users (id int); INSERT INTO users VALUES (2), (3)
            """
        );
        if (expected is not null)
            Assert.Equal([expected], harness.Rows(sql));
        else
            Assert.Contains(
                """Write "pg"."public"."users_1" for it.""",
                Assert.Throws<PintailException>(() => harness.Rows(sql)).Hint
            );
    }

    [Theory]
    [InlineData("main")]
    [InlineData("temp")]
    [InlineData("system")]
    [InlineData("pg")]
    public async Task Schema_of_the_source_may_have_a_name_of_duckdbs(string schema)
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            $"CREATE SCHEMA {schema}; CREATE TABLE {schema}.t AS SELECT 1 AS a; CREATE TABLE u AS SELECT 2 AS a"
        );
        Assert.Equal(["1"], harness.Rows($"FROM pg.{schema}.t"));
        Assert.Equal(["2"], harness.Rows("FROM pg.u"));
        Assert.Equal(
            new[] { $"{(schema == "main" ? "pg_source_main" : schema)}|t", "public|u" }.Order(StringComparer.Ordinal),
            harness.Rows("SELECT schema, name FROM (SHOW ALL TABLES)").Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Attach_and_detach_say_what_is_wrong()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Shop);
        var conninfo = harness.Source.Conninfo;
        Assert.Contains(
            "attached already",
            Assert.Throws<PintailException>(() => harness.Rows($"ATTACH '{conninfo}' AS pg (TYPE postgres)")).Message
        );
        harness.Run($"ATTACH IF NOT EXISTS '{conninfo}' AS pg (TYPE postgres)");
        harness.Run($"ATTACH OR REPLACE 'postgres:{conninfo}' AS pg");
        Assert.Contains(
            "optin",
            Assert
                .Throws<PintailException>(() => harness.Rows($"ATTACH '{conninfo}' AS q (TYPE postgres, OPTIN 1)"))
                .Message
        );
        var unreachable = Assert.Throws<PintailException>(() =>
            harness.Rows("ATTACH 'host=127.0.0.1 port=1 dbname=x' AS q (TYPE postgres)")
        );
        Assert.Equal(ErrorKind.SourceUnreachable, unreachable.Kind);
        harness.Run("DETACH pg");
        Assert.Throws<DuckDBException>(() => harness.Rows("FROM pg.item"));
        harness.Run("INSTALL postgres; LOAD postgres; INSTALL postgres_scanner");
    }

    [Fact]
    public async Task Isolation_level_is_one_of_postgres()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Shop);
        harness.Run($"ATTACH '{harness.Source.Conninfo}' AS other (TYPE postgres, ISOLATION_LEVEL 'serializable')");
        Assert.Equal(["3"], harness.Rows("SELECT count(*) FROM other.item"));
        var error = Assert.Throws<PintailException>(() =>
            harness.Run($"ATTACH '{harness.Source.Conninfo}' AS third (TYPE postgres, ISOLATION_LEVEL 'none')")
        );
        Assert.Contains("ISOLATION_LEVEL", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_schemas_asked_for_are_attached_and_the_first_is_the_default()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Shop, options: "TYPE postgres, SCHEMA stock");
        Assert.Equal(["2"], harness.Rows("SELECT count(*) FROM pg.bin"));
        Assert.Throws<DuckDBException>(() => harness.Rows("FROM pg.public.item"));
    }

    [Fact]
    public async Task Any_number_of_scans_run_in_one_statement()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            "CREATE TABLE t AS SELECT i, repeat('x', 50) AS x FROM generate_series(1, 50000) i"
        );
        var scans = string.Join(" UNION ALL ", Enumerable.Repeat("SELECT i FROM pg.t", 20));
        Assert.Equal(["1000000"], harness.Rows($"SELECT count(*) FROM ({scans})"));
        Assert.Equal(
            ["50000"],
            harness.Rows(
                "SELECT count(*) FROM pg.t a JOIN pg.t b USING (i) JOIN pg.t c USING (i) JOIN pg.t d USING (i)"
            )
        );
    }

    [Fact]
    public async Task Two_sessions_read_side_by_side()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            "CREATE TABLE t AS SELECT i FROM generate_series(1, 20000) i"
        );
        var sessions = Enumerable.Range(0, 4).Select(_ => harness.Connect()).ToList();
        await Parallel.ForEachAsync(
            sessions,
            async (session, _) =>
            {
                await Task.Yield();
                for (var i = 0; i < 5; i++)
                    Assert.Equal(["200010000"], harness.Rows("SELECT sum(i) FROM pg.t", session));
            }
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("BEGIN;")]
    public async Task Session_goes_on_reading_what_another_one_detaches(string before)
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            "CREATE TABLE t AS SELECT i FROM generate_series(1, 200000) i"
        );
        using var other = harness.Connect();
        var sum = 0L;
        foreach (var result in other.Execute($"{before} SELECT i FROM pg.t"))
        {
            foreach (var row in result.Rows())
            {
                if (sum == 0)
                    harness.Run("DETACH pg");
                sum += (int)row[0]!;
            }
        }
        Assert.Equal(200000L * 200001 / 2, sum);
        if (before != "")
            harness.Rows("ROLLBACK", other);
        harness.Rows("SELECT 1", other);
        await Eventually.Async(async () =>
            await harness.Source.ScalarAsync(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ) == "0"
        );
    }

    [Fact]
    public async Task Later_scan_of_a_statement_whose_database_is_detached_reads_its_snapshot()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            "CREATE TABLE a AS SELECT i FROM generate_series(1, 200000) i; CREATE TABLE b AS SELECT 1 AS n"
        );
        using var other = harness.Connect();
        var rows = 0;
        string? last = null;
        // The second part of the union is begun when the first is read.
        foreach (var result in other.Execute("SET threads = 1; SELECT 0 AS n FROM pg.a UNION ALL SELECT n FROM pg.b"))
        {
            foreach (var row in result.Rows())
            {
                if (rows++ == 0 && result.Columns.Count == 1)
                {
                    await harness.Source.ExecuteAsync("UPDATE b SET n = 2");
                    harness.Run("DETACH pg");
                }
                last = row[0]?.ToString();
            }
        }
        Assert.Equal((200001, "1"), (rows, last));
    }

    [Fact]
    public async Task Interrupt_ends_the_statement_and_the_query_at_the_source()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            "CREATE VIEW slow AS SELECT i, pg_sleep(0.01) IS NULL AS x FROM generate_series(1, 100000) i"
        );
        var running = Task.Run(() => harness.Rows("SELECT count(x) FROM pg.slow"));
        await Eventually.Async(async () => await harness.Source.ScalarAsync(Copying) == "1");
        harness.Session.Interrupt();
        await Assert.ThrowsAnyAsync<Exception>(() => running);
        await Eventually.Async(async () => await harness.Source.ScalarAsync(Copying) == "0");
        Assert.Equal(["1"], harness.Rows("SELECT 1"));
    }

    private const string Copying = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'active' AND query LIKE 'COPY%'
        """;

    [Fact]
    public async Task Row_security_is_refused_and_not_obeyed_silently()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            "CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (a = 1)"
        );
        var role = await harness.Source.CreateRoleAsync();
        await harness.Source.ExecuteAsync($"GRANT SELECT ON t TO {role}");
        harness.Run($"ATTACH '{harness.Source.Conninfo.Replace("postgres@", $"{role}@")}' AS other (TYPE postgres)");
        Assert.Contains("row security", Assert.Throws<PintailException>(() => harness.Rows("FROM other.t")).Message);
    }
}
