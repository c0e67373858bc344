using Pintail.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Postgres;

/// <summary>Questions to the exporter that do not end well: the snapshot and its settings stay for whoever asks next.</summary>
public class SnapshotQueryTests(PostgresFixture fixture)
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Question_that_takes_too_long_is_given_up_and_the_next_may_take_longer(string server)
    {
        await using var session = await TakeAsync(server);

        Assert.Null(await session.QueryRowAsync("SELECT pg_catalog.pg_sleep(600)", "t", Short, default));

        await AssertUsableAsync(session);
        Assert.Equal(["1"], await session.QueryRowAsync("SELECT '1'", "t", TimeSpan.FromMinutes(1), default));
        await AssertUsableAsync(session);
    }

    [Fact]
    public async Task Interrupted_question_leaves_the_snapshot_to_the_next_one()
    {
        await using var session = await TakeAsync("npm");
        using var interrupted = new CancellationTokenSource(Short);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            session.QueryRowAsync("SELECT pg_catalog.pg_sleep(600)", "t", interrupted.Token)
        );

        await AssertUsableAsync(session);
    }

    [Theory]
    [InlineData("55P03")]
    [InlineData("40001")]
    [InlineData("22012")]
    public async Task Failed_question_leaves_the_snapshot_to_the_next_one_whatever_the_error(string sqlState)
    {
        await using var session = await TakeAsync("npm");
        // As a lock timeout or a conflict would.
        var sql = $"SELECT public.fail('{sqlState}')";

        await Assert.ThrowsAsync<PintailException>(() => session.QueryRowAsync(sql, "t", default));

        await AssertUsableAsync(session);
    }

    [Theory]
    [InlineData("55P03")]
    [InlineData("40001")]
    public async Task Condition_that_meets_a_passing_error_leaves_the_snapshot_to_the_next_question(string sqlState)
    {
        await using var session = await TakeAsync("npm");
        var table = session.Snapshot!.Catalog.Relation("t");

        // Evaluated while it is planned, as it is declared IMMUTABLE.
        await Assert.ThrowsAsync<PintailException>(() =>
            session.FindConditionErrorAsync(table, $"public.fail('{sqlState}')", default)
        );

        await AssertUsableAsync(session);
    }

    private async Task<SnapshotSession> TakeAsync(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            """
            CREATE TABLE t AS SELECT 1 AS x;
            CREATE FUNCTION fail(state text) RETURNS bool LANGUAGE plpgsql IMMUTABLE AS
            $$ BEGIN RAISE 'on purpose' USING ERRCODE = state; END $$;
            """
        );
        var session = await database.OpenSessionAsync();
        await session.TakeAsync(SourceSide.Tables, default);
        return session;
    }

    private static async Task AssertUsableAsync(SnapshotSession session)
    {
        Assert.False(await session.CheckLostAsync(default));
        var row = await session.QueryRowAsync(
            "SELECT x, pg_catalog.current_setting('statement_timeout') FROM public.t",
            "t",
            default
        );
        Assert.Equal([1, "0"], row);
    }
}
