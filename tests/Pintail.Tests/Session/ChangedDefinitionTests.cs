using Pintail.Tests.Support;

namespace Pintail.Tests.Session;

/// <summary>A session keeps what it knows of a relation; whatever changes at the source must show with the next statement.</summary>
public class ChangedDefinitionTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private const string Source = """
        CREATE TYPE mood AS ENUM ('sad', 'glad');
        CREATE TYPE pair AS (a int, b text);
        CREATE DOMAIN code AS varchar(10);
        CREATE TABLE t (id int PRIMARY KEY, feeling mood, two pair, code code, amount numeric(10,2), gone int);
        INSERT INTO t VALUES (1, 'glad', (1, 'x'), 'abc', 1.5, 7), (2, 'sad', NULL, NULL, NULL, NULL);
        CREATE TABLE parent (id int, day date) PARTITION BY RANGE (day);
        CREATE TABLE child PARTITION OF parent FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        INSERT INTO parent VALUES (1, '2024-05-05');
        CREATE TABLE elder (id int);
        CREATE TABLE heir (more int) INHERITS (elder);
        INSERT INTO heir VALUES (5, 6);
        CREATE VIEW v AS SELECT id FROM t;
        CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
        """;

    public static TheoryData<string, string> Changes =>
        new()
        {
            { "t", "ALTER TABLE t ADD COLUMN extra text DEFAULT 'new'" },
            { "t", "ALTER TABLE t DROP COLUMN gone" },
            { "t", "ALTER TABLE t DROP COLUMN gone, ADD COLUMN gone text DEFAULT 'other'" },
            { "t", "ALTER TABLE t ALTER COLUMN gone TYPE bigint" },
            { "t", "ALTER TABLE t ALTER COLUMN amount TYPE numeric(12,4)" },
            { "t", "ALTER TABLE t RENAME COLUMN gone TO \"Gone too\"" },
            { "t", "ALTER TYPE mood ADD VALUE 'so so' BEFORE 'glad'; UPDATE t SET feeling = 'so so' WHERE id = 1" },
            { "t", "ALTER TYPE mood RENAME VALUE 'glad' TO 'happy'" },
            { "t", "ALTER TYPE pair ADD ATTRIBUTE c date" },
            { "t", "ALTER TYPE pair DROP ATTRIBUTE a" },
            { "t", "ALTER TABLE t ALTER COLUMN code TYPE int USING 42" },
            { "t", "DROP TABLE t CASCADE; CREATE TABLE t (only_this text); INSERT INTO t VALUES ('x')" },
            { "t", "ALTER TABLE t RENAME TO u; CREATE TABLE t (id text)" },
            {
                "t",
                "ALTER SCHEMA public RENAME TO old; CREATE SCHEMA public; CREATE TABLE public.t (z int); INSERT INTO public.t VALUES (3)"
            },
            { "t", "TRUNCATE t; INSERT INTO t (id) VALUES (9)" },
            { "t", "VACUUM FULL pg_catalog.pg_class" },
            {
                "parent",
                "CREATE TABLE late PARTITION OF parent FOR VALUES FROM ('2025-01-01') TO ('2026-01-01'); INSERT INTO parent VALUES (2, '2025-02-02')"
            },
            { "parent", "ALTER TABLE parent DETACH PARTITION child" },
            { "elder", "CREATE TABLE heir2 () INHERITS (elder); INSERT INTO heir2 VALUES (8)" },
            { "elder", "ALTER TABLE heir NO INHERIT elder" },
            { "v", "CREATE OR REPLACE VIEW v AS SELECT id, 5 AS five FROM t" },
            { "v", "DROP VIEW v; CREATE TABLE v (id int); INSERT INTO v VALUES (77)" },
            { "m", "INSERT INTO t (id) VALUES (3); REFRESH MATERIALIZED VIEW m" },
        };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Statement_after_a_change_reads_what_is_there_now(string relation, string change)
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Source);
        var query = $"SELECT * FROM pg.{relation} ORDER BY ALL";
        Assert.NotEmpty(harness.Rows(query));
        // Not in one message: some of them cannot run within a transaction.
        foreach (var statement in change.Split("; "))
            await harness.Source.ExecuteAsync(statement);
        var (columns, rows) = Read(harness, query);
        harness.Run($"ATTACH '{harness.Source.Conninfo}' AS fresh (TYPE postgres)");
        var (freshColumns, freshRows) = Read(harness, $"SELECT * FROM fresh.{relation} ORDER BY ALL");
        Assert.Equal(freshColumns, columns);
        Assert.Equal(freshRows, rows);
        Assert.Equal(harness.Rows($"DESCRIBE fresh.{relation}"), harness.Rows($"DESCRIBE pg.{relation}"));
    }

    [Theory]
    [InlineData("SELECT * FROM pg.m2")]
    [InlineData("SELECT * FROM postgres_scan('{0}', 'public', 'm2')")]
    public async Task Tables_that_changed_names_before_they_were_read_are_read_by_their_names_of_now(string query)
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            "CREATE TABLE m1 AS SELECT 1 AS id; CREATE TABLE m2 AS SELECT 2 AS id"
        );
        query = string.Format(System.Globalization.CultureInfo.InvariantCulture, query, harness.Source.Conninfo);
        if (query.Contains("postgres_scan", StringComparison.Ordinal))
            Assert.Equal(["2"], harness.Rows(query));
        await harness.Source.ExecuteAsync("ALTER TABLE m2 RENAME TO old; ALTER TABLE m1 RENAME TO m2");
        Assert.Equal(["1"], harness.Rows(query));
    }

    [Fact]
    public async Task Prepared_statement_survives_a_change_and_another_ones_ruin()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Source);
        harness.Run("PREPARE one AS SELECT count(*) FROM pg.parent; PREPARE two AS SELECT id FROM pg.t ORDER BY id");
        await harness.Source.ExecuteAsync("DROP TABLE parent; ALTER TABLE t ADD COLUMN extra text");
        Assert.Equal(["1", "2"], harness.Rows("EXECUTE two"));
        harness.Run("DETACH pg");
        Assert.Contains(
            "detached",
            Assert.Throws<PintailException>(() => harness.Rows("EXECUTE two")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Cleared_cache_shows_new_keys_and_comments()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Source);
        Assert.Equal("gone|INTEGER|YES|∅|∅|∅", harness.Rows("DESCRIBE pg.t")[5]);
        await harness.Source.ExecuteAsync("CREATE UNIQUE INDEX ON t (gone); COMMENT ON TABLE t IS 'told'");
        harness.Run("CALL pg_clear_cache()");
        Assert.Equal("gone|INTEGER|YES|UNI|∅|∅", harness.Rows("DESCRIBE pg.t")[5]);
        Assert.Equal(
            ["told"],
            harness.Rows("SELECT comment FROM duckdb_tables() WHERE database_name = 'pg' AND table_name = 't'")
        );
    }

    [Fact]
    public async Task Views_and_macros_of_an_earlier_session_are_read()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Source);
        harness.Run(
            "CREATE VIEW local AS SELECT id FROM pg.t; CREATE MACRO sum_of(a) AS TABLE SELECT sum(id) + a FROM pg.t"
        );
        harness.Run("CREATE VIEW over AS FROM local");
        harness.Run($"DETACH pg; ATTACH '{harness.Source.Conninfo}' AS pg (TYPE postgres)");
        Assert.Equal(["1", "2"], harness.Rows("FROM over ORDER BY id"));
        harness.Run($"DETACH pg; ATTACH '{harness.Source.Conninfo}' AS pg (TYPE postgres)");
        Assert.Equal(["13"], harness.Rows("FROM sum_of(10)"));
        harness.Run($"DETACH pg; ATTACH '{harness.Source.Conninfo}' AS pg (TYPE postgres)");
        Assert.Equal(["2"], harness.Rows("FROM query('SELECT count(*) FROM pg.t')"));
    }

    [Fact]
    public async Task Relation_that_is_gone_is_told()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Source);
        Assert.Equal(["1"], harness.Rows("SELECT count(*) FROM pg.parent"));
        await harness.Source.ExecuteAsync("DROP TABLE parent");
        var error = Assert.ThrowsAny<Exception>(() => harness.Rows("SELECT count(*) FROM pg.parent"));
        Assert.Contains("parent", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_is_seen_through_a_local_view_as_well()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Source);
        harness.Run("CREATE VIEW local AS SELECT id, feeling FROM pg.t");
        Assert.Equal(["1|glad", "2|sad"], harness.Rows("FROM local ORDER BY id"));
        await harness.Source.ExecuteAsync("ALTER TABLE t DROP COLUMN gone");
        Assert.Equal(["1|glad", "2|sad"], harness.Rows("FROM local ORDER BY id"));
    }

    [Fact]
    public async Task Describe_tells_nulls_and_keys_and_what_changed()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Source);
        Assert.Equal("id|INTEGER|NO|PRI|∅|∅", harness.Rows("DESCRIBE pg.t")[0]);
        await harness.Source.ExecuteAsync(
            "ALTER TABLE t ALTER COLUMN gone TYPE bigint, ALTER COLUMN gone SET DEFAULT 1"
        );
        Assert.Equal("gone|BIGINT|YES|∅|1|∅", harness.Rows("DESCRIBE pg.public.t")[5]);
        harness.Run("USE pg");
        Assert.Equal("id|INTEGER|NO|PRI|∅|∅", harness.Rows("SHOW t")[0]);
    }

    private static (IReadOnlyList<string> Columns, IReadOnlyList<string> Rows) Read(
        SessionHarness harness,
        string query
    )
    {
        var result = Assert.Single(harness.Session.Execute(query));
        IReadOnlyList<string> columns = [.. result.Columns.Select(column => $"{column.Name} {column.Type}")];
        return (columns, harness.Rows(query));
    }
}
