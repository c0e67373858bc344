using System.Text.Json;
using Pintail.DuckDB;
using Pintail.Tests.Support;
using Pintail.Tests.Verify;

namespace Pintail.Tests.Cli;

/// <summary>pintail verify from its arguments to its output and exit code.</summary>
[Collection(nameof(QuietServers))]
public sealed class VerifyCommandTests(QuietServers servers) : IDisposable
{
    private readonly CliRunner _cli = new();

    private string Target => _cli.PathOf("copy.duckdb");

    [Fact]
    public async Task Equal_tables_are_a_line_each_and_exit_0()
    {
        var source = await MirroredAsync();

        var result = await VerifyAsync(source);

        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Equal("", result.Error);
        Assert.EndsWith($"/{source.Name} → {Target}", result.Lines[0]);
        Assert.Contains(result.Lines, line => line.StartsWith("public.a: equal, 100 rows in "));
        Assert.Matches(@"^2 tables equal, in [0-9.]+ s$", result.Lines[^1]);
    }

    [Fact]
    public async Task Differences_are_told_with_keys_and_exit_4()
    {
        var source = await MirroredAsync();
        Execute("UPDATE public.a SET t = 'x' WHERE id = 7; DELETE FROM public.a WHERE id = 9");
        await source.ExecuteAsync("UPDATE a SET t = 'new' WHERE id = 3");

        var result = await VerifyAsync(source);

        Assert.Equal(ExitCodes.ProofFailed, result.ExitCode);
        Assert.Contains(
            result.Lines,
            line => line.StartsWith("public.a: different, 100 rows at the source and 99 in the")
        );
        Assert.Contains("  not explained: 1 row with other values, 1 missing in the mirror", result.Lines);
        Assert.Contains(result.Lines, line => line.EndsWith("can explain: 1 row with other values"));
        Assert.Contains("  7   differing  t        no", result.Lines);
        Assert.Contains("  9   missing             no", result.Lines);
        Assert.Contains("  3   differing  t        yes", result.Lines);
        Assert.Contains(
            "1 table equal, 1 different, 1 row may have changed since the mirror's snapshot, in ",
            result.Lines[^1]
        );
        Assert.StartsWith("error: public.a is not what its mirror public.a is", result.Error);
        Assert.Contains("hint: Run 'pintail mirror'", result.Error);
        Assert.DoesNotContain("7", result.Error);
    }

    [Fact]
    public async Task Changes_since_the_mirror_exit_0_and_are_counted()
    {
        var source = await MirroredAsync();
        await source.ExecuteAsync("UPDATE a SET t = 'new' WHERE id = 3");

        var result = await VerifyAsync(source);

        Assert.Equal((ExitCodes.Success, ""), (result.ExitCode, result.Error));
        Assert.Contains("1 table equal, 1 may have changed since the mirror, 1 row may have changed", result.Lines[^1]);
    }

    [Fact]
    public async Task Row_that_only_the_mirror_has_is_never_said_to_have_changed()
    {
        var source = await MirroredAsync();
        Execute("INSERT INTO public.a VALUES (200, 'never there')");
        await source.ExecuteAsync("INSERT INTO b VALUES (1)");

        var result = await VerifyAsync(source);

        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Contains(
            result.Lines,
            line => line.StartsWith("  may have changed since ") && line.EndsWith(" shows: 1 only in the mirror")
        );
        Assert.Contains("  200  surplus           maybe", result.Lines);
        Assert.Contains("warning: public.a: Rows that only the mirror has may have been deleted", result.Error);
        var json = (await VerifyAsync(source, "--json"))
            .Lines.Select(line => JsonDocument.Parse(line).RootElement)
            .Single(it => it.TryGetProperty("table", out var name) && name.GetString() == "a");
        Assert.True(json.GetProperty("rows_tell_changes").GetBoolean());
    }

    [Fact]
    public async Task Table_that_the_mirror_lacks_is_missing_and_not_of_another_structure()
    {
        var source = await MirroredAsync();
        await source.ExecuteAsync("CREATE TABLE late (i int)");

        var result = await VerifyAsync(source);

        Assert.Equal(ExitCodes.ProofFailed, result.ExitCode);
        Assert.Contains("public.late: missing in the mirror", result.Lines);
        Assert.Contains("2 tables equal, 1 missing in the mirror, in ", result.Lines[^1]);
        Assert.Contains("hint: Get it with 'pintail mirror'", result.Error);
    }

    [Fact]
    public async Task Json_is_an_object_per_table_and_the_summary()
    {
        var source = await MirroredAsync();
        Execute("UPDATE public.a SET t = NULL WHERE id = 7");

        var result = await VerifyAsync(source, "--json");

        Assert.Equal(ExitCodes.ProofFailed, result.ExitCode);
        var objects = result.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["table", "table", "summary"], objects.Select(it => it.GetProperty("event").GetString()));
        var table = objects.Single(it => it.TryGetProperty("table", out var name) && name.GetString() == "a");
        Assert.Equal("different", table.GetProperty("status").GetString());
        Assert.Equal(1, table.GetProperty("unexplained").GetProperty("differing").GetInt64());
        Assert.Equal(
            """{"key":["7"],"kind":"differing","explained":false,"columns":["t"]}""",
            table.GetProperty("rows")[0].GetRawText()
        );
        Assert.Equal("proof_failed", table.GetProperty("error").GetProperty("kind").GetString());
        Assert.Equal((1, 1, 4), (Number("equal"), Number("different"), Number("exit_code")));

        int Number(string name) => objects[^1].GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Quiet_says_nothing_when_all_is_equal_and_only_errors_when_not()
    {
        var source = await MirroredAsync();
        Assert.Equal(new CliResult(ExitCodes.Success, "", ""), await VerifyAsync(source, "--quiet"));
        Execute("DROP TABLE public.b");

        var result = await VerifyAsync(source, "--quiet");

        Assert.Equal((ExitCodes.ProofFailed, ""), (result.ExitCode, result.Out));
        Assert.StartsWith("error: public.b was mirrored as public.b, and the target has no such table", result.Error);
    }

    [Fact]
    public async Task Target_that_is_not_there_or_not_a_mirror_of_the_source_ends_before_anything_is_read()
    {
        var source = await MirroredAsync();
        var missing = await _cli.RunAsync("verify", "--source", source.Conninfo, "--target", _cli.PathOf("no.duckdb"));
        Assert.Equal(ExitCodes.Unreachable, missing.ExitCode);
        Assert.False(File.Exists(_cli.PathOf("no.duckdb")));
        var other = source.Conninfo.Replace(source.Name, "postgres", StringComparison.Ordinal);
        var elsewhere = await _cli.RunAsync("verify", "--source", other, "--target", Target);
        Assert.Equal(ExitCodes.Usage, elsewhere.ExitCode);
        Assert.Contains("holds no mirror of", elsewhere.Error);
        var wrong = await VerifyAsync(source, "--prune");
        Assert.Equal(ExitCodes.Usage, wrong.ExitCode);
    }

    [Fact]
    public async Task Help_says_what_it_does_and_how_it_ends()
    {
        var result = await _cli.RunAsync("verify", "--help");
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Contains("without writing", result.Out);
        Assert.DoesNotContain("--prove", result.Out);
    }

    public void Dispose() => _cli.Dispose();

    private Task<CliResult> VerifyAsync(TestDatabase source, params string[] more) =>
        _cli.RunAsync(["verify", "--source", source.Conninfo, "--target", Target, .. more]);

    private async Task<TestDatabase> MirroredAsync()
    {
        using var mirror = await servers.CreateAsync(
            """
            CREATE TABLE a (id int PRIMARY KEY, t text);
            INSERT INTO a SELECT i, 't' || i FROM generate_series(1, 100) i;
            CREATE TABLE b (i int);
            """
        );
        var result = await _cli.RunAsync("mirror", "--source", mirror.Source.Conninfo, "--target", Target, "--quiet");
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        return mirror.Source;
    }

    private void Execute(string sql)
    {
        using var database = DuckDBDatabase.Open(Target);
        using var connection = database.Connect();
        connection.Execute(sql);
    }
}
