using System.Net.Sockets;
using System.Text.Json;
using Pintail.Mirror;
using Pintail.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Cli;

/// <summary>A process that the system gives too little.</summary>
public sealed class SystemLimitTests(PostgresFixture fixture) : IDisposable
{
    private readonly CliRunner _cli = new();

    public static TheoryData<Exception, string> Shortages =>
        new()
        {
            { new InsufficientMemoryException(), "the system gave this process no more memory or threads" },
            {
                new TaskSchedulerException(new InsufficientMemoryException()),
                "the system gave this process no more memory or threads"
            },
            {
                new SocketException((int)SocketError.TooManyOpenSockets),
                "the system gave this process no more open files"
            },
            { new IOException("Too many open files", 24), "the system gave this process no more open files" },
            {
                new IOException("", new FileNotFoundException("", "System.Xml, Version=10.0.0.0")),
                "a part of the program (System.Xml) could not be loaded, for want of memory or open files, or as it is not there any more"
            },
        };

    [Theory]
    [InlineData("mirror")]
    [InlineData("verify")]
    public async Task Too_few_open_files_are_told_before_anything_is_touched(string verb)
    {
        var source = await fixture.CreateDatabaseAsync();
        using var process = PintailProcess.StartUnder(
            ["sh", "-c", "ulimit -n 150; exec \"$@\"", "sh"],
            _cli.Folder,
            new Dictionary<string, string>(),
            verb,
            "--source",
            source.Conninfo,
            "--target",
            "copy.duckdb",
            "--json"
        );

        var result = await process.ResultAsync();

        Assert.Equal(ExitCodes.SomeTableFailed, result.ExitCode);
        Assert.StartsWith(
            "error: The system lets this process open 150 files, and 192 are needed.\nhint: Raise the limit: 'ulimit -n 192'",
            result.Error,
            StringComparison.Ordinal
        );
        Assert.Equal("system_limit", JsonDocument.Parse(result.Out).RootElement.GetProperty("kind").GetString());
        Assert.False(File.Exists(_cli.PathOf("copy.duckdb")));
    }

    [Theory]
    [MemberData(nameof(Shortages), DisableDiscoveryEnumeration = true)]
    public void Shortage_is_told_as_one_wherever_it_is_met(Exception shortage, string told)
    {
        PintailException[] errors =
        [
            FailureClassifier.Classify(shortage, "Copying public.t"),
            PostgresErrors.Classify(shortage, "Reading public.t"),
            PostgresErrors.Classify(new Npgsql.NpgsqlException("", shortage), "Reading public.t"),
        ];

        Assert.All(errors, error => Assert.Equal(ErrorKind.SystemLimit, error.Kind));
        Assert.All(
            errors,
            error => Assert.EndsWith($"public.t failed: {told}.", error.Message, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Other_errors_are_not_told_as_a_shortage()
    {
        Assert.Null(
            SystemLimits.Explain(new IOException("", new SocketException((int)SocketError.ConnectionReset)), "")
        );
        Assert.Null(SystemLimits.Explain(new FileNotFoundException("", "/var/lib/mirror.yaml"), ""));
        Assert.Null(SystemLimits.Explain(new OperationCanceledException("", new InsufficientMemoryException()), ""));
    }

    public void Dispose() => _cli.Dispose();
}
