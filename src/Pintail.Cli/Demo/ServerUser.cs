using System.Diagnostics;

namespace Pintail.Cli.Demo;

/// <summary>
/// Who runs a throw-away server. PostgreSQL refuses to run as root, so root hands it to another user: 'postgres' where
/// it exists, else 'nobody'. Anyone else runs it as himself.
/// </summary>
internal sealed class ServerUser
{
    private readonly string? _name;

    private ServerUser(string? name) => _name = name;

    public static ServerUser Choose()
    {
        if (!Environment.IsPrivilegedProcess || OperatingSystem.IsWindows())
            return new ServerUser(null);
        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet();
        return new ServerUser(users.Contains("postgres") ? "postgres" : "nobody");
    }

    /// <summary>The command line that runs <paramref name="command"/> as this user.</summary>
    public string[] Wrap(params string[] command) =>
        _name is null
            ? command
            : ["setpriv", $"--reuid={_name}", $"--regid={Group}", "--clear-groups", "--", .. command];

    /// <summary>Hands a file or a folder with all that is in it to this user.</summary>
    public void Own(string path)
    {
        if (_name is not null)
            Run("chown", "-R", $"{_name}:{Group}", path);
    }

    /// <summary>True when this user can run the program at <paramref name="path"/>, folders above it included.</summary>
    public bool CanExecute(string path) => _name is null || TryRun(Wrap("test", "-x", path)).ExitCode == 0;

    // Every user of a Debian or Alpine system has a group; nobody's is called otherwise on both.
    private string Group => _name == "nobody" ? "65534" : _name!;

    public static void Run(params string[] command)
    {
        var (exitCode, output) = TryRun(command);
        if (exitCode != 0)
        {
            throw new PintailException(
                ErrorKind.Internal,
                $"'{string.Join(' ', command)}' ended with exit code {exitCode}: {output.Trim()}"
            );
        }
    }

    public static (int ExitCode, string Output) TryRun(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        CleanEnvironment(start);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    /// <summary>PG* variables of the caller speak of his own servers and would change ours.</summary>
    public static void CleanEnvironment(ProcessStartInfo start)
    {
        foreach (
            var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList()
        )
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
    }
}
