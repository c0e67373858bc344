using Pintail.Tests.Support;

namespace Pintail.Tests.Session.Secrets;

/// <summary>Errors that come with a later chunk than the first.</summary>
public class LateErrorTests(PostgresFixture fixture)
{
    [Fact]
    public async Task Error_of_a_later_chunk_does_not_quote_the_connection_string()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE t (n int, x text);
            INSERT INTO t SELECT n, CASE n WHEN 500000 THEN 'none' ELSE n::text END
            FROM generate_series(1, 500000) AS n;
            """
        );
        harness.Run("SET threads = 1; SET pg_use_ctid_scan = false");
        var conninfo = $"{harness.Source.Conninfo}?password=hunter2";
        using var result = harness
            .Session.Execute($"SELECT x::INT FROM postgres_scan('{conninfo}', 'public', 't')")
            .First();
        using (var first = result.NextChunk())
            Assert.NotNull(first);
        var error = Assert.ThrowsAny<Exception>(() =>
        {
            while (result.NextChunk() is { } chunk)
                chunk.Dispose();
        });
        Assert.Contains("INT32", error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());
    }
}
