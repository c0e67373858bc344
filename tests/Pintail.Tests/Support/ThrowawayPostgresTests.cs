using Pintail.Cli.Demo;

namespace Pintail.Tests.Support;

public class ThrowawayPostgresTests(PostgresFixture fixture)
{
    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Server_started_answers_in_a_database_of_its_own(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        Assert.Equal(database.Name, await database.ScalarAsync("SELECT current_database()"));
    }

    [Fact]
    public async Task Server_disposed_leaves_no_process_and_no_folder()
    {
        var server = await ThrowawayPostgres.StartAsync();
        var (folder, pid) = (server.Folder, server.ProcessId);
        await server.DisposeAsync();
        Assert.False(Directory.Exists(folder));
        Assert.False(Directory.Exists($"/proc/{pid}"));
    }

    [Fact]
    public async Task Server_given_up_while_it_starts_ends()
    {
        // Disposed as soon as its process is there, which hears no signal yet.
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        var starting = ThrowawayPostgres.StartAsync(cancellation: given.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting.WaitAsync(TimeSpan.FromSeconds(60)));
    }
}
