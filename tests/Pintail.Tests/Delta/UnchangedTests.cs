using Pintail.Target;
using Pintail.Tests.Support;

namespace Pintail.Tests.Delta;

public class UnchangedTests(PostgresFixture fixture)
{
    private const string Table =
        "CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t SELECT i, 'v' || i FROM generate_series(1, 500) i;";

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Table_that_did_not_change_is_not_read_and_told_everywhere(string server)
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table, server: server);

        var table = await mirror.RefreshAsync(ChangeKind.Unchanged);

        Assert.Equal((0, 500, "delta"), (table.Rows, table.TargetRows, table.Strategy));
        Assert.Equal(
            ["full|replaced|500|∅", "delta|unchanged|0|0"],
            mirror.Rows(
                """
                SELECT strategy || '|' || change || '|' || rows_loaded, rows_inserted FROM pintail.table_run
                ORDER BY snapshot_time
                """
            )
        );
        Assert.Equal(["500", "0"], mirror.Rows("SELECT rows_loaded FROM main.flight_tracker ORDER BY update_ts"));
        Assert.Equal(
            "true|500|1",
            mirror
                .Scalar(
                    """
                    SELECT s.snapshot_time = (SELECT last_sync_time FROM main.last_sync_time), s.row_count,
                        (SELECT count(*) FROM pintail.heap_state)
                    FROM pintail.table_state s JOIN (SELECT run_id FROM pintail.run ORDER BY started_at DESC LIMIT 1) USING (run_id)
                    """
                )
                .ToLowerInvariant()
        );
    }

    [Fact]
    public async Task Refresh_after_refresh_stays_unchanged()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        for (var round = 0; round < 3; round++)
            await mirror.RefreshAsync(ChangeKind.Unchanged);
        await mirror.Source.ExecuteAsync("VACUUM FREEZE t; ANALYZE t");
        await mirror.RefreshAsync(ChangeKind.Unchanged);
    }

    [Fact]
    public async Task Full_is_obeyed_and_the_next_refresh_builds_on_it()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        mirror.Spec = mirror.Spec with { Full = true };
        Assert.Equal("--full", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
        mirror.Spec = mirror.Spec with { Full = false };
        await mirror.RefreshAsync(ChangeKind.Unchanged);
    }

    [Fact]
    public async Task Target_that_others_wrote_to_is_copied_in_full()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        mirror.Execute("DELETE FROM public.t WHERE id = 7");
        Assert.Contains("others wrote to it", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
        mirror.Execute("DROP TABLE public.t");
        Assert.Contains("no such table", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
        await mirror.RefreshAsync(ChangeKind.Unchanged);
    }

    [Fact]
    public async Task Copy_of_an_older_version_is_refreshed_in_full_once()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        mirror.Execute(
            """
            DROP TABLE pintail.heap_state;
            ALTER TABLE pintail.table_state DROP system_identifier;
            ALTER TABLE pintail.table_state DROP definition;
            ALTER TABLE pintail.table_state DROP not_differencable;
            ALTER TABLE pintail.table_run DROP change;
            """
        );
        Assert.Contains("older version", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
        await mirror.RefreshAsync(ChangeKind.Unchanged);
    }

    [Fact]
    public async Task Table_that_the_Flight_wrote_since_is_copied_in_full()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        mirror.Execute(
            """
            INSERT INTO main.flight_tracker BY NAME
            SELECT 'a flight' AS run_id, destination_database, destination_schema, destination_table, update_ts
            FROM main.flight_tracker
            """
        );
        Assert.Contains("the Flight", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
    }

    [Fact]
    public async Task Copy_whose_columns_were_altered_is_replaced()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        mirror.Execute("ALTER TABLE public.t RENAME v TO w");
        Assert.Contains("altered the columns", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
    }
}
