using Pintail.DuckDB;
using Pintail.Tests.Support;

namespace Pintail.Tests.Cli;

/// <summary>Standard output and error that cannot be written to: /dev/full is a disk without room.</summary>
public sealed class OutputFailureTests(PostgresFixture fixture) : IDisposable
{
    private readonly CliRunner _cli = new();

    [Theory]
    [InlineData(">/dev/full", ExitCodes.SomeTableFailed)]
    [InlineData(">&-", ExitCodes.SomeTableFailed)]
    [InlineData("2>/dev/full", ExitCodes.Success)]
    [InlineData(">&- 2>&-", ExitCodes.SomeTableFailed)]
    [InlineData(">/dev/full 2>/dev/full", ExitCodes.SomeTableFailed)]
    public async Task Run_publishes_all_the_same_and_the_exit_code_tells(string redirection, int expected)
    {
        var source = await fixture.CreateDatabaseAsync();
        await source.ExecuteAsync(
            "CREATE TABLE a AS SELECT 1 AS i; CREATE TABLE b AS SELECT 1 AS i; CREATE VIEW v AS SELECT 1 AS i"
        );
        foreach (var format in new[] { "--json", "--full" })
        {
            await source.ExecuteAsync("UPDATE a SET i = i + 1");

            var run = await RunAsync(
                redirection,
                "mirror",
                "--source",
                source.Conninfo,
                "--target",
                _cli.PathOf("copy.duckdb"),
                format
            );

            Assert.Equal(expected, run.ExitCode);
            if (!redirection.Contains('2') && expected != ExitCodes.Success)
                Assert.Contains(
                    "error: Standard output could not be written to: ",
                    run.Error,
                    StringComparison.Ordinal
                );
        }

        using var database = DuckDBDatabase.Open(_cli.PathOf("copy.duckdb"));
        using var connection = database.Connect();
        using var result = connection.Query(
            "SELECT (SELECT i FROM public.a)::BIGINT, count(*) FROM pintail.run WHERE status = 'succeeded'"
        );
        Assert.Equal([3L, 2L], result.Rows().Single());
    }

    [Theory]
    [InlineData("sql", "-c", "SELECT * FROM range(100000000000)", "--format", "csv")]
    [InlineData("sql", "-c", "SELECT 1")]
    [InlineData("--help")]
    [InlineData("--version")]
    public async Task Command_whose_output_is_its_result_ends_with_an_error(params string[] arguments)
    {
        var result = await RunAsync(">/dev/full", arguments);

        Assert.Equal(ExitCodes.SomeTableFailed, result.ExitCode);
        Assert.StartsWith(
            "error: Standard output could not be written to: No space left on device.\nhint: ",
            result.Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("mirror", "--bogus")]
    [InlineData("nothing")]
    public async Task Error_that_cannot_be_told_keeps_its_exit_code(params string[] arguments) =>
        Assert.Equal(ExitCodes.Usage, (await RunAsync("2>/dev/full", arguments)).ExitCode);

    public void Dispose() => _cli.Dispose();

    private async Task<CliResult> RunAsync(string redirection, params string[] arguments)
    {
        using var process = PintailProcess.StartUnder(
            ["sh", "-c", $"exec \"$@\" {redirection}", "sh"],
            _cli.Folder,
            new Dictionary<string, string>(),
            arguments
        );
        return await process.ResultAsync();
    }
}
