using Npgsql;
using Pintail.Cli.Demo;
using Pintail.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Postgres;

public class SnapshotLockTests(PostgresFixture fixture)
{
    private static readonly SnapshotOptions Impatient = new() { LockTimeout = TimeSpan.FromMilliseconds(300) };

    public static TheoryData<string> Servers => PostgresFixture.Servers;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Truncate_and_rewrite_committed_between_listing_and_locking_are_read_right(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            """
            CREATE TABLE cleared AS SELECT generate_series(1, 1000) AS x; CREATE TABLE rewritten AS TABLE cleared;
            CREATE TABLE refilled AS TABLE cleared; CREATE TABLE part (x int) PARTITION BY LIST (x);
            CREATE TABLE leaf PARTITION OF part DEFAULT; INSERT INTO part SELECT x FROM cleared; CREATE TABLE log (x int);
            """
        );
        await using var session = await database.OpenSessionAsync();
        Assert.Equal(6, (await session.ListAsync(default)).Relations.Count);
        await using var ddl = await database.OpenAsync();
        await ExecuteAsync(
            ddl,
            """
            BEGIN; TRUNCATE cleared; ALTER TABLE rewritten ALTER x TYPE bigint USING x + 1; TRUNCATE refilled;
            INSERT INTO refilled VALUES (7), (8); ALTER TABLE leaf SET (fillfactor = 50);
            ALTER TABLE part ADD COLUMN y int DEFAULT (random() * 0)::int; INSERT INTO log VALUES (1);
            """
        );
        // Only the partitioned table itself is selected: its partition has to be locked with it.
        var taking = session.TakeAsync(
            catalog => [.. SourceSide.Tables(catalog).Where(relation => relation.PartitionOf is null)],
            default
        );
        await database.WaitForLockWaiterAsync("AccessShareLock");
        await ExecuteAsync(ddl, "COMMIT");
        var snapshot = await taking;
        Assert.Empty(snapshot.NotLocked);
        Assert.Empty(snapshot.Unlockable);
        Assert.Equal(snapshot.Catalog.Relations.Select(relation => relation.Oid).Order(), snapshot.Locked.Order());
        Assert.Equal("int8", snapshot.Catalog.Relation("rewritten").Columns[0].Type.Name);
        using var worker = session.OpenWorker(default);
        Assert.Equal("1", worker.ReadOne("SELECT count(*)::text FROM public.log"));
        Assert.Equal("0", worker.ReadOne("SELECT count(*)::text FROM public.cleared"));
        Assert.Equal("501500", worker.ReadOne("SELECT sum(x)::text FROM public.rewritten"));
        Assert.Equal("15", worker.ReadOne("SELECT sum(x)::text FROM public.refilled"));
        Assert.Equal("500500 0", worker.ReadOne("SELECT sum(x) || ' ' || sum(y) FROM public.leaf"));
    }

    [Fact]
    public async Task Truncate_and_rewrite_wait_while_the_snapshot_is_held()
    {
        var database = await fixture.CreateDatabaseAsync();
        await database.ExecuteAsync(
            "CREATE TABLE t AS SELECT generate_series(1, 1000) AS x; CREATE TABLE child () INHERITS (t); INSERT INTO child VALUES (0)"
        );
        await using var session = await database.OpenSessionAsync();
        await session.TakeAsync(catalog => [catalog.Relation("t")], default);
        foreach (
            var sql in new[] { "TRUNCATE t", "TRUNCATE child", "ALTER TABLE t ALTER x TYPE bigint", "DROP TABLE child" }
        )
        {
            await using var ddl = await database.OpenAsync();
            await ExecuteAsync(ddl, "SET lock_timeout = '50ms'");
            var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(ddl, sql));
            Assert.Equal(PostgresErrorCodes.LockNotAvailable, refused.SqlState);
        }
        using var worker = session.OpenWorker(default);
        Assert.Equal("1001", worker.ReadOne("SELECT count(*)::text FROM public.t"));
    }

    [Fact]
    public async Task Worker_reads_on_while_an_alter_table_waits_for_the_exporter()
    {
        var database = await fixture.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE t AS SELECT generate_series(1, 1000) AS x");
        await using var session = await database.OpenSessionAsync(Impatient);
        await session.TakeAsync(SourceSide.Tables, default);
        using var worker = session.OpenWorker(default);
        var altering = database.ExecuteAsync("ALTER TABLE t ALTER x TYPE bigint");
        await database.WaitForLockWaiterAsync("AccessExclusiveLock");
        // Without a lock of its own the worker would stand in line behind the ALTER until its lock timeout.
        Assert.Equal("1000", worker.ReadOne("SELECT count(*)::text FROM public.t"));
        worker.Dispose();
        await session.DisposeAsync();
        await altering;
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Relation_locked_by_others_is_a_conflict_that_names_it_and_the_rest_is_locked(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            """
            DO $$ BEGIN FOR n IN 1..20 LOOP EXECUTE format('CREATE TABLE t%s AS SELECT %s AS x', n, n); END LOOP; END $$;
            CREATE MATERIALIZED VIEW mat AS SELECT 1 AS x;
            """
        );
        await using var holder = await database.OpenAsync();
        await ExecuteAsync(holder, "BEGIN; LOCK TABLE t3, t17 IN ACCESS EXCLUSIVE MODE; REFRESH MATERIALIZED VIEW mat");
        await using var session = await database.OpenSessionAsync(Impatient);
        var snapshot = await session.TakeAsync(SourceSide.Tables, default);
        Assert.Equal(["mat", "t17", "t3"], snapshot.Unlockable.Select(refused => refused.Relation.Name));
        Assert.Equal(18, snapshot.Locked.Count);
        Assert.Empty(snapshot.NotLocked);
        Assert.All(
            snapshot.Unlockable,
            refused =>
            {
                Assert.Equal(ErrorKind.SourceConflict, refused.Error.Kind);
                Assert.Contains($"public.{refused.Relation.Name}", refused.Error.Message, StringComparison.Ordinal);
                Assert.Contains($"process {holder.ProcessID}", refused.Error.Message, StringComparison.Ordinal);
            }
        );
        using var worker = session.OpenWorker(default);
        Assert.Equal("5", worker.ReadOne("SELECT x::text FROM public.t5"));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Relations_dropped_renamed_or_made_after_the_listing_are_settled_by_the_snapshot(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            """
            CREATE SCHEMA s; CREATE TABLE s.gone (x int); CREATE TABLE stays (x int); CREATE TABLE replaced (x int);
            CREATE TABLE renamed (x int); CREATE TABLE becomes_view (x int); CREATE TABLE "odd.""🐦 name" (x int);
            """
        );
        await using var session = await database.OpenSessionAsync();
        await session.ListAsync(default);
        await database.ExecuteAsync(
            """
            DROP SCHEMA s CASCADE; DROP TABLE replaced; CREATE TABLE replaced (y text); ALTER TABLE renamed RENAME TO new_name;
            DROP TABLE becomes_view; CREATE VIEW becomes_view AS SELECT 1 AS x; CREATE TABLE made (x int);
            """
        );
        var snapshot = await session.TakeAsync(SourceSide.Tables, default);
        Assert.Equal(
            ["becomes_view", "made", "new_name", "odd.\"🐦 name", "replaced", "stays"],
            snapshot.Catalog.Relations.Select(relation => relation.Name)
        );
        Assert.Equal(5, snapshot.Locked.Count);
        Assert.Empty(snapshot.NotLocked);
        Assert.Empty(snapshot.Unlockable);
        Assert.Equal("y", snapshot.Catalog.Relation("replaced").Columns[0].Name);
    }

    [Fact]
    public async Task Relation_selected_too_late_in_every_round_is_told_and_not_locked()
    {
        var database = await fixture.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE known (x int); CREATE TABLE late (x int)");
        await using var session = await database.OpenSessionAsync();
        var calls = 0;
        // Odd calls come before the locks, even ones with the snapshot's own catalog.
        var snapshot = await session.TakeAsync(
            catalog => ++calls % 2 == 1 ? [catalog.Relation("known")] : catalog.Relations,
            default
        );
        Assert.Equal(6, calls);
        Assert.Equal(["late"], snapshot.NotLocked.Select(relation => relation.Name));
        Assert.Equal([snapshot.Catalog.Relation("known").Oid], snapshot.Locked);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Columns_alone_suffice_to_lock_and_nothing_at_all_is_a_permission_error(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        var role = await database.CreateRoleAsync();
        await database.ExecuteAsync(
            $"""
            CREATE TABLE columns (a int, b int); GRANT SELECT (b) ON columns TO {role}; CREATE TABLE refused (x int);
            CREATE TABLE granted (x int); CREATE MATERIALIZED VIEW mat AS SELECT 1 AS x; GRANT SELECT ON granted, mat TO {role};
            CREATE SCHEMA closed; CREATE TABLE closed.hidden (x int); GRANT SELECT ON closed.hidden TO {role};
            """
        );
        await using var session = await database.OpenSessionAsync(role: role);
        var snapshot = await session.TakeAsync(SourceSide.Tables, default);
        Assert.Equal(["hidden", "refused"], snapshot.Unlockable.Select(refused => refused.Relation.Name));
        Assert.All(snapshot.Unlockable, refused => Assert.Equal(ErrorKind.SourcePermission, refused.Error.Kind));
        Assert.Equal(
            new[] { "columns", "granted", "mat" }.Select(name => snapshot.Catalog.Relation(name).Oid).Order(),
            snapshot.Locked.Order()
        );
        await using var ddl = await database.OpenAsync();
        await ExecuteAsync(ddl, "SET lock_timeout = '50ms'");
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(ddl, "TRUNCATE columns"));
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(ddl, "REFRESH MATERIALIZED VIEW mat"));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Storage_changed_between_the_snapshot_and_a_late_lock_is_not_read(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        var role = await database.CreateRoleAsync();
        await database.ExecuteAsync(
            $"""
            CREATE TABLE columns AS SELECT 1 AS a; GRANT SELECT (a) ON columns TO {role};
            CREATE MATERIALIZED VIEW mat AS SELECT 1 AS x; GRANT SELECT ON mat TO {role};
            """
        );
        await using var session = await database.OpenSessionAsync(new SnapshotOptions { MaxAttempts = 2 }, role);
        var calls = 0;
        var snapshot = await session.TakeAsync(
            catalog =>
            {
                // Even calls come with the snapshot's own catalog, before the late locks.
                if (++calls % 2 == 0)
                {
                    database.ExecuteAsync("TRUNCATE columns; REFRESH MATERIALIZED VIEW mat").GetAwaiter().GetResult();
                }
                return catalog.Relations;
            },
            default
        );
        Assert.Equal(4, calls);
        Assert.Equal(["columns", "mat"], snapshot.NotLocked.Select(relation => relation.Name));
        Assert.Empty(snapshot.Locked);
    }

    [Fact]
    public async Task Lock_table_too_small_for_the_selection_says_what_to_raise()
    {
        await using var server = await ThrowawayPostgres.StartAsync(
            new ThrowawayPostgresOptions
            {
                Settings = new Dictionary<string, string>
                {
                    ["max_locks_per_transaction"] = "10",
                    ["max_connections"] = "10",
                },
            }
        );
        var database = new TestDatabase(server, "postgres");
        for (var from = 0; from < 2000; from += 100)
        {
            await database.ExecuteAsync(
                $"DO $$ BEGIN FOR n IN {from}..{from + 99} LOOP EXECUTE format('CREATE TABLE t%s (x int)', n); END LOOP; END $$"
            );
        }
        await using var session = await database.OpenSessionAsync();
        var error = await Assert.ThrowsAsync<PintailException>(() => session.TakeAsync(SourceSide.Tables, default));
        Assert.Contains("max_locks_per_transaction", error.Hint, StringComparison.Ordinal);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
