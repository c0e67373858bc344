using Pintail.Session.Syntax;

namespace Pintail.Tests.Session.Syntax;

public class PreparedQueryTests
{
    [Theory]
    [InlineData("SELECT * FROM pg.t WHERE id = $1", "5", "SELECT * FROM pg.t WHERE id = (5)")]
    [InlineData("FROM pg.t WHERE id = ?", "5", "FROM pg.t WHERE id = (5)")]
    [InlineData(
        "SELECT * FROM pg.t WHERE id = ? AND s = ?",
        "-5, 'a,)b'",
        "SELECT * FROM pg.t WHERE id = (-5) AND s = ('a,)b')"
    )]
    [InlineData(
        "SELECT a FROM pg.t WHERE b = $2 OR b = $1 OR c = $2",
        "1, 2",
        "SELECT a FROM pg.t WHERE b = (2) OR b = (1) OR c = (2)"
    )]
    [InlineData(
        "SELECT count(*) FROM pg.s.t x JOIN pg.u ON x.a = u.a WHERE d < $1",
        "DATE '2020-01-01'",
        "SELECT count(*) FROM pg.s.t x JOIN pg.u ON x.a = u.a WHERE d < (DATE '2020-01-01')"
    )]
    [InlineData(
        "SELECT a FROM pg.t WHERE n = $1",
        "1.5::DECIMAL(5, 2)",
        "SELECT a FROM pg.t WHERE n = (1.5::DECIMAL(5, 2))"
    )]
    [InlineData("SELECT a FROM pg.t WHERE n = $1", "NULL", "SELECT a FROM pg.t WHERE n = (NULL)")]
    [InlineData(
        "SELECT count(*) FILTER (WHERE a > 0) FROM pg.t WHERE b = $1 GROUP BY c LIMIT $2",
        "1, 2",
        "SELECT count(*) FILTER (WHERE a > 0) FROM pg.t WHERE b = (1) GROUP BY c LIMIT (2)"
    )]
    public void Execute_of_constants_is_the_query_with_them(string query, string values, string expected) =>
        Assert.Equal(expected, Fill($"PREPARE p AS {query}", $"EXECUTE p({values})"));

    [Theory]
    [InlineData("SELECT * FROM t WHERE id = $1", "5")]
    [InlineData("SELECT * FROM other.t WHERE id = $1", "5")]
    [InlineData("SELECT * FROM pg.t, t WHERE id = $1", "5")]
    [InlineData("SELECT * FROM pg.t JOIN t ON true WHERE id = $1", "5")]
    [InlineData("SELECT * FROM pg.t JOIN (t) ON true WHERE id = $1", "5")]
    [InlineData("SELECT $1 FROM pg.t WHERE id = $1", "5")]
    [InlineData("SELECT * FROM pg.t WHERE id IN (SELECT i FROM pg.u WHERE i = $1)", "5")]
    [InlineData("SELECT * FROM pg.t WHERE id = $1 UNION SELECT * FROM pg.u", "5")]
    [InlineData("SELECT * FROM pg.t WHERE id = $1 UNION TABLE t", "5")]
    [InlineData("SELECT * FROM pg.t WHERE id = $1 EXCEPT VALUES (1)", "5")]
    [InlineData("SELECT * FROM pg.t WHERE id = $1 INTERSECT VALUES (1)", "5")]
    [InlineData("SELECT * FROM pg.t WHERE id = $1 AND EXISTS (TABLE t)", "5")]
    [InlineData("SELECT count(*) FILTER (WHERE id = $1) FROM pg.t", "5")]
    [InlineData("SELECT count(*) FILTER (WHERE id > 0), $1 FROM pg.t WHERE id = $1", "5")]
    [InlineData("SELECT id AS where, $1 FROM pg.t WHERE id = $1", "5")]
    [InlineData("SELECT * FROM pg.t JOIN pg.u ON u.where, t WHERE id = $1", "5")]
    [InlineData("SELECT * FROM pg.t JOIN pg.u ON list_sum([1 FOR x IN a IF (WHERE)]) > 0, t WHERE id = $1", "5")]
    [InlineData("SELECT trim(BOTH FROM name) FROM pg.t WHERE id = $1", "5")]
    [InlineData("SELECT id FROM pg.t WHERE true ORDER BY $1", "1")]
    [InlineData("SELECT id FROM pg.t WHERE true GROUP BY $1", "1")]
    [InlineData("SELECT * FROM pg.t WHERE id = ? OR id = $1", "5")]
    [InlineData("SELECT * FROM pg.t WHERE id = $1 OR id = ?", "5, 6")]
    [InlineData("FROM pg.t SELECT a, $1 WHERE id = $1", "5")]
    [InlineData("FROM t WHERE id = $1", "5")]
    [InlineData("WITH x AS (SELECT 1) SELECT * FROM pg.t WHERE id = $1", "5")]
    [InlineData("SELECT * FROM pg.t WHERE id = $name", "5")]
    [InlineData("SELECT * FROM pg.t WHERE id = $2", "5, 6")]
    [InlineData("SELECT * FROM pg.t WHERE id = $1", "5, 6")]
    [InlineData("SELECT * FROM pg.t WHERE id = $1", "random()")]
    [InlineData("SELECT * FROM pg.t WHERE id = $1", "now()")]
    [InlineData("SELECT * FROM pg.t WHERE id = $1", "name := 5")]
    [InlineData("SELECT * FROM pg.t WHERE id = $1", "")]
    [InlineData("SELECT * FROM pg.t WHERE id = 5", "5")]
    public void Whatever_may_differ_stays_DuckDBs(string query, string values) =>
        Assert.Null(Fill($"PREPARE p AS {query}", $"EXECUTE p({values})"));

    [Fact]
    public void Execute_without_values_stays_DuckDBs() =>
        Assert.Null(Fill("PREPARE p AS SELECT * FROM pg.t WHERE id = 1", "EXECUTE p"));

    private static string? Fill(string prepare, string execute) =>
        PreparedQuery.Fill(SqlScript.Split(prepare)[0], SqlScript.Split(execute)[0], name => name == "pg")?.Text;
}
