using Pintail.Target;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Target;

/// <summary>A --memory-limit that is too small, and blocks that cannot be spilled to disk.</summary>
public class MemoryShortageTests(PostgresFixture fixture)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Limit_that_is_too_small_is_told_and_the_next_run_succeeds(bool isFirst)
    {
        using var mirror = await TargetState.CreateAsync(fixture);
        if (!isFirst)
            await mirror.SucceedAsync();
        var (failed, version) = (0, 0);
        foreach (var limit in new[] { "1KB", "500KB", "1MB", "2MB", "4MB", "6MB", "8MB", "12MB" })
        {
            if (!isFirst)
                await mirror.ChangeAsync(++version);
            mirror.Spec = mirror.Spec with { Full = true, Target = mirror.Spec.Target with { MemoryLimit = limit } };
            var (error, isPublished) = await TryAsync(mirror);
            if (error is not null)
            {
                failed++;
                Assert.True(error.Kind is ErrorKind.TargetFailed or ErrorKind.TargetUnreachable, $"{limit}: {error}");
                Assert.Contains("aise --memory-limit", error.Hint, StringComparison.Ordinal);
                Assert.DoesNotContain("Possible solutions", error.Message, StringComparison.Ordinal);
            }
            mirror.AssertOldOrNew(version, isPublished);
            mirror.Spec = mirror.Spec with { Full = false, Target = mirror.Spec.Target with { MemoryLimit = null } };
            mirror.Doubts.Clear();
            await mirror.AssertNextRunSucceedsAsync(version);
            if (isFirst)
                File.Delete(mirror.TargetFile);
        }
        Assert.InRange(failed, 3, 8);
    }

    [Fact]
    public async Task Spilling_that_is_impossible_is_told_with_the_place()
    {
        using var mirror = await TargetState.CreateAsync(fixture);
        await mirror.SucceedAsync();
        await mirror.ChangeAsync(1);
        // A file where DuckDB wants a folder.
        var folder = mirror.TargetFile + ".tmp";
        await File.WriteAllTextAsync(folder, "mine");
        mirror.Spec = mirror.Spec with { Full = true, Target = mirror.Spec.Target with { MemoryLimit = "20MB" } };

        var (error, isPublished) = await TryAsync(mirror);

        Assert.NotNull(error);
        Assert.Contains($"\"{folder}\"", error.Message, StringComparison.Ordinal);
        Assert.Contains(folder, error.Hint, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(folder));
        mirror.AssertOldOrNew(1, isPublished);
        File.Delete(folder);
        mirror.Spec = mirror.Spec with { Full = false, Target = mirror.Spec.Target with { MemoryLimit = null } };
        await mirror.AssertNextRunSucceedsAsync(1);
    }

    [Fact]
    public async Task What_a_killed_run_had_spilled_is_removed_and_other_files_are_not()
    {
        using var mirror = await TargetState.CreateAsync(fixture);
        var folder = Directory.CreateDirectory(mirror.TargetFile + ".tmp").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "duckdb_temp_storage_DEFAULT-0.tmp"), "spilled");
        await File.WriteAllTextAsync(Path.Combine(folder, "mine"), "mine");

        await mirror.SucceedAsync();

        Assert.Equal([Path.Combine(folder, "mine")], Directory.EnumerateFiles(folder));
        File.Delete(Path.Combine(folder, "mine"));
        await mirror.AssertNextRunSucceedsAsync(0);
    }

    /// <returns>The first thing that went wrong, and whether all tables are published.</returns>
    private static async Task<(PintailException? Error, bool IsPublished)> TryAsync(MirrorHarness mirror)
    {
        try
        {
            var result = await mirror.RunAsync();
            var error = result.Tables.Select(table => table.Error).FirstOrDefault(error => error is not null);
            return (error ?? mirror.Doubts.FirstOrDefault(), error is null);
        }
        catch (PintailException e)
        {
            return (e, false);
        }
    }
}
