using Pintail.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Postgres;

/// <summary>Conditions on the exporter; what is no condition at all: RowFilterTests.</summary>
public class RowConditionTests(PostgresFixture fixture)
{
    private const string Condition = "x IN (SELECT o.x FROM public.other o)";

    public static MatrixTheoryData<string, string> Changes =>
        new(PostgresFixture.ServerNames, ["TRUNCATE other", "DROP TABLE other; CREATE TABLE other AS SELECT 1 AS x"]);

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Other_table_that_was_emptied_or_made_after_the_snapshot_is_a_conflict(
        string server,
        string change
    )
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync("CREATE TABLE t AS SELECT 1 AS x; CREATE TABLE other AS SELECT 1 AS x");
        await using var session = await database.OpenSessionAsync();
        var table = (await session.TakeAsync(Select, default)).Catalog.Relation("t");
        await database.ExecuteAsync(change);

        var error = await Assert.ThrowsAsync<PintailException>(() =>
            session.FindConditionErrorAsync(table, Condition, default)
        );

        Assert.Equal(ErrorKind.SourceConflict, error.Kind);
        Assert.Contains("public.other", error.Message, StringComparison.Ordinal);
        await session.TakeAsync(Select, default);
        Assert.Null(await session.FindConditionErrorAsync(table, Condition, default));
    }

    [Fact]
    public async Task Other_table_stays_locked_while_the_snapshot_is_held()
    {
        var database = await fixture.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE t AS SELECT 1 AS x; CREATE TABLE other AS SELECT 1 AS x");
        await using var session = await database.OpenSessionAsync();
        var table = (await session.TakeAsync(Select, default)).Catalog.Relation("t");
        Assert.NotNull(await session.FindConditionErrorAsync(table, "nonsense", default));

        Assert.Null(await session.FindConditionErrorAsync(table, Condition, default));

        Assert.Equal(
            "1",
            await database.ScalarAsync(
                """
                SELECT count(*) FROM pg_locks
                WHERE relation = 'public.other'::regclass AND mode = 'AccessShareLock' AND granted
                """
            )
        );
    }

    private static IReadOnlyList<Relation> Select(Catalog catalog) => [catalog.Relation("t")];
}
