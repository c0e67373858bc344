using Npgsql;
using Pintail.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Postgres;

public class SnapshotViewTests(PostgresFixture fixture)
{
    private static readonly SnapshotOptions Impatient = new() { LockTimeout = TimeSpan.FromMilliseconds(300) };

    public static TheoryData<string> Servers => PostgresFixture.Servers;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Whatever_a_view_reads_waits_to_be_rewritten_while_the_snapshot_is_held(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            """
            CREATE TABLE base AS SELECT generate_series(1, 10) AS x; CREATE TABLE side AS TABLE base;
            CREATE TABLE part (x int) PARTITION BY LIST (x); CREATE TABLE leaf PARTITION OF part DEFAULT;
            INSERT INTO part TABLE base; CREATE MATERIALIZED VIEW mat AS TABLE base; CREATE UNIQUE INDEX ON mat (x);
            CREATE FUNCTION inlined() RETURNS SETOF side LANGUAGE sql STABLE AS 'SELECT * FROM public.side';
            CREATE VIEW below AS SELECT x FROM part; CREATE VIEW unused_join AS SELECT b.x FROM base b LEFT JOIN mat m USING (x);
            CREATE VIEW top AS SELECT x, (SELECT count(*) FROM mat) FROM below UNION ALL SELECT x, 1 FROM inlined();
            """
        );
        await using var session = await database.OpenSessionAsync();
        var snapshot = await session.TakeAsync(Views, default);
        Assert.Empty(snapshot.Unlockable);
        Assert.Empty(snapshot.NotLocked);
        Assert.Equal(
            ["base", "below", "leaf", "mat", "part", "side", "top", "unused_join"],
            snapshot.Catalog.Relations.Where(one => snapshot.Locked.Contains(one.Oid)).Select(one => one.Name)
        );
        string[] rewrites =
        [
            "TRUNCATE base",
            "TRUNCATE leaf",
            "TRUNCATE side",
            "REFRESH MATERIALIZED VIEW mat",
            "CREATE OR REPLACE VIEW below AS SELECT 1 AS x",
            "DROP VIEW unused_join",
        ];
        foreach (var sql in rewrites)
        {
            await using var ddl = await database.OpenAsync();
            await ExecuteAsync(ddl, "SET lock_timeout = '50ms'");
            var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(ddl, sql));
            Assert.Equal(PostgresErrorCodes.LockNotAvailable, refused.SqlState);
        }
        // What leaves the old rows to old snapshots need not wait.
        await database.ExecuteAsync("DELETE FROM base; REFRESH MATERIALIZED VIEW CONCURRENTLY mat; DELETE FROM leaf");
        using var worker = session.OpenWorker(default);
        Assert.Equal("20 110", worker.ReadOne("SELECT count(*) || ' ' || sum(count) FROM public.top"));
        Assert.Equal("10", worker.ReadOne("SELECT count(*)::text FROM public.unused_join"));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Refresh_between_the_snapshot_and_the_lock_is_told_or_read_by_a_later_snapshot(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            """
            CREATE TABLE base AS SELECT generate_series(1, 10) AS x; CREATE MATERIALIZED VIEW mat AS TABLE base;
            CREATE VIEW over_mat AS SELECT * FROM mat; CREATE VIEW other AS TABLE base;
            """
        );
        foreach (var (rounds, left, counts) in new[] { (1, "mat over_mat", "11 10"), (2, "", "12 12") })
        {
            await using var session = await database.OpenSessionAsync(new SnapshotOptions { MaxAttempts = rounds });
            var calls = 0;
            var snapshot = await session.TakeAsync(
                catalog =>
                {
                    // The second call comes with the snapshot's own catalog, before the late locks.
                    if (++calls == 2)
                    {
                        database
                            .ExecuteAsync("INSERT INTO base VALUES (0); REFRESH MATERIALIZED VIEW mat")
                            .GetAwaiter()
                            .GetResult();
                    }
                    return catalog.Relations;
                },
                default
            );
            Assert.Equal(left, string.Join(' ', snapshot.NotLocked.Select(relation => relation.Name)));
            Assert.DoesNotContain(snapshot.NotLocked, relation => snapshot.Locked.Contains(relation.Oid));
            Assert.Contains(snapshot.Catalog.Relation("other").Oid, snapshot.Locked);
            using var worker = session.OpenWorker(default);
            // A REFRESH freezes its rows, so that older snapshots see them too: the first would be read torn.
            var read = worker.ReadOne(
                "SELECT count(*) || ' ' || (SELECT count(*) FROM public.other) FROM public.over_mat"
            );
            Assert.Equal(counts, read);
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Refresh_that_waits_for_the_snapshot_keeps_a_worker_out_and_the_exporter_reads(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            "CREATE TABLE base AS SELECT generate_series(1, 10) AS x; CREATE MATERIALIZED VIEW mat AS TABLE base; TRUNCATE base"
        );
        await using var session = await database.OpenSessionAsync(Impatient);
        await session.TakeAsync(SourceSide.Tables, default);
        var refreshing = database.ExecuteAsync("REFRESH MATERIALIZED VIEW mat");
        await database.WaitForLockWaiterAsync("AccessExclusiveLock");
        using (var worker = session.OpenWorker(default))
        {
            var refused = Assert.ThrowsAny<Exception>(() => worker.ReadOne("SELECT count(*)::text FROM public.mat"));
            Assert.Contains(PostgresErrorCodes.LockNotAvailable, refused.Message, StringComparison.Ordinal);
        }
        using (var exporter = session.OpenExporterAsWorker(default))
        {
            Assert.Equal("10", exporter.ReadOne("SELECT count(*)::text FROM public.mat"));
        }
        await session.DisposeAsync();
        await refreshing;
        Assert.Equal("0", await database.ScalarAsync("SELECT count(*) FROM mat"));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Truncate_under_a_view_committed_between_listing_and_locking_is_read_right(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            "CREATE TABLE base AS SELECT 1 AS x; CREATE TABLE log (x int); CREATE VIEW v AS SELECT (SELECT count(*) FROM base), (SELECT count(*) FROM log) AS logged"
        );
        await using var session = await database.OpenSessionAsync();
        await session.ListAsync(default);
        await using var ddl = await database.OpenAsync();
        await ExecuteAsync(ddl, "BEGIN; TRUNCATE base; INSERT INTO log VALUES (1)");
        var taking = session.TakeAsync(Views, default);
        await database.WaitForLockWaiterAsync("AccessShareLock");
        await ExecuteAsync(ddl, "COMMIT");
        var snapshot = await taking;
        Assert.Empty(snapshot.NotLocked);
        using var worker = session.OpenWorker(default);
        Assert.Equal("0 1", worker.ReadOne("SELECT count || ' ' || logged FROM public.v"));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task View_is_locked_by_the_rights_of_its_owner_and_refused_where_they_do_not_suffice(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        var (role, owner) = (await database.CreateRoleAsync(), await database.CreateRoleAsync());
        await database.ExecuteAsync(
            $"""
            CREATE TABLE base AS SELECT 1 AS a, 2 AS b; CREATE TABLE hidden AS TABLE base; CREATE TABLE columns AS TABLE base;
            GRANT SELECT ON base TO {owner}; GRANT SELECT (a) ON columns TO {owner};
            CREATE VIEW readable AS TABLE base; CREATE VIEW owned AS TABLE base; CREATE VIEW broken AS TABLE hidden;
            CREATE VIEW narrow AS SELECT a FROM columns;
            CREATE VIEW refused AS TABLE base; CREATE VIEW partly AS TABLE base; GRANT SELECT (b) ON partly TO {role};
            ALTER VIEW owned OWNER TO {owner}; ALTER VIEW broken OWNER TO {owner}; ALTER VIEW narrow OWNER TO {owner};
            GRANT SELECT ON readable, owned, broken, narrow TO {role};
            """
        );
        await using var session = await database.OpenSessionAsync(role: role);
        var snapshot = await session.TakeAsync(Views, default);
        Assert.Empty(snapshot.NotLocked);
        Assert.Equal(
            [("broken", "hidden"), ("refused", "refused")],
            snapshot.Unlockable.Select(one => (one.Relation.Name, one.Error.Message.TrimEnd('.').Split(' ')[^1]))
        );
        Assert.All(snapshot.Unlockable, one => Assert.Equal(ErrorKind.SourcePermission, one.Error.Kind));
        Assert.Contains("owner", snapshot.Unlockable[0].Error.Hint, StringComparison.Ordinal);
        Assert.Contains(
            "GRANT SELECT ON \"public\".\"refused\"",
            snapshot.Unlockable[1].Error.Hint,
            StringComparison.Ordinal
        );
        Assert.Equal(
            ["base", "columns", "narrow", "owned", "partly", "readable"],
            snapshot.Catalog.Relations.Where(one => snapshot.Locked.Contains(one.Oid)).Select(one => one.Name)
        );
        await using var ddl = await database.OpenAsync();
        await ExecuteAsync(ddl, "SET lock_timeout = '50ms'");
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(ddl, "TRUNCATE base"));
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(ddl, "TRUNCATE columns"));
        using var worker = session.OpenWorker(default);
        Assert.Equal("1 2", worker.ReadOne("SELECT a || ' ' || b FROM public.readable"));
        Assert.Equal("1", worker.ReadOne("SELECT a::text FROM public.narrow"));
        Assert.Equal("2", worker.ReadOne("SELECT b::text FROM public.partly"));
    }

    [Fact]
    public async Task View_with_the_rights_of_its_reader_is_locked_by_them()
    {
        var database = await fixture.CreateDatabaseAsync();
        var role = await database.CreateRoleAsync();
        await database.ExecuteAsync(
            $"""
            CREATE TABLE base AS SELECT 1 AS a, 2 AS b; CREATE TABLE open AS TABLE base; GRANT SELECT (a) ON base TO {role};
            CREATE VIEW narrow WITH (security_invoker) AS SELECT a FROM base; CREATE VIEW wide WITH (security_invoker) AS TABLE base;
            CREATE VIEW whole WITH (security_invoker) AS TABLE open; GRANT SELECT ON open, narrow, wide, whole TO {role};
            """
        );
        await using var session = await database.OpenSessionAsync(role: role);
        var snapshot = await session.TakeAsync(Views, default);
        var refused = Assert.Single(snapshot.Unlockable);
        Assert.Equal(("wide", ErrorKind.SourcePermission), (refused.Relation.Name, refused.Error.Kind));
        Assert.Contains("security_invoker", refused.Error.Hint, StringComparison.Ordinal);
        Assert.Equal(
            ["base", "narrow", "open", "whole"],
            snapshot.Catalog.Relations.Where(one => snapshot.Locked.Contains(one.Oid)).Select(one => one.Name)
        );
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Late_locked_view_over_rewritten_or_new_tables_is_not_read(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        var role = await database.CreateRoleAsync();
        // Privileges on columns keep LOCK TABLE from taking these views before the snapshot.
        await database.ExecuteAsync(
            $"""
            CREATE TABLE base AS SELECT 1 AS a; CREATE TABLE calm AS SELECT 1 AS a;
            CREATE VIEW cleared AS TABLE base; CREATE VIEW replaced AS TABLE calm; CREATE VIEW stays AS TABLE calm;
            GRANT SELECT (a) ON cleared, replaced, stays TO {role};
            """
        );
        await using var session = await database.OpenSessionAsync(new SnapshotOptions { MaxAttempts = 1 }, role);
        var calls = 0;
        var snapshot = await session.TakeAsync(
            catalog =>
            {
                if (++calls == 2)
                {
                    const string Changes =
                        "TRUNCATE base; CREATE TABLE made AS SELECT 1 AS a; CREATE OR REPLACE VIEW replaced AS TABLE made";
                    database.ExecuteAsync(Changes).GetAwaiter().GetResult();
                }
                return Views(catalog);
            },
            default
        );
        Assert.Equal(["cleared", "replaced"], snapshot.NotLocked.Select(relation => relation.Name));
        Assert.Empty(snapshot.Unlockable);
        Assert.Equal(
            ["calm", "stays"],
            snapshot.Catalog.Relations.Where(one => snapshot.Locked.Contains(one.Oid)).Select(one => one.Name)
        );
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task View_over_a_table_held_exclusively_is_a_conflict_that_names_the_view(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            """
            CREATE TABLE held (x int); CREATE TABLE free (x int); CREATE MATERIALIZED VIEW mat AS SELECT 1 AS x;
            CREATE VIEW over_free AS TABLE free; CREATE VIEW over_held AS TABLE held; CREATE VIEW over_mat AS TABLE mat;
            """
        );
        await using var holder = await database.OpenAsync();
        await ExecuteAsync(holder, "BEGIN; LOCK TABLE held IN ACCESS EXCLUSIVE MODE; REFRESH MATERIALIZED VIEW mat");
        await using var session = await database.OpenSessionAsync(Impatient);
        var snapshot = await session.TakeAsync(Views, default);
        Assert.Equal(["over_held", "over_mat"], snapshot.Unlockable.Select(one => one.Relation.Name));
        Assert.All(snapshot.Unlockable, one => Assert.Equal(ErrorKind.SourceConflict, one.Error.Kind));
        Assert.All(
            snapshot.Unlockable,
            one => Assert.Contains("or what it reads", one.Error.Message, StringComparison.Ordinal)
        );
        Assert.Equal(
            ["free", "over_free"],
            snapshot.Catalog.Relations.Where(one => snapshot.Locked.Contains(one.Oid)).Select(one => one.Name)
        );
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Table_that_a_policy_looks_into_is_locked_with_the_guarded_one(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        var role = await database.CreateRoleAsync();
        await database.ExecuteAsync(
            $"""
            CREATE TABLE allowed AS SELECT 1 AS x; CREATE TABLE guarded AS SELECT generate_series(1, 3) AS x;
            ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
            CREATE POLICY p ON guarded USING (x IN (SELECT a.x FROM allowed a)); GRANT SELECT ON guarded, allowed TO {role};
            """
        );
        await using var session = await database.OpenSessionAsync(
            new SnapshotOptions { AllowRowSecurity = true, MaxAttempts = 2 },
            role
        );
        var calls = 0;
        var snapshot = await session.TakeAsync(
            catalog =>
            {
                if (++calls == 2)
                {
                    database
                        .ExecuteAsync("TRUNCATE allowed; INSERT INTO allowed VALUES (1), (2)")
                        .GetAwaiter()
                        .GetResult();
                }
                return [catalog.Relation("guarded")];
            },
            default
        );
        Assert.Equal(4, calls);
        Assert.Empty(snapshot.NotLocked);
        Assert.Contains(snapshot.Catalog.Relation("allowed").Oid, snapshot.Locked);
        using var worker = session.OpenWorker(default);
        Assert.Equal("2", worker.ReadOne("SELECT count(*)::text FROM public.guarded"));
    }

    private static IReadOnlyList<Relation> Views(Catalog catalog) =>
        [.. catalog.Relations.Where(relation => relation.Kind == RelationKind.View)];

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
