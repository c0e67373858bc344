using System.Numerics;
using Pintail.Session.PushDown;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session.PushDown;

/// <summary>
/// What is read of DuckDB's plans, which a new version may write otherwise. Behind each statement, for each scan of its
/// plan: the ordinal, the condition as EXPLAIN shows it, the limit.
/// </summary>
public class PlanReaderTests(PostgresFixture fixture)
{
    private const string Columns = "CREATE TABLE t (i integer, b bigint, s text)";

    [Fact]
    public Task Filters_above_a_scan_are_its_own() =>
        AssertAsync(
            """
            SELECT s FROM t → 0
            SELECT s FROM t WHERE i = 5 → 0 i = 5
            SELECT s FROM t WHERE i = 5 AND s = 'x' → 0 i = 5 AND s = 'x'
            SELECT count(*) FROM t WHERE i = 3 → 0 i = 3
            SELECT * FROM (SELECT i + 1 AS j, s FROM t) WHERE j = 3 AND s = 'z' → 0 s = 'z'
            SELECT * FROM (SELECT s AS q FROM (SELECT s, i FROM t WHERE i > 1)) WHERE q = 'z' → 0 i > 1 AND s = 'z'
            SELECT i FROM t WHERE false → none
            SELECT i FROM t WHERE i = 1 AND i = 2 → none
            SELECT s, count(*) FROM t GROUP BY s HAVING s = 'z' → 0 s = 'z'
            SELECT s, sum(i) FILTER (WHERE i > 3) FROM t GROUP BY s → 0
            SELECT s, sum(i) FROM t GROUP BY s HAVING sum(i) > 3 → 0
            SELECT DISTINCT i FROM t WHERE i = 3 → 0 i = 3
            SELECT unnest([i, 2]) FROM t WHERE s = 'e' → 0 s = 'e'
            SELECT * FROM (SELECT i, row_number() OVER (PARTITION BY s) AS r, s FROM t) WHERE s = 'a' → 0 s = 'a'
            SELECT * FROM (SELECT i, row_number() OVER (PARTITION BY i) AS r, s FROM t) WHERE s = 'a' → 0
            SELECT i FROM t WHERE i = 3 QUALIFY row_number() OVER () = 1 → 0 i = 3
            SELECT i FROM t TABLESAMPLE SYSTEM(10) WHERE i = 3 → 0
            SELECT i FROM t WHERE i = 3 USING SAMPLE 10 → 0
            SELECT * FROM test_scan() WITH ORDINALITY WHERE i = 3 → 0
            SELECT i FROM t WHERE i = $1 → 0
            FROM t WHERE i = 1 ORDER BY s → 0 i = 1
            CREATE TABLE made AS SELECT i FROM t WHERE i = 3 → 0 i = 3
            INSERT INTO local SELECT i, s FROM t WHERE i = 3 → 0 i = 3
            COPY (SELECT i FROM t WHERE i = 3) TO 'nowhere.csv' → 0 i = 3
            DELETE FROM local WHERE i IN (SELECT i FROM t WHERE s = 'x') → 0 s = 'x'
            EXPLAIN SELECT i FROM t WHERE i = 3 → none
            SELECT nonsense FROM t → none
            """
        );

    [Fact]
    public Task Each_of_several_scans_has_its_filters() =>
        AssertAsync(
            """
            SELECT a.i FROM t a JOIN t b USING (i) WHERE a.s = 'x' AND b.b > 3 → 0 s = 'x'; 1 b > 3
            SELECT a.i FROM t a LEFT JOIN t b ON a.i = b.i AND b.s = 'y' WHERE a.s = 'x' → 0 s = 'x'; 1 s = 'y'
            SELECT a.i FROM t a LEFT JOIN t b ON a.i = b.i AND b.s = 'y' AND a.s = 'q' → 0; 1 s = 'y'
            SELECT a.i FROM t a FULL JOIN t b ON a.i = b.i AND b.s = 'y' → 0; 1
            SELECT a.i FROM t a JOIN t b ON a.i = b.i WHERE a.i = 3 → 0 i = 3; 1 i = 3
            SELECT a.i FROM t a POSITIONAL JOIN t b WHERE a.s = 'e' AND b.s = 'f' → 0; 1
            SELECT a.i FROM t a ASOF JOIN t b ON a.i >= b.i WHERE a.s = 'e' → 0 s = 'e'; 1
            SELECT i FROM t WHERE i IN (SELECT i FROM local WHERE s = '3') → 0
            SELECT i FROM t WHERE i NOT IN (SELECT i FROM t WHERE s = '3') AND s = 'x' → 0 s = 'x'; 1 s = '3'
            SELECT i FROM t WHERE EXISTS (SELECT 1 FROM t q WHERE q.i = t.i AND q.s = '3') → 0; 1 s = '3'
            SELECT i FROM t WHERE i = (SELECT max(i) FROM t WHERE s = '3') → 0; 1 s = '3'
            SELECT i FROM t WHERE i = 1 UNION ALL SELECT i FROM t WHERE s = 'b' → 0 i = 1; 1 s = 'b'
            SELECT * FROM (SELECT i FROM t UNION SELECT i FROM t) WHERE i = 4 → 0 i = 4; 1 i = 4
            SELECT i FROM t WHERE s = 'a' EXCEPT SELECT i FROM t WHERE s = 'b' → 0 s = 'a'; 1 s = 'b'
            WITH RECURSIVE r AS (SELECT i FROM t WHERE s = 'a' UNION ALL SELECT t.i FROM t JOIN r ON t.i = r.i + 1 WHERE t.s = 'b') SELECT * FROM r → 0 s = 'a'; 1 s = 'b'
            SELECT a.i FROM t a, LATERAL (SELECT * FROM t b WHERE b.i = a.i AND b.s = 'q' LIMIT 1) → 0; 1 s = 'q'
            """
        );

    [Fact]
    public Task Copies_of_a_scan_read_what_any_of_them_needs() =>
        AssertAsync(
            """
            WITH q AS NOT MATERIALIZED (FROM t) SELECT a.i FROM q a JOIN q b ON a.i = b.i WHERE a.b = 3 AND b.b = 4 → 0 ((b = 3) OR (b = 4))
            WITH q AS NOT MATERIALIZED (FROM t) SELECT a.i FROM q a JOIN q b ON a.i = b.i WHERE a.b = 3 → 0
            WITH q AS NOT MATERIALIZED (FROM t) (FROM q LIMIT 3) UNION ALL (FROM q LIMIT 4) → 0
            WITH q AS MATERIALIZED (FROM t) SELECT a.i FROM q a JOIN q b ON a.i = b.i WHERE a.b = 3 AND b.b = 4 → 0 optional: (b IN (3, 4))
            WITH q AS MATERIALIZED (SELECT * FROM t WHERE s = 'a') SELECT a.i FROM q a JOIN q b ON a.i = b.i WHERE a.b = 3 → 0 s = 'a'
            """
        );

    [Fact]
    public Task Limits_count_the_rows_that_filters_keep() =>
        AssertAsync(
            """
            SELECT i FROM t LIMIT 10 → 0 limit 10
            SELECT i FROM t LIMIT 10 OFFSET 4 → 0 limit 14
            SELECT i FROM t LIMIT 9223372036854775807 OFFSET 4 → 0
            SELECT i FROM t OFFSET 4 → 0
            SELECT i FROM t LIMIT 10% → 0
            SELECT i FROM t LIMIT (SELECT 5) → 0
            SELECT i FROM t LIMIT 0 → none
            SELECT i + 1 FROM t WHERE s = 'a' LIMIT 10 → 0 s = 'a' limit 10
            SELECT i FROM t WHERE i % 2 = 0 LIMIT 10 → 0
            SELECT i FROM t WHERE i % 2 = 0 AND s = 'a' LIMIT 10 → 0 s = 'a'
            SELECT * FROM (SELECT * FROM t LIMIT 10) WHERE s = 'a' → 0 limit 10
            SELECT i FROM t ORDER BY i LIMIT 10 → 0
            SELECT DISTINCT i FROM t LIMIT 10 → 0
            SELECT count(*) FROM t LIMIT 10 → 0
            SELECT * FROM (SELECT i FROM t UNION ALL SELECT i FROM t) LIMIT 4 → 0; 1
            SELECT (SELECT s FROM t b WHERE b.i = a.i LIMIT 1) FROM t a LIMIT 2 → 0; 1
            SELECT i FROM t WHERE s IN ('a', 'b', 'c', 'd', 'e', 'f') LIMIT 5 → 0 optional: (s IN ('a', 'b', 'c', 'd', 'e', 'f')) limit 5
            """
        );

    [Fact]
    public Task Long_lists_are_joins_and_read_as_lists() =>
        AssertAsync(
            """
            SELECT i FROM t WHERE i IN (1, 2) → 0 optional: (i IN (1, 2))
            SELECT i FROM t WHERE i = 1 OR i = 2 → 0 ((i = 1) OR (i = 2))
            SELECT i FROM t WHERE i IN (1, 2, 3, 4, 5, 6) → 0 optional: (i IN (1, 2, 3, 4, 5, 6))
            SELECT s FROM t WHERE i NOT IN (1, 2, 3, 4, 5, 6) → 0 (i NOT IN (1, 2, 3, 4, 5, 6))
            SELECT i FROM t WHERE s IN ('a', 'b', 'c', 'd', 'e', NULL) AND i > 3 → 0 optional: (s IN ('a', 'b', 'c', 'd', 'e')) AND i > 3
            SELECT i FROM t WHERE s IN ('a', 'b', 'c', 'd', 'e') AND i IN (1, 2, 3, 4, 5) → 0 optional: (s IN ('a', 'b', 'c', 'd', 'e')) AND optional: (i IN (1, 2, 3, 4, 5))
            SELECT i FROM t WHERE s IN ('a', 'b', 'c', 'd', 'e') OR i = 3 → 0 (((s IN ('a', 'b', 'c', 'd', 'e'))) OR (i = 3))
            SELECT i FROM t WHERE i + 0.5 IN (1, 2, 3, 4, 5, 6) → 0
            SELECT i FROM t WHERE i IN (SELECT unnest([1, 2, 3, 4, 5, 6])) → 0
            """
        );

    [Fact]
    public async Task Very_long_lists_are_left_to_DuckDB()
    {
        using var relation = await PlannedRelation.CreateAsync(fixture, Columns);
        string Filter(int count) => $"SELECT * FROM t WHERE b IN ({string.Join(", ", Enumerable.Range(1, count))})";
        Assert.Equal(4999, relation.Pushed(Filter(5000)).WhereSql!.Count(one => one == ','));
        Assert.Null(relation.Pushed(Filter(50_000)).WhereSql);
    }

    [Fact]
    public async Task Constants_are_what_DuckDB_means()
    {
        using var relation = await PlannedRelation.CreateAsync(
            fixture,
            """
            CREATE TYPE mood AS ENUM ('sad', 'ok');
            CREATE TABLE t (b boolean, i integer, d numeric(4,1), e numeric(18,2), w numeric(38,2), f real, r double precision,
              t text, x bytea, day date, ts timestamp, tz timestamptz, u uuid, m mood)
            """
        );
        Assert.Equal(false, Constant("b < false"));
        Assert.Equal(new BigInteger(-5), Constant("i < -5"));
        Assert.Equal(new BigInteger(long.MinValue), Constant("i::BIGINT + 0 < -9223372036854775808"));
        Assert.Equal(new BigInteger(-15), Constant("d < -1.5"));
        Assert.Equal(new BigInteger(-1234567890123456_12), Constant("e < -1234567890123456.12"));
        Assert.Equal(
            BigInteger.Parse("-123456789012345678901234567890123450"),
            Constant("w < -1234567890123456789012345678901234.5")
        );
        Assert.Equal((double)1.1f, Constant("f < 1.1::FLOAT"));
        Assert.Equal(double.NaN, Constant("r < 'nan'"));
        Assert.Equal(double.NegativeInfinity, Constant("r >= '-inf'"));
        Assert.Equal(-0.1, Constant("r < -0.1"));
        Assert.Equal("NaN \"\\\n\0 é🦆", Constant("t < 'NaN \"\\' || chr(10) || chr(0) || ' é🦆'"));
        Assert.Equal(
            Enumerable.Range(0, 256).Select(one => (byte)one),
            Constant($"x < from_hex('{Convert.ToHexString([.. Enumerable.Range(0, 256).Select(one => (byte)one)])}')")
        );
        Assert.Equal(new BigInteger(-1), Constant("day < '1969-12-31'"));
        Assert.Equal(new BigInteger(int.MaxValue), Constant("day < 'infinity'"));
        Assert.Equal(new BigInteger(-1), Constant("ts < '1969-12-31 23:59:59.999999'"));
        Assert.Equal(new BigInteger(-long.MaxValue), Constant("tz <= '-infinity'"));
        Assert.Equal(
            Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
            Constant("u < '00112233-4455-6677-8899-aabbccddeeff'")
        );
        Assert.Equal(BigInteger.One, Constant("m < 'ok'::ENUM('sad', 'ok')"));

        object? Constant(string filter)
        {
            var reading = relation.Read($"SELECT * FROM t WHERE {filter}")[0];
            var comparison = Assert.IsType<Comparison>(Assert.Single(Assert.Single(reading.Appearances).Filters));
            return Assert.IsType<PlanConstant>(comparison.Right).Value;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[1, NaN, \"Infinity\"]")]
    [InlineData("""{"error": true, "error_message": "no"}""")]
    [InlineData("""{"error": false, "plans": [{"type": "LOGICAL_GET", "names": [], "children": []}]}""")]
    [InlineData("""{"error": false, "plans": [{"type": "LOGICAL_GET", "names": [1]}]}""")]
    public void What_is_no_plan_has_no_scans(string json) => Assert.Empty(PlanReader.Read(json));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"table_filters": {"filters": [1]}}""")]
    [InlineData("""{"extra_info": {"sample_options": {}}}""")]
    [InlineData("""{"extra_info": 3, "column_indexes": 4, "returned_types": {}}""")]
    [InlineData("""{"ordinality_idx": 3}""")]
    [InlineData("""{"column_indexes": [{"index": 99}, 3], "projection_ids": [7, "x"]}""")]
    public void Scan_of_another_shape_is_read_in_full(string more)
    {
        var scan = more.Insert(
            1,
            """ "type": "LOGICAL_GET", "names": ["pintail scan 4", "i"] """ + (more == "{}" ? "" : ",")
        );
        var filter =
            $$"""{"type": "LOGICAL_FILTER", "children": [{{scan}}], "expressions": [{"expression_class": "BOUND_REF", "index": 0}, 5]}""";
        var reading = PlanReader.Read($$"""{"error": false, "plans": [{{filter}}]}""")[4];
        Assert.Equal(1, reading.ColumnCount);
        Assert.All(Assert.Single(reading.Appearances).Filters, one => Assert.Same(PlanExpression.Unknown, one));
    }

    private async Task AssertAsync(string cases)
    {
        using var relation = await PlannedRelation.CreateAsync(fixture, Columns);
        var wrong = new List<string>();
        foreach (var line in cases.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var sql = line.Split(" → ")[0];
            var scans = relation
                .Read(sql)
                .OrderBy(one => one.Key)
                .Select(one => Describe(one.Key, one.Value, relation));
            var found = string.Join("; ", scans) is { Length: > 0 } text ? text : "none";
            if ($"{sql} → {found}" != line)
                wrong.Add($"{line}\n  became {found}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static string Describe(int ordinal, ScanReading reading, PlannedRelation relation)
    {
        var pushed = PushedCondition.For(reading, relation.Relation, relation.Encoding);
        Assert.Equal(pushed.Filters is null, pushed.WhereSql is null);
        return $"{ordinal} {pushed.Filters} {(pushed.Limit is { } limit ? $"limit {limit}" : "")}"
            .Replace("  ", " ")
            .Trim();
    }
}
