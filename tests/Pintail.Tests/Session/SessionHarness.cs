using Pintail.Session;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session;

/// <summary>A source database attached as pg, and sessions over it.</summary>
internal sealed class SessionHarness : IDisposable
{
    private readonly List<SqlSession> _sessions = [];

    private SessionHarness(TestDatabase source, SqlDatabase database) => (Source, Database) = (source, database);

    public TestDatabase Source { get; }
    public SqlDatabase Database { get; }
    public SqlSession Session => _sessions[0];

    public static async Task<SessionHarness> CreateAsync(
        PostgresFixture fixture,
        string sql,
        string server = "npm",
        string options = "TYPE postgres"
    )
    {
        var source = await fixture.CreateDatabaseAsync(server);
        await source.ExecuteAsync(sql);
        return Over(source, options);
    }

    public static SessionHarness Over(TestDatabase source, string options = "TYPE postgres", string? conninfo = null)
    {
        var harness = new SessionHarness(source, SqlDatabase.Open(new SqlOptions { Connections = 2 }));
        harness.Connect();
        harness.Run($"ATTACH '{conninfo ?? source.Conninfo}' AS pg ({options})");
        return harness;
    }

    public SqlSession Connect()
    {
        var session = Database.Connect();
        _sessions.Add(session);
        return session;
    }

    public void Run(string sql) => Rows(sql);

    /// <summary>All rows of the last statement, values separated by bars, ∅ for NULL.</summary>
    public IReadOnlyList<string> Rows(string sql, SqlSession? session = null)
    {
        IReadOnlyList<string> rows = [];
        foreach (var result in (session ?? Session).Execute(sql))
            rows = [.. result.Rows().Select(row => string.Join('|', row.Select(value => value?.ToString() ?? "∅")))];
        return rows;
    }

    public void Dispose()
    {
        foreach (var session in _sessions)
            session.Dispose();
        Database.Dispose();
    }
}
