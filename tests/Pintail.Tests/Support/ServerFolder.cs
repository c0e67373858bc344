using System.Diagnostics;
using Pintail.Cli.Demo;

namespace Pintail.Tests.Support;

/// <summary>Servers that are made from the data folder of another: copies of it, and standbys that follow it.</summary>
internal static class ServerFolder
{
    private static readonly string[] OwnFiles = ["postgresql.conf", "pg_hba.conf"];

    /// <summary>A server of a test's own.</summary>
    public static Task<ThrowawayPostgres> StartAsync(string server, Dictionary<string, string>? settings = null) =>
        ThrowawayPostgres.StartAsync(
            new ThrowawayPostgresOptions { BinFolder = PostgresFixture.BinFolder(server), Settings = settings ?? [] }
        );

    /// <summary>A standby, streaming from a primary that is stopped for a moment.</summary>
    public static async Task<ThrowawayPostgres> StandbyOfAsync(
        ThrowawayPostgres primary,
        string server,
        Dictionary<string, string>? settings = null
    )
    {
        var all = new Dictionary<string, string>(settings ?? [])
        {
            ["primary_conninfo"] = $"host={primary.Host} port={primary.Port} user={primary.User}",
        };
        return await CopyOfAsync(primary, server, all, isStandby: true);
    }

    /// <summary>A server over a copy of another's folder, taken while that one is cleanly stopped, on a port of its own.</summary>
    public static async Task<ThrowawayPostgres> CopyOfAsync(
        ThrowawayPostgres original,
        string server,
        Dictionary<string, string>? settings = null,
        bool isStandby = false
    )
    {
        var copy = await StartAsync(server, settings);
        await copy.StopAsync();
        await original.StopAsync();
        // The copy keeps its own configuration, with its own port.
        foreach (var name in OwnFiles)
            await CopyAsync(Path.Combine(copy.DataFolder, name), Path.Combine(copy.Folder, name));
        await CopyAsync($"{original.DataFolder}/.", copy.DataFolder);
        foreach (var name in OwnFiles)
            await CopyAsync(Path.Combine(copy.Folder, name), Path.Combine(copy.DataFolder, name));
        if (isStandby)
            await File.WriteAllTextAsync(Path.Combine(copy.DataFolder, "standby.signal"), "");
        await original.RestartAsync();
        await copy.RestartAsync();
        return copy;
    }

    /// <summary>Until a standby has replayed all that its primary has written.</summary>
    public static async Task FollowAsync(TestDatabase primary, TestDatabase standby)
    {
        // Only what is on disk is sent.
        await primary.ExecuteAsync(
            "SET synchronous_commit = on; SELECT pg_logical_emit_message(true, 'pintail', 'flush')"
        );
        var written = await primary.ScalarAsync("SELECT pg_current_wal_flush_lsn()::text");
        await Eventually.Async(async () =>
            await standby.ScalarAsync($"SELECT pg_last_wal_replay_lsn() >= '{written}'") == "True"
        );
    }

    // As cp does it: with the owner, who is the servers' user.
    private static async Task CopyAsync(string from, string to)
    {
        using var copy = Process.Start("cp", ["-a", "-T", from, to]);
        await copy.WaitForExitAsync();
        Assert.Equal(0, copy.ExitCode);
    }
}
