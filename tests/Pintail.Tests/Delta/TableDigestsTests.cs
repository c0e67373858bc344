using Pintail.Mirror;
using Pintail.Target;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Delta;

public class TableDigestsTests(PostgresFixture fixture)
{
    [Fact]
    public async Task Table_that_cannot_be_asked_is_copied_in_full_alone()
    {
        await using var server = await ServerFolder.StartAsync("npm");
        var source = new TestDatabase(server, "postgres");
        string[] tables = ["a", "b", "c", "d", "e"];
        foreach (var name in tables)
            await source.ExecuteAsync($"CREATE TABLE {name} AS SELECT i FROM generate_series(1, 100) i");
        await source.ExecuteAsync("CHECKPOINT");
        using var mirror = new MirrorHarness(source);
        mirror.Spec = mirror.Spec with { DurabilityWait = TimeSpan.FromSeconds(60), MaxRetries = 1 };
        await mirror.SucceedAsync();
        var file = await source.ScalarAsync("SELECT pg_relation_filepath('c')");
        await server.StopAsync();
        var heap = Path.Combine(server.DataFolder, file!);
        var whole = await File.ReadAllBytesAsync(heap);
        // A page that the server does not know as one.
        await File.WriteAllBytesAsync(heap, [.. Enumerable.Repeat((byte)0xAA, 8192), .. whole.Skip(8192)]);
        await server.RestartAsync();

        var result = await mirror.RunAsync();

        var broken = Assert.Single(result.Tables, table => table.Status == TableStatus.Failed);
        Assert.Equal("c", broken.Table);
        Assert.Equal("what changed could not be asked", broken.Reason);
        Assert.Contains("invalid page", broken.Error!.Message);
        Assert.All(
            result.Tables.Where(table => table.Table != "c"),
            table => Assert.Equal(ChangeKind.Unchanged, table.Change!.Kind)
        );
        Assert.Contains("invalid page", Assert.Single(mirror.Doubts).Message);
        Assert.Equal("100", mirror.Scalar("SELECT count(*) FROM public.c"));

        await server.StopAsync();
        await File.WriteAllBytesAsync(heap, whole);
        await server.RestartAsync();
        Assert.All(
            (await mirror.SucceedAsync()).Tables,
            table => Assert.Equal(ChangeKind.Unchanged, table.Change!.Kind)
        );
    }

    [Fact]
    public async Task Partitioned_table_without_partitions_says_so()
    {
        using var mirror = await DeltaHarness.LoadedAsync(
            fixture,
            "CREATE TABLE t (id int PRIMARY KEY) PARTITION BY RANGE (id)"
        );
        Assert.Contains("no partitions", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
    }
}
