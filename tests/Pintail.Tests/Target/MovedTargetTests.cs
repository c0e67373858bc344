using Pintail.Target;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Target;

/// <summary>A target file that somebody moves, deletes or replaces while a run writes to it: what is written is nowhere then.</summary>
public class MovedTargetTests(PostgresFixture fixture)
{
    private const string Sql = "CREATE TABLE t AS SELECT 1 AS a";

    [Theory]
    [InlineData("deleted", true)]
    [InlineData("deleted", false)]
    [InlineData("moved", true)]
    [InlineData("moved", false)]
    [InlineData("replaced", true)]
    [InlineData("replaced", false)]
    public async Task Run_whose_file_is_gone_does_not_succeed_and_touches_no_other(string what, bool isFirst)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        if (!isFirst)
            await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("UPDATE t SET a = 2");
        mirror.Spec = mirror.Spec with { Full = true };
        var file = mirror.TargetFile;
        var other = file + ".other";
        await File.WriteAllTextAsync(other, "somebody else's", TestContext.Current.CancellationToken);
        mirror.OnTableStarted = _ =>
        {
            if (what == "deleted")
                File.Delete(file);
            else if (what == "moved")
                File.Move(file, file + ".moved");
            else
                File.Move(other, file, overwrite: true);
        };

        var error = await mirror.FailAsync();

        Assert.Equal(ErrorKind.TargetFailed, error.Kind);
        Assert.Contains($"The target '{file}' is no longer the file", error.Message);
        Assert.Contains(what == "moved" ? $"'{file}.moved'" : "(deleted)", error.Message);
        Assert.Equal(what == "replaced", File.Exists(file));
        if (what == "replaced")
            Assert.Equal("somebody else's", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(file + ".wal"));
        File.Delete(file);
        mirror.OnTableStarted = null;
        await mirror.SucceedAsync();
        Assert.Equal("2", mirror.Scalar("SELECT a FROM public.t"));
    }

    [Fact]
    public async Task File_behind_a_folder_that_is_a_link_is_found_and_stays()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        var link = Directory.CreateTempSubdirectory("pintail-link-").FullName;
        Directory.Delete(link);
        Directory.CreateSymbolicLink(link, Path.GetDirectoryName(mirror.TargetFile)!);
        var path = Path.Combine(link, "by link.duckdb");
        mirror.Spec = mirror.Spec with { Target = mirror.Spec.Target with { File = path } };

        await mirror.SucceedAsync();

        Assert.True(File.Exists(path));
        using (var open = File.OpenRead(path))
            Assert.Null(OpenedFile.Find(path)!.Moved());
        Assert.Null(OpenedFile.Find(path));
        Directory.Delete(link);
    }
}
