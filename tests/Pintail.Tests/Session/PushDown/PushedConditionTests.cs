using System.Text.RegularExpressions;
using Pintail.Session.PushDown;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session.PushDown;

public class PushedConditionTests(PostgresFixture fixture)
{
    /// <summary>Filters, and what EXPLAIN is searched for by tests that were written for DuckDB's extension.</summary>
    [Fact]
    public async Task Filters_are_shown_as_DuckDB_shows_them()
    {
        using var relation = await PlannedRelation.CreateAsync(
            fixture,
            """
            CREATE TABLE t (col1 integer, col2 text, f real, r double precision, d date, ts timestamp, tz timestamptz,
              b boolean, bl bytea, n numeric(10,2), "Big" integer)
            """
        );
        var cases = """
            col1 = 41 AND col2 = 'foo' → ^col1 = 41.*col2 = 'foo'
            (col1 = 41 AND col2 = 'foo') OR col2 = 'bar' → \(\(col2 = 'foo'\) OR \(col2 = 'bar'\)\)
            col2 IS NULL → ^col2 IS NULL$
            col2 IS NOT NULL → ^col2 IS NOT NULL$
            col1 IN (41, 44) → ^optional: \(col1 IN \(41, 44\)\)$
            col1 != 41 → ^col1 != 41$
            col1 >= 44 → ^col1 >= 44$
            col1 < 5000000000 → ^col1 < 5000000000$
            col2 IS DISTINCT FROM 'foo' → ^col2 IS DISTINCT FROM 'foo'$
            col2 IS NOT DISTINCT FROM 'foo' → ^col2 IS NOT DISTINCT FROM 'foo'$
            col2 > '10' → ^col2 > '10'$
            col2 LIKE 'ab%' → ^prefix\(col2, 'ab'\)$
            col2 NOT LIKE 'ab%' → ^\(NOT prefix\(col2, 'ab'\)\)$
            col2 = 'a' || chr(10) || 'b' → ^col2 = 'a b'$
            d >= DATE '2000-01-01' → ^d >= '2000-01-01'::DATE$
            ts >= TIMESTAMP '2000-01-01' → ^ts >= '2000-01-01 00:00:00'::TIMESTAMP$
            tz >= TIMESTAMPTZ '2000-01-01 00:00:00+00' → ^tz >= '2000-01-01 00:00:00\+00'::TIMESTAMP WITH TIME ZONE$
            b = true → ^b = true$
            b → ^b = true$
            bl = BLOB '\x80' → ^bl = '\\x80'::BLOB$
            n = 1.5 → ^n = 1.50$
            f IN ('inf'::FLOAT, 'nan'::FLOAT, 41.0::FLOAT) → \(f IN \('inf'::FLOAT, 'nan'::FLOAT, 41.0\)\)
            r IN ('inf'::DOUBLE, 'nan'::DOUBLE, 42.0::DOUBLE) → \(r IN \(1e1000, 'nan'::DOUBLE, 42.0\)\)
            d IN ('inf'::DATE, '2020-12-31'::DATE) → \(d IN \('infinity'::DATE, '2020-12-31'::DATE\)\)
            d IN ('inf'::DATE) → d = 'infinity'::DATE
            f = 'inf'::FLOAT OR f = 'nan'::FLOAT OR f = 41.0::FLOAT → \(\(f = 'inf'::FLOAT\) OR \(f = 'nan'::FLOAT\) OR \(f = 41.0\)\)
            r = 'inf'::DOUBLE OR r = 'nan'::DOUBLE → \(\(r = 1e1000\) OR \(r = 'nan'::DOUBLE\)\)
            f > 'inf'::FLOAT OR f > 'nan'::FLOAT OR f > 40.0::FLOAT → \(\(f > 'inf'::FLOAT\) OR \(f > 'nan'::FLOAT\) OR \(f > 40.0\)\)
            d > 'inf'::DATE OR d > '2020-12-30'::DATE → \(\(d > 'infinity'::DATE\) OR \(d > '2020-12-30'::DATE\)\)
            "Big" = 1 → ^"Big" = 1$
            """;
        foreach (var line in cases.Split('\n'))
        {
            var (filter, expected) = (line.Split(" → ")[0], line.Split(" → ")[1]);
            var shown = relation.Pushed($"SELECT divide(col1, 1) FROM t WHERE {filter}").Filters;
            Assert.True(shown is not null && Regex.IsMatch(shown, expected), $"{filter} is shown as {shown}");
        }
        Assert.Null(relation.Pushed("SELECT divide(col1, 1) FROM t WHERE len(col2) IN (3, 4)").Filters);
        Assert.True(relation.Pushed($"SELECT 1 FROM t WHERE col2 = '{new string('x', 9000)}'").Filters!.Length < 3000);
    }

    [Fact]
    public async Task Indexes_are_used()
    {
        using var relation = await PlannedRelation.CreateAsync(
            fixture,
            """
            CREATE TYPE mood AS ENUM ('sad', 'ok');
            CREATE DOMAIN whole AS integer;
            CREATE TABLE t (i integer, b bigint, w whole, s text, v varchar(9), p text, c char(4), n numeric, u uuid,
              ts timestamptz, e mood, nd text COLLATE "de-x-icu", pl text COLLATE "C");
            CREATE INDEX ON t (i); CREATE INDEX ON t (b); CREATE INDEX ON t (w); CREATE INDEX ON t (s); CREATE INDEX ON t (v);
            CREATE INDEX ON t (p text_pattern_ops); CREATE INDEX ON t (c); CREATE INDEX ON t (n); CREATE INDEX ON t (u);
            CREATE INDEX ON t (ts); CREATE INDEX ON t (e); CREATE INDEX ON t (nd); CREATE INDEX ON t (pl);
            """
        );
        foreach (
            var filter in new[]
            {
                "i = 5",
                "i < 5.5",
                "i IN (1, 2, 3)",
                "i BETWEEN 1 AND 3",
                "b = 5",
                "b IN (1, 2, 3, 4, 5, 6, 7)",
                "w = 5",
                "s = 'x'",
                "s IN ('x', 'y')",
                "v = 'x'",
                "p LIKE 'abc%'",
                "starts_with(pl, 'abc')",
                "pl > 'x'",
                "c = 'x'",
                "n = 1.5",
                "u = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
                "ts > TIMESTAMPTZ '2020-01-02 03:04:05+02'",
                "e = 'ok'",
                "nd = 'x'",
            }
        )
        {
            // Also with a limit, for which texts are compared twice.
            foreach (var limit in new[] { "", " LIMIT 3" })
            {
                var where = relation.Pushed($"SELECT * FROM t WHERE {filter}{limit}").WhereSql!;
                var plan = await relation.PlanAsync(where, "SET enable_seqscan = off");
                Assert.True(plan.Contains("Index Cond", StringComparison.Ordinal), $"{filter}: {where}\n{plan}");
            }
        }
    }

    [Fact]
    public async Task Another_relation_than_was_bound_is_read_in_full()
    {
        using var relation = await PlannedRelation.CreateAsync(fixture, "CREATE TABLE t (i integer, s text)");
        var reading = relation.Read("SELECT i FROM t WHERE i = 3 LIMIT 4")[0];
        Assert.NotNull(PushedCondition.For(reading, relation.Relation, relation.Encoding).WhereSql);
        var other = reading with { ColumnCount = 3 };
        Assert.Equal(PushedCondition.None, PushedCondition.For(other, relation.Relation, relation.Encoding));
    }

    [Fact]
    public async Task Marker_column_is_not_asked_of_Postgres()
    {
        using var relation = await PlannedRelation.CreateAsync(fixture, "CREATE TABLE t (i integer)");
        var pushed = relation.Pushed(
            """SELECT i FROM test_scan() WHERE "pintail scan 0" OR "pintail scan 0" IS NULL"""
        );
        Assert.Null(pushed.WhereSql);
    }

    /// <summary>What a role may not name, a condition does not name either.</summary>
    [Fact]
    public async Task Labels_need_no_right_to_their_type()
    {
        using var relation = await PlannedRelation.CreateAsync(
            fixture,
            "CREATE SCHEMA closed; CREATE TYPE closed.mood AS ENUM ('sad', 'ok'); CREATE TABLE t (e closed.mood)"
        );
        var role = await relation.Source.CreateRoleAsync();
        await relation.Source.ExecuteAsync($"GRANT SELECT ON t TO {role}");
        var where = relation.Pushed("SELECT 1 FROM t WHERE e = 'ok'").WhereSql!;
        Assert.Contains("Filter", await relation.PlanAsync(where, $"SET ROLE {role}"));
    }

    /// <summary>DuckDB's own settings may give its comparisons another meaning.</summary>
    [Fact]
    public async Task Default_collation_of_DuckDB_leaves_texts_to_it()
    {
        using var relation = await PlannedRelation.CreateAsync(fixture, "CREATE TABLE t (s text)");
        relation.Connection.Execute("SET default_collation = 'NOCASE'");
        foreach (var filter in new[] { "s = 'x'", "s > 'x'", "s IN ('a', 'b')", "s IN ('a', 'b', 'c', 'd', 'e', 'f')" })
            Assert.Equal((null, false), relation.Translate(filter));
    }

    [Fact]
    public async Task Expression_of_a_hostile_schema_is_not_called()
    {
        using var relation = await PlannedRelation.CreateAsync(
            fixture,
            """
            CREATE TABLE t (i integer, s text, p text);
            INSERT INTO t VALUES (1, 'x', 'y');
            CREATE FUNCTION public.never(integer, integer) RETURNS boolean LANGUAGE sql AS 'SELECT false';
            CREATE FUNCTION public.never(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT false';
            CREATE OPERATOR public.= (FUNCTION = public.never, LEFTARG = integer, RIGHTARG = integer);
            CREATE OPERATOR public.= (FUNCTION = public.never, LEFTARG = text, RIGHTARG = text);
            CREATE OPERATOR public.~~ (FUNCTION = public.never, LEFTARG = text, RIGHTARG = text);
            """
        );
        var where = relation
            .Pushed("SELECT 1 FROM t WHERE i = 1 AND s IN ('x', 'y') AND p LIKE 'y%' AND i IN (1, 2)")
            .WhereSql!;
        await using var connection = await relation.Source.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SET search_path = public, pg_catalog; SELECT count(*) FROM t WHERE {where}";
        Assert.Equal(1L, await command.ExecuteScalarAsync());
    }
}
