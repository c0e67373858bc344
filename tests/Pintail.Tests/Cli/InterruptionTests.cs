using System.Diagnostics;
using Npgsql;
using Pintail.DuckDB;
using Pintail.Tests.Support;

namespace Pintail.Tests.Cli;

public sealed class InterruptionTests(PostgresFixture fixture) : IDisposable
{
    // Reading a row waits for this advisory lock, which the test holds: the COPY stands still in the middle.
    private const string SlowTable = """
        create table slow as select i from generate_series(1, 10) i;
        alter table slow enable row level security;
        create policy wait on slow using (i < 5 or pg_advisory_xact_lock_shared(42)::text = '');
        """;

    private readonly CliRunner _cli = new();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Signal_during_a_copy_ends_with_130_cancels_the_query_and_leaves_the_target(string signal)
    {
        var database = await fixture.CreateDatabaseAsync();
        var role = $"reader_{Guid.NewGuid():N}";
        await database.ExecuteAsync($"create role {role} login; create table fast as select 1 as i");
        await database.ExecuteAsync(SlowTable + $"grant select on slow, fast to {role}");
        var source = database.Conninfo.Replace("postgres@", $"{role}@");
        string[] mirror =
        [
            "mirror",
            "--source",
            source,
            "--target",
            _cli.PathOf("copy.duckdb"),
            "--allow-row-filtering",
        ];
        Assert.Equal(ExitCodes.Success, (await _cli.RunAsync(mirror)).ExitCode);
        await database.ExecuteAsync("insert into fast values (2)");

        await using var holder = await database.OpenAsync();
        await using (var hold = new NpgsqlCommand("select pg_advisory_lock(42)", holder))
            await hold.ExecuteNonQueryAsync();
        using var process = PintailProcess.Start(_cli.Folder, new Dictionary<string, string>(), mirror);
        await UntilAsync(
            database,
            "select count(*) from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())",
            "1"
        );
        process.Signal(signal);
        var result = await process.ResultAsync();

        Assert.Equal(ExitCodes.Interrupted, result.ExitCode);
        Assert.EndsWith("interrupted; nothing is half-published\n", result.Error);
        await UntilAsync(database, $"select count(*) from pg_stat_activity where usename = '{role}'", "0");
        Assert.Equal("1|10", Scalar("select (select count(*) from fast) || '|' || (select count(*) from slow)"));
        Assert.Equal(
            "0",
            Scalar(
                "select count(*) from duckdb_tables() where table_name not in ('fast', 'slow') and schema_name = 'public'"
            )
        );
    }

    public void Dispose() => _cli.Dispose();

    // The server has no way to call us: asks until it is so.
    private static async Task UntilAsync(TestDatabase database, string sql, string expected)
    {
        var clock = Stopwatch.StartNew();
        while (await database.ScalarAsync(sql) != expected)
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"Not within a minute: {sql} = {expected}");
    }

    private string Scalar(string sql)
    {
        using var database = DuckDBDatabase.Open(_cli.PathOf("copy.duckdb"));
        using var connection = database.Connect();
        connection.Execute("set search_path = 'public'");
        using var result = connection.Query(sql);
        return result.Scalar()!.ToString()!;
    }
}
