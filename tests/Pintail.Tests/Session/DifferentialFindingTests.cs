using Pintail.Tests.Support;

namespace Pintail.Tests.Session;

/// <summary>What random queries have found (Differential), small.</summary>
public class DifferentialFindingTests(PostgresFixture fixture)
{
    // DuckDB calls a function's column without a name so.
    [Fact]
    public async Task Column_may_be_named_c0()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            "CREATE TABLE t (c0 int); INSERT INTO t VALUES (7)"
        );
        Assert.Equal(["7"], harness.Rows("FROM pg.t"));
    }

    // What a transaction may read later of an attached database is locked ahead; of another one nothing is known.
    [Fact]
    public async Task Relation_that_is_not_attached_must_be_read_by_the_first_statement_of_a_transaction()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, "CREATE TABLE t (i int); CREATE TABLE u (i int)");
        harness.Run($"BEGIN; FROM postgres_scan('{harness.Source.Conninfo}', 'public', 't')");
        var error = Assert.Throws<PintailException>(() =>
            harness.Run($"FROM postgres_scan('{harness.Source.Conninfo}', 'public', 'u')")
        );
        Assert.Equal(ErrorKind.SourceConflict, error.Kind);
        harness.Run("ROLLBACK");
        Assert.Empty(harness.Rows($"FROM postgres_scan('{harness.Source.Conninfo}', 'public', 'u')"));
    }
}
