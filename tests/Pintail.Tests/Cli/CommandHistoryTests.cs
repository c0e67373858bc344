using Pintail.Cli.Shell;

namespace Pintail.Tests.Cli;

public sealed class CommandHistoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pintail-history-").FullName;

    private string FilePath => Path.Combine(_folder, "state", "pintail", "sql_history");

    [Fact]
    public void Lines_come_back_in_another_session_from_a_file_of_the_user_alone()
    {
        new CommandHistory(FilePath).Add(["SELECT", "1;"]);
        var later = new CommandHistory(FilePath);
        Assert.Equal("1; SELECT", $"{later.Older("")} {later.Older("")}");
        Assert.Null(later.Older(""));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Theory]
    [InlineData("CREATE SECRET s (TYPE postgres, HOST 'h');")]
    [InlineData("create or replace persistent", "secret if not exists s", "(type rds, profile 'x');")]
    [InlineData("CREATE SECRET (TYPE postgres, URI 'postgresql://u@h/d');")]
    [InlineData("ATTACH 'host=h", "password=x' AS pg;")]
    [InlineData("ATTACH 'host=h sslpassword=x' AS pg;")]
    [InlineData("ATTACH 'postgresql://h/d?user=u&password=x' AS pg;")]
    [InlineData("FROM postgres_scan('PASSWORD=x', 's', 't');")]
    [InlineData("ATTACH 'postgresql://u:x@h/d' AS pg (TYPE postgres);")]
    [InlineData("ATTACH 'md:d' (TOKEN 'x');")]
    [InlineData("select '", "PASSWORD", "';")]
    public void Statement_that_may_hold_a_secret_is_not_kept(params string[] lines)
    {
        var history = new CommandHistory(FilePath);
        history.Add(lines);
        Assert.Equal(lines[^1], history.Older(""));
        Assert.False(File.Exists(FilePath));
        history.Add(["ATTACH 'postgresql://u@h/d' AS pg (TYPE postgres);"]);
        Assert.Single(File.ReadAllLines(FilePath));
    }

    [Fact]
    public void File_does_not_grow_for_ever()
    {
        var history = new CommandHistory(FilePath);
        for (var i = 0; i < 3; i++)
            history.Add([.. Enumerable.Range(0, CommandHistory.MaxLines).Select(line => $"{i}.{line}")]);
        var lines = File.ReadAllLines(FilePath);
        Assert.Equal(CommandHistory.MaxLines, lines.Length);
        Assert.Equal($"2.{CommandHistory.MaxLines - 1}", lines[^1]);
    }

    [Fact]
    public void File_that_cannot_be_written_is_no_error()
    {
        File.WriteAllText(Path.Combine(_folder, "state"), "a file in the folder's place");
        var history = new CommandHistory(FilePath);
        history.Add(["SELECT 1;"]);
        Assert.Equal("SELECT 1;", history.Older(""));
    }

    [Theory]
    [InlineData("/state", "/home/u", "/state/pintail/sql_history")]
    [InlineData("relative", "/home/u", "/home/u/.local/state/pintail/sql_history")]
    [InlineData("", "", null)]
    public void Place_follows_the_users_folders(string state, string home, string? expected) =>
        Assert.Equal(
            expected,
            CommandHistory.DefaultFile(new Dictionary<string, string> { ["XDG_STATE_HOME"] = state, ["HOME"] = home })
        );

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
