using Npgsql;
using Pintail.Target;
using Pintail.Tests.Support;

namespace Pintail.Tests.Delta;

/// <summary>What rewrites or empties a heap while a refresh is between its snapshot and its reading, and what makes all anew.</summary>
public class RewriteTests(PostgresFixture fixture)
{
    private const string Table =
        "CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t SELECT i, 'v' || i FROM generate_series(1, 300) i;";

    [Theory]
    [InlineData("CLUSTER t USING t_pkey")]
    [InlineData("VACUUM FULL t")]
    [InlineData("TRUNCATE t")]
    [InlineData("ALTER TABLE t ALTER v TYPE varchar(90)")]
    public async Task Rewrite_between_the_snapshot_and_the_digest_waits_for_the_refresh(string rewrite)
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        await mirror.Source.ExecuteAsync("UPDATE t SET v = 'changed' WHERE id = 7; DELETE FROM t WHERE id = 8");
        await mirror.FlushAsync();
        Task? rewriting = null;
        var waits = false;
        mirror.OnPlanned = () => rewriting ??= BeginAsync(mirror.Source, rewrite).Result;
        mirror.OnPublishing = () => waits = !rewriting!.IsCompleted;

        var table = Assert.Single((await mirror.SucceedAsync()).Tables);

        Assert.True(waits, "The lock was given before all was read.");
        Assert.Equal((1L, 1L), (table.Change!.Updated, table.Change.Deleted));
        Assert.Equal(
            "299|changed",
            mirror.Scalar("SELECT count(*), (SELECT v FROM public.t WHERE id = 7) FROM public.t")
        );
        await rewriting!;
        mirror.OnPlanned = null;
        await mirror.RefreshAsync(ChangeKind.Replaced);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" STRATEGY file_copy")]
    public async Task Database_made_anew_from_a_copy_of_itself_is_another(string how)
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        var (name, server) = (mirror.Source.Name, await fixture.ServerAsync());
        var postgres = new TestDatabase(server, "postgres");
        await postgres.ExecuteAsync($"CREATE DATABASE {name}_copy TEMPLATE {name}{how}");
        await mirror.Source.ExecuteAsync("UPDATE t SET v = 'changed' WHERE id = 7");
        await mirror.RefreshAsync(ChangeKind.Merged);
        await postgres.ExecuteAsync($"DROP DATABASE {name}");
        await postgres.ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {name}_copy{how}");
        // In all that tells one heap from another it is the same.
        Assert.Equal(
            mirror.Scalar("SELECT heap_oid || ' ' || file_node FROM pintail.heap_state"),
            await mirror.Source.ScalarAsync("SELECT 't'::regclass::oid || ' ' || pg_relation_filenode('t')")
        );

        Assert.Contains("made anew", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);

        Assert.Equal("v7", mirror.Scalar("SELECT v FROM public.t WHERE id = 7"));
        await mirror.RefreshAsync(ChangeKind.Unchanged);
    }

    /// <returns>When it waits for its lock: the task that ends when it is done.</returns>
    private static async Task<Task> BeginAsync(TestDatabase source, string rewrite)
    {
        var connection = await source.OpenAsync();
        var rewriting = Task.Run(async () =>
        {
            await using (connection)
            await using (var command = new NpgsqlCommand(rewrite, connection))
                await command.ExecuteNonQueryAsync();
        });
        await Eventually.Async(async () =>
            await source.ScalarAsync(
                $"SELECT count(*) FROM pg_locks WHERE pid = {connection.ProcessID} AND NOT granted AND relation = 't'::regclass"
            ) == "1"
        );
        return rewriting;
    }
}
