using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Pintail.Cli.Demo;

/// <summary>What a throw-away server is started with; the defaults make an empty UTF-8 server that trusts everyone.</summary>
internal sealed record ThrowawayPostgresOptions
{
    /// <summary>Folder with initdb and postgres; null: <see cref="PostgresBinaries.Find"/>.</summary>
    public string? BinFolder { get; init; }

    /// <summary>postgresql.conf settings, over the defaults.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>pg_hba.conf as a whole; null trusts everyone on the socket and on 127.0.0.1, replication included.</summary>
    public string? HostBasedAuthentication { get; init; }
    public IReadOnlyList<string> InitdbArguments { get; init; } = [];

    /// <summary>Files to put beside the data, by name: certificates and keys (readable by the server only).</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();
}

/// <summary>
/// A PostgreSQL server that lives as long as this object, in a temporary folder, on a free port of 127.0.0.1 and on a
/// unix socket in <see cref="Folder"/>. It does not outlive its maker: a shell holds a pipe from us and stops the
/// server when the pipe closes, however we end. Data is not synced to disk: fast, and worth nothing after a crash.
/// </summary>
internal sealed class ThrowawayPostgres : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    // $1 is the pid file of the server, the rest its command. The server gets a session of its own, so that Ctrl-C in a
    // terminal reaches us and not it. INT is Postgres' fast shutdown, and is lost on a server that has just been forked
    // and does not listen to signals yet: said until it is gone, which the shell notices while it waits for sleep.
    private const string Keeper = """
        trap '' INT TERM HUP
        if command -v setsid > /dev/null; then setsid "$@" & else "$@" & fi
        server=$!
        read -r _
        while kill -INT $server 2> /dev/null; do sleep 0.05; done
        """;

    private readonly ServerUser _user;
    private readonly string _bin;
    private Process? _keeper;

    // A server that was killed leaves its postmaster.pid, which still says "ready".
    private int _crashed;

    private ThrowawayPostgres(ServerUser user, string bin, string folder)
    {
        _user = user;
        _bin = bin;
        Folder = folder;
    }

    /// <summary>Temporary folder: data/, log, the unix socket, the given files.</summary>
    public string Folder { get; }
    public string DataFolder => Path.Combine(Folder, "data");
    public string Host => "127.0.0.1";
    public int Port { get; private set; }
    public string User => "postgres";
    public string LogFile => Path.Combine(Folder, "log");

    /// <summary>A conninfo string for one of its databases, over TCP.</summary>
    public string Conninfo(string database = "postgres") =>
        $"postgresql://{User}@{Host}:{Port}/{Uri.EscapeDataString(database)}";

    /// <summary>Pid of the postmaster.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(DataFolder, "postmaster.pid")).First());

    public static async Task<ThrowawayPostgres> StartAsync(
        ThrowawayPostgresOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        options ??= new ThrowawayPostgresOptions();
        var folder = Directory.CreateTempSubdirectory("pintail-pg-").FullName;
        var user = ServerUser.Choose();
        var server = new ThrowawayPostgres(
            user,
            Reachable(options.BinFolder ?? PostgresBinaries.Find(), user, folder),
            folder
        );
        try
        {
            user.Own(folder);
            server.Initialize(options);
            await server.StartServerAsync(cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            // Ctrl-C in a terminal also ends initdb, which is no failure of its own then.
            cancellation.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>Stops the server as a clean shutdown (or kill −9 with <paramref name="crash"/>) and starts it on the same port.</summary>
    public async Task RestartAsync(bool crash = false, CancellationToken cancellation = default)
    {
        if (crash)
        {
            _crashed = ProcessId;
            Process.GetProcessById(_crashed).Kill();
        }
        await StopServerAsync();
        await StartServerAsync(cancellation);
    }

    /// <summary>Stops the server; the folder stays until disposal.</summary>
    public Task StopAsync() => StopServerAsync();

    public async ValueTask DisposeAsync()
    {
        await StopServerAsync();
        Directory.Delete(Folder, recursive: true);
    }

    // A checkout below a private folder (/root, a CI's workspace) cannot be read by the server's user: copy.
    private static string Reachable(string bin, ServerUser user, string folder)
    {
        if (user.CanExecute(Path.Combine(bin, "postgres")))
            return bin;
        var copy = Path.Combine(folder, "postgresql");
        ServerUser.Run("cp", "-R", Path.GetDirectoryName(bin.TrimEnd('/'))!, copy);
        return Path.Combine(copy, "bin");
    }

    private void Initialize(ThrowawayPostgresOptions options)
    {
        string[] initdb =
        [
            Path.Combine(_bin, "initdb"),
            .. new[] { "-D", DataFolder, "-U", User, "-A", "trust", "--no-sync", "--encoding=UTF8", "--locale=C" },
            .. options.InitdbArguments,
        ];
        ServerUser.Run(_user.Wrap(initdb));
        foreach (var (name, content) in options.Files)
        {
            var path = Path.Combine(Folder, name);
            File.WriteAllText(path, content);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            _user.Own(path);
        }
        if (options.HostBasedAuthentication is { } rules)
            File.WriteAllText(Path.Combine(DataFolder, "pg_hba.conf"), rules + "\n");
        Port = FreePort();
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = Host,
            ["port"] = Port.ToString(),
            ["unix_socket_directories"] = Folder,
            ["fsync"] = "off",
            ["synchronous_commit"] = "off",
            ["full_page_writes"] = "off",
            ["max_wal_size"] = "4GB",
            ["max_connections"] = "60",
            ["shared_buffers"] = "128MB",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
        };
        foreach (var (name, value) in options.Settings)
            settings[name] = value;
        var lines = settings.Select(setting => $"{setting.Key} = '{setting.Value.Replace("'", "''")}'");
        File.AppendAllLines(Path.Combine(DataFolder, "postgresql.conf"), lines);
    }

    private async Task StartServerAsync(CancellationToken cancellation)
    {
        File.WriteAllText(LogFile, "");
        _user.Own(LogFile);
        string[] command =
        [
            .. new[] { "sh", "-c", Keeper, "sh" },
            .. _user.Wrap(
                "sh",
                "-c",
                "exec \"$@\" > \"$0\" 2>&1",
                LogFile,
                Path.Combine(_bin, "postgres"),
                "-D",
                DataFolder
            ),
        ];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            WorkingDirectory = Folder,
        };
        ServerUser.CleanEnvironment(start);
        var startedAt = DateTime.UtcNow;
        _keeper = Process.Start(start)!;
        var clock = Stopwatch.StartNew();
        while (!IsReady(startedAt))
        {
            if (_keeper.HasExited || clock.Elapsed > StartTimeout)
                throw new PintailException(
                    ErrorKind.Internal,
                    $"The PostgreSQL server did not start:\n{File.ReadAllText(LogFile)}"
                );
            // The server has no way to call us back; pg_ctl polls the same line of the same file.
            await Task.Delay(20, cancellation);
            if (
                !_keeper.HasExited
                && File.Exists(LogFile)
                && File.ReadAllText(LogFile).Contains("database system is shut down")
            )
                throw new PintailException(
                    ErrorKind.Internal,
                    $"The PostgreSQL server did not start:\n{File.ReadAllText(LogFile)}"
                );
        }
    }

    // Line 8 of postmaster.pid is the status (src/include/utils/pidfile.h). A crashed server leaves its own behind.
    private bool IsReady(DateTime startedAt)
    {
        var file = Path.Combine(DataFolder, "postmaster.pid");
        return File.Exists(file)
            && File.GetLastWriteTimeUtc(file) >= startedAt
            && File.ReadAllLines(file) is { Length: >= 8 } lines
            && lines[7].Trim() is "ready" or "standby"
            && int.Parse(lines[0]) != _crashed;
    }

    private async Task StopServerAsync()
    {
        if (_keeper is null)
            return;
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
        _keeper = null;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
