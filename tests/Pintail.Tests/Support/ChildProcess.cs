using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Pintail.Aws;
using Pintail.DuckDB;
using Pintail.Mirror;
using Pintail.Postgres;
using Pintail.Session;
using Pintail.Target;

namespace Pintail.Tests.Support;

/// <summary>
/// A second process that a test may kill: this program, started again. It says "ready" when it has begun, and ends when
/// its standard input closes (holding a file) or its run is done (mirroring), so that none outlives a failed test.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    public const string Argument = "pintail-test-child";
    private readonly Process _process;

    private ChildProcess(params string[] arguments)
        : this(arguments, failpoint: null) { }

    private ChildProcess(string[] arguments, string? failpoint)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Pintail.Tests");
        var start = new ProcessStartInfo(program, [Argument, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (failpoint is not null)
            start.Environment[Failpoint.Variable] = failpoint;
        _process = Process.Start(start)!;
        Assert.Equal("ready", _process.StandardOutput.ReadLine());
    }

    public int Id => _process.Id;

    /// <summary>Has opened a DuckDB file and holds it until <see cref="Release"/>.</summary>
    public static ChildProcess Hold(string file) => new("hold", file);

    /// <summary>Is about to mirror a database.</summary>
    public static ChildProcess Mirror(MirrorSpec spec, string conninfo) =>
        new("mirror", conninfo, spec.Target.File!, spec.Jobs.ToString(CultureInfo.InvariantCulture));

    /// <summary>Is about to mirror a database, with a fault to come.</summary>
    public static ChildProcess MirrorWithFault(MirrorSpec spec, string conninfo, string failpoint) =>
        new(["mirror", conninfo, spec.Target.File!, "2"], failpoint);

    /// <summary>Is about to mirror a database, and tells when it has come to a moment of the run.</summary>
    /// <param name="moment">planned, compared, started, finished or publishing.</param>
    /// <param name="waits">Goes no further from there.</param>
    public static ChildProcess MirrorUpTo(MirrorSpec spec, string conninfo, string moment, bool waits) =>
        new("mirror", conninfo, spec.Target.File!, "2", moment, waits ? "waits" : "goes on");

    /// <summary>False when it ended without.</summary>
    public bool HasComeToIt() => _process.StandardOutput.ReadLine() == "there";

    /// <summary>Has used secrets without IAM in a session, and tells what of the AWS SDK was loaded for it.</summary>
    public static string LoadedForSecrets()
    {
        using var child = new ChildProcess("secrets");
        return child._process.StandardOutput.ReadToEnd().Trim();
    }

    /// <summary>From now on no file may grow past so many bytes, as on a disk that is full: it needs no privilege.</summary>
    public void LimitFiles(long bytes)
    {
        using var limit = Process.Start("prlimit", [$"--pid={Id}", $"--fsize={bytes}:"]);
        limit.WaitForExit();
        Assert.Equal(0, limit.ExitCode);
    }

    /// <summary>Goes on from where it waits, to its end.</summary>
    /// <returns>The exit code, and what went wrong.</returns>
    public (int ExitCode, string Said) GoOn()
    {
        _process.StandardInput.Close();
        var said = _process.StandardOutput.ReadToEnd();
        _process.WaitForExit();
        return (_process.ExitCode, said);
    }

    public void Release()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Null when it is still running after that time.</summary>
    public int? WaitForExit(TimeSpan time) => _process.WaitForExit(time) ? _process.ExitCode : null;

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    internal static async Task<int> PlayAsync(string[] arguments)
    {
        switch (arguments)
        {
            case ["hold", var file]:
                using (DuckDBDatabase.Open(file))
                {
                    Console.WriteLine("ready");
                    Console.In.ReadLine();
                }
                return 0;
            case ["mirror", var conninfo, var file, var jobs, .. var stop]:
                var spec = new MirrorSpec
                {
                    Source = Conninfo.Resolve(conninfo, new Dictionary<string, string>()),
                    Target = new TargetSpec { File = file },
                    Jobs = int.Parse(jobs, CultureInfo.InvariantCulture),
                };
                // SIGXFSZ, by which a file that may not grow would end the process: as the program does.
                using (PosixSignalRegistration.Create((PosixSignal)25, signal => signal.Cancel = true))
                {
                    Console.WriteLine("ready");
                    return await MirrorAsync(spec, stop);
                }
            case ["secrets"]:
                UseSecrets();
                Console.WriteLine("ready");
                var loaded = AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name!);
                Console.WriteLine(string.Join(' ', loaded.Where(name => name.StartsWith("AWSSDK"))));
                return 0;
            default:
                return 99;
        }
    }

    private static async Task<int> MirrorAsync(MirrorSpec spec, string[] stop)
    {
        try
        {
            var run = new MirrorRun(spec, new Stopping(stop), TimeProvider.System, NullLogger.Instance);
            return (await run.RunAsync(CancellationToken.None)).ExitCode;
        }
        catch (PintailException e)
        {
            Console.WriteLine($"{e.Kind}: {e.Message} {e.Hint}");
            return e.Kind.ExitCode();
        }
    }

    private static void UseSecrets()
    {
        using var database = SqlDatabase.Open(new SqlOptions());
        using var session = database.Connect();
        const string sql = """
            CREATE SECRET r (TYPE rds, CHAIN 'env');
            CREATE SECRET s (TYPE postgres, HOST 'h', AWS_RDS_SECRET r);
            FROM duckdb_secrets()
            """;
        foreach (var result in session.Execute(sql))
            _ = result.Rows().Count();
        var iam = new RdsIamOptions { Identity = new AwsIdentity("eu-west-1") };
        RdsIam.Resolve("host=h", new Dictionary<string, string>(), iam, new RdsTokenCache(TimeProvider.System));
    }

    /// <summary>Silent but for one moment, if there is one.</summary>
    private sealed class Stopping(string[] stop) : IMirrorObserver
    {
        public void Waiting(string what, int attempt, int attempts, PintailException error, TimeSpan wait) { }

        public void Planned(MirrorPlan plan) => Stop("planned");

        public void TableStarted(TableProgress progress) => Stop("started");

        public void TableFinished(TableResult result) => Tell(result);

        private void Tell(TableResult result)
        {
            if (result.Error is { } error)
                Console.WriteLine($"{result.Table}: {error.Message} {error.Hint}");
            Stop(result.Change?.Kind == ChangeKind.Unchanged ? "compared" : "finished");
        }

        public void Doubted(TablePlan table, PintailException why) { }

        public void Publishing(int tables) => Stop("publishing");

        public void CheckpointFailed(PintailException why) =>
            Console.WriteLine($"{nameof(CheckpointFailed)}: {why.Message}");

        private void Stop(string moment)
        {
            if (stop is not [var wanted, var how] || wanted != moment)
                return;
            Console.WriteLine("there");
            if (how == "waits")
                Console.In.ReadLine();
        }
    }
}
