using System.Globalization;
using Npgsql;
using Pintail.Tests.Support;

namespace Pintail.Tests.Delta;

/// <summary>
/// What several sessions do to three tables, drawn from a seed: one with a primary key, one without any, one partitioned.
/// Transactions stay open over any number of refreshes. A statement that the server refuses (a key that is there already,
/// a lock that another session has) ends its transaction and is no matter.
/// </summary>
internal sealed class RandomChanges(TestDatabase source, int seed) : IAsyncDisposable
{
    public const string Schema = """
        CREATE TABLE t (id int PRIMARY KEY, grp int, v text);
        CREATE TABLE k (id int, grp int, v text);
        CREATE TABLE p (id int PRIMARY KEY, grp int, v text) PARTITION BY RANGE (id);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (MINVALUE) TO (100);
        CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (100) TO (MAXVALUE);
        CREATE INDEX ON t (grp);
        CREATE TABLE other (t_id int REFERENCES t (id));
        INSERT INTO t SELECT i, i % 10, 'v' || i FROM generate_series(1, 200) i;
        INSERT INTO k SELECT i, i % 10, 'v' || i FROM generate_series(1, 200) i;
        INSERT INTO p SELECT i, i % 10, 'v' || i FROM generate_series(1, 200) i;
        """;

    /// <summary>Of the ten that a server keeps, as other tests prepare some, too.</summary>
    private const int MostPrepared = 4;

    private static readonly string[] Tables = ["t", "k", "p"];

    private readonly Random _random = new(seed);
    private readonly List<Session> _sessions = [];
    private readonly List<string> _prepared = [];
    private int _names;

    /// <summary>What was done, newest last.</summary>
    public List<string> Log { get; } = [];

    private sealed record Session(NpgsqlConnection Connection)
    {
        public bool IsInTransaction { get; set; }
    }

    public async Task OpenAsync(int sessions)
    {
        for (var i = 0; i < sessions; i++)
        {
            var session = new Session(await source.OpenAsync());
            _sessions.Add(session);
            await DoAsync(session, "SET lock_timeout = '20ms'; SET synchronous_commit = off");
        }
    }

    /// <summary>A few statements of random sessions.</summary>
    public async Task StepAsync()
    {
        for (var left = _random.Next(1, 7); left > 0; left--)
        {
            var session = _sessions[_random.Next(_sessions.Count)];
            var next = _random.Next(100);
            if (next < 12)
                await AloneAsync(session);
            else if (!session.IsInTransaction && next < 45)
                session.IsInTransaction = await DoAsync(session, "BEGIN");
            else if (session.IsInTransaction && next < 40)
                await EndAsync(session);
            else
                await ChangeAsync(session);
        }
    }

    private async Task EndAsync(Session session)
    {
        if (_random.Next(6) == 0 && _prepared.Count < MostPrepared)
        {
            var name = $"p{seed}_{_names++}_{Guid.NewGuid():N}";
            if (await DoAsync(session, $"PREPARE TRANSACTION '{name}'"))
                _prepared.Add(name);
        }
        else
        {
            await DoAsync(session, _random.Next(4) == 0 ? "ROLLBACK" : "COMMIT");
        }
        session.IsInTransaction = false;
    }

    private async Task ChangeAsync(Session session)
    {
        var sql = Change(Tables[_random.Next(Tables.Length)]);
        if (session.IsInTransaction && _random.Next(4) == 0)
        {
            var end = _random.Next(2) == 0 ? "RELEASE s" : "ROLLBACK TO s";
            sql = $"SAVEPOINT s; {sql}; {end}";
        }
        if (!await DoAsync(session, sql) && session.IsInTransaction)
        {
            await DoAsync(session, "ROLLBACK");
            session.IsInTransaction = false;
        }
    }

    private string Change(string table)
    {
        var id = _random.Next(1, 260);
        return _random.Next(11) switch
        {
            0 or 1 => Sql(
                $"INSERT INTO {table} SELECT i, i % 10, 'n{_names++}' FROM generate_series({id + 200}, {id + 200 + _random.Next(5)}) i"
            ),
            2 => Sql($"INSERT INTO {table} VALUES ({id}, 1, repeat('{_names++}', 9000))"),
            3 or 4 => Sql($"UPDATE {table} SET v = 'u{_names++}' WHERE id BETWEEN {id} AND {id + _random.Next(4)}"),
            5 => Sql($"UPDATE {table} SET grp = grp + 1 WHERE id = {id}"),
            6 => Sql($"UPDATE {table} SET id = id + 97 WHERE id = {id}"),
            7 => Sql($"DELETE FROM {table} WHERE id BETWEEN {id} AND {id + _random.Next(4)}"),
            8 => Sql($"SELECT FROM {table} WHERE id = {id} FOR {(_random.Next(2) == 0 ? "SHARE" : "NO KEY UPDATE")}"),
            9 => Sql($"INSERT INTO other VALUES ({id})"),
            _ => Sql($"DELETE FROM {table} WHERE id = {id}; INSERT INTO {table} VALUES ({id}, 2, 'again{_names++}')"),
        };
    }

    // Each in a transaction of its own, so that no lock is left that a refresh would wait for.
    private async Task AloneAsync(Session session)
    {
        if (session.IsInTransaction)
            return;
        if (_prepared.Count > 0 && _random.Next(2) == 0)
        {
            // One that could not be ended would stay, and the server has room for ten.
            if (await DoAsync(session, $"{(_random.Next(3) == 0 ? "ROLLBACK" : "COMMIT")} PREPARED '{_prepared[0]}'"))
                _prepared.RemoveAt(0);
            return;
        }
        var table = Tables[_random.Next(Tables.Length)];
        await DoAsync(
            session,
            _random.Next(14) switch
            {
                0 or 1 or 2 => $"VACUUM {table}",
                3 or 4 or 5 => $"VACUUM FREEZE {table}",
                6 => $"VACUUM FULL {table}",
                7 => "CLUSTER t USING t_pkey",
                8 => "TRUNCATE k",
                9 => "BEGIN; TRUNCATE k; INSERT INTO k SELECT i, 0, 'f' FROM generate_series(1, 50) i; COMMIT",
                10 => Sql(
                    $"ALTER TABLE {table} ADD IF NOT EXISTS extra{_random.Next(3)} int DEFAULT {_random.Next(100)}"
                ),
                11 =>
                    "BEGIN; ALTER TABLE p DETACH PARTITION p2; UPDATE p2 SET v = 'd' WHERE id % 50 = 0; ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (100) TO (MAXVALUE); COMMIT",
                12 => $"ALTER TABLE {table} ALTER grp TYPE {(_random.Next(2) == 0 ? "bigint" : "int")}",
                _ => $"CHECKPOINT",
            }
        );
        // What it began is over, also where it failed in the middle.
        await DoAsync(session, "ROLLBACK");
    }

    private static string Sql(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private async Task<bool> DoAsync(Session session, string sql)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, session.Connection);
            await command.ExecuteNonQueryAsync();
            Log.Add($"{_sessions.IndexOf(session)}: {sql}");
            return true;
        }
        catch (PostgresException e)
        {
            Log.Add($"{_sessions.IndexOf(session)}: {sql} -- {e.SqlState}");
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions)
            await session.Connection.DisposeAsync();
        foreach (var name in _prepared)
            await source.ExecuteAsync($"ROLLBACK PREPARED '{name}'");
    }
}
