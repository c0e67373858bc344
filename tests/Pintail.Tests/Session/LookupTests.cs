using Pintail.Tests.Session.Faults;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session;

/// <summary>Rows that a key names: read on the connection that holds the snapshot, without asking how.</summary>
public class LookupTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    // Large enough to be cut into ranges, were it read whole.
    private const string Sql = """
        CREATE TABLE item (id bigint PRIMARY KEY, code text UNIQUE, maker int, number int, filler text, UNIQUE (maker, number));
        INSERT INTO item SELECT i, 'c' || i, i / 100, i % 100, repeat('x', 300) FROM generate_series(0, 149999) i;
        CREATE TABLE part (id int, made date, PRIMARY KEY (id, made)) PARTITION BY RANGE (made);
        CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
        CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
        INSERT INTO part VALUES (1, '2020-05-01'), (1, '2021-05-01'), (2, '2021-06-01');
        CREATE TABLE parent (id int PRIMARY KEY, note text);
        CREATE TABLE child () INHERITS (parent);
        INSERT INTO parent VALUES (1, 'parent');
        INSERT INTO child VALUES (1, 'child');
        """;

    [Theory]
    [InlineData("SELECT code FROM pg.item WHERE id = 77", "c77")]
    [InlineData("SELECT id FROM pg.item WHERE code = 'c1234'", "1234")]
    [InlineData("SELECT id FROM pg.item WHERE number = 7 AND filler <> 'y' AND maker = 12", "1207")]
    [InlineData("SELECT id FROM pg.item WHERE id = 77 LIMIT 5", "77")]
    [InlineData("SELECT made FROM pg.part WHERE id = 1 AND made = DATE '2021-05-01'", "05/01/2021")]
    [InlineData(
        "SELECT a.id, b.id, c.id FROM pg.item a, pg.item b, pg.item c WHERE a.id = 1 AND b.id = 2 AND c.code = 'c3'",
        "1|2|3"
    )]
    [InlineData("SELECT (SELECT code FROM pg.item WHERE id = 5) || (SELECT code FROM pg.item WHERE id = 6)", "c5c6")]
    public async Task Row_is_read_on_one_connection(string query, string expected)
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        Assert.Equal([expected], harness.Rows(query));
        Assert.Equal([expected], harness.Rows($"BEGIN; {query}"));
        harness.Run("COMMIT");
        Assert.Equal(1, await harness.Source.CountBackendsAsync());
    }

    [Theory]
    [InlineData("SELECT id FROM pg.item WHERE id = -1")]
    [InlineData("SELECT id FROM pg.item WHERE id = 7 AND code = 'c8'")]
    [InlineData("SELECT id FROM pg.item WHERE id = 7 AND id = 8")]
    [InlineData("SELECT id FROM pg.item WHERE code = NULL")]
    public async Task Key_that_no_row_has_gives_none(string query)
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        Assert.Empty(harness.Rows(query));
    }

    [Fact]
    public async Task Inheriting_tables_repeat_a_key_and_all_rows_are_read()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        Assert.Equal(["child", "parent"], harness.Rows("SELECT note FROM pg.parent WHERE id = 1 ORDER BY note"));
    }

    [Fact]
    public async Task Part_of_a_key_or_a_choice_of_keys_is_no_lookup()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        Assert.Equal(["100"], harness.Rows("SELECT count(id) FROM pg.item WHERE maker = 12"));
        Assert.Equal(["2"], harness.Rows("SELECT count(id) FROM pg.item WHERE id = 7 OR id = 8"));
        Assert.Equal(["101"], harness.Rows("SELECT count(id) FROM pg.item WHERE id = 7 OR maker = 12"));
    }

    [Fact]
    public async Task Key_that_was_dropped_since_it_was_read_still_gives_all_rows()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        Assert.Equal(["1"], harness.Rows("SELECT count(code) FROM pg.item WHERE id = 7"));
        await harness.Source.ExecuteAsync(
            "ALTER TABLE item DROP CONSTRAINT item_pkey; INSERT INTO item SELECT 7, 'again' || i FROM generate_series(1, 9) i"
        );
        Assert.Equal(["10"], harness.Rows("SELECT count(code) FROM pg.item WHERE id = 7"));
    }

    [Fact]
    public async Task Error_of_a_lookup_leaves_the_transaction_usable()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE amount (id int PRIMARY KEY, value numeric);
            INSERT INTO amount VALUES (1, 0.12345678901), (2, 2);
            """
        );
        harness.Run("BEGIN");
        Assert.Contains(
            "pintail_numeric_as",
            Assert.ThrowsAny<Exception>(() => harness.Rows("SELECT value FROM pg.amount WHERE id = 1")).ToString(),
            StringComparison.Ordinal
        );
        harness.Run("ROLLBACK");
        Assert.Equal(["2.0000000000"], harness.Rows("SELECT value FROM pg.amount WHERE id = 2"));
    }

    [Fact]
    public async Task Current_database_may_change_between_two_statements_of_the_same_text()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            """
            CREATE SCHEMA other;
            CREATE TABLE t AS SELECT 'public' AS name;
            CREATE TABLE other.t AS SELECT 'other' AS name;
            """
        );
        harness.Run("CREATE TABLE t AS SELECT 'memory' AS name");
        Assert.Equal(["memory"], harness.Rows("FROM t"));
        harness.Run("USE pg");
        Assert.Equal(["public"], harness.Rows("FROM t"));
        harness.Run("USE pg.other");
        Assert.Equal(["other"], harness.Rows("FROM t"));
        harness.Run("USE memory");
        Assert.Equal(["memory"], harness.Rows("FROM t"));
        harness.Run("SET search_path = 'pg.other,memory.main'");
        Assert.Equal(["other"], harness.Rows("FROM t"));
        harness.Run("USE memory; DETACH pg");
        Assert.Equal(["memory"], harness.Rows("FROM t"));
    }
}
