using System.Text.Json;
using Pintail.Cli.Commands;
using Pintail.DuckDB;
using Pintail.Tests.Support;
using Pintail.Tests.Verify;

namespace Pintail.Tests.Cli;

/// <summary>pintail history from its arguments to its output and exit code.</summary>
[Collection(nameof(QuietServers))]
public sealed class HistoryCommandTests(QuietServers servers) : IDisposable
{
    private const string Moment = "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}";
    private const string Lsn = "[0-9A-F]+/[0-9A-F]+";

    private readonly CliRunner _cli = new();

    private string Target => _cli.PathOf("copy.duckdb");

    [Fact]
    public async Task Runs_are_a_line_each_newest_first_and_say_what_is_not_known()
    {
        await RefreshedAsync();

        var result = await HistoryAsync();

        Assert.Equal((ExitCodes.Success, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("started (UTC)", result.Lines[0]);
        Assert.Matches(
            $"^{Moment}  succeeded  +2  2 delta +1 merged, 1 unchanged  +3  +2  +1  +5  [0-9.]+ k?B  +[0-9.]+  {Lsn} +2 of 2$",
            result.Lines[2]
        );
        Assert.Matches(
            $"^{Moment}  succeeded  +2  2 full  +2 replaced  +\\?  +\\?  +\\?  +101  .+  {Lsn} +2 of 2$",
            result.Lines[3]
        );
        Assert.Equal(5, result.Lines.Count);
        Assert.StartsWith("?: not known. ", result.Lines[4]);
    }

    [Fact]
    public async Task Runs_of_a_table_tell_strategy_change_proof_and_reason()
    {
        await RefreshedAsync();

        var result = await HistoryAsync("public.a");

        Assert.Equal((ExitCodes.Success, ""), (result.ExitCode, result.Error));
        Assert.Matches($"^{Moment}  loaded  delta  +merged  +3  +2  +1  +5  .+  {Lsn} +rows: ", result.Lines[2]);
        Assert.Matches(
            $"^{Moment}  loaded  full  +replaced  +\\?  +\\?  +\\?  +100  .+  {Lsn} +rows: ",
            result.Lines[3]
        );
        Assert.Contains(result.Lines, line => line.Contains(" full: ", StringComparison.Ordinal));
        Assert.Equal(3, (await HistoryAsync("public.a", "--limit", "1")).Lines.TakeWhile(IsNoNote).Count());

        static bool IsNoNote(string line) => !line.Contains(" delta: ", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    public async Task On_a_terminal_no_line_of_the_table_is_broken(int width)
    {
        await RefreshedAsync();
        foreach (string[] arguments in new string[][] { [], ["public.a"] })
        {
            using var output = new StringWriter();
            var context = new CommandContext
            {
                Out = output,
                Error = TextWriter.Null,
                OutIsTerminal = true,
                Width = width,
                Environment = _cli.Environment,
                Folder = _cli.Folder,
            };

            await new Application(context).RunAsync(
                ["history", "--target", Target, .. arguments],
                TestContext.Current.CancellationToken
            );

            var lines = output.ToString().Split('\n');
            Assert.All(lines.Take(4), line => Assert.True(line.Length <= width, line));
            Assert.Contains("inserted", lines[0]);
            Assert.Contains(lines, line => line.Contains("too narrow: ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Json_is_an_object_per_run_with_null_for_what_is_not_known()
    {
        await RefreshedAsync();

        var runs = Objects(await HistoryAsync("--json"));

        Assert.Equal(["run", "run"], runs.Select(run => run.GetProperty("event").GetString()));
        Assert.Equal(["succeeded", "succeeded"], runs.Select(run => run.GetProperty("status").GetString()));
        Assert.Equal([5, 101], runs.Select(run => run.GetProperty("rows").GetInt64()));
        var merged = runs[0]
            .GetProperty("tables")
            .EnumerateArray()
            .Single(it => it.GetProperty("change").GetString() == "merged");
        Assert.Equal((3, 2, 1), (Number("rows_inserted"), Number("rows_updated"), Number("rows_deleted")));
        var replaced = Assert.Single(runs[1].GetProperty("tables").EnumerateArray());
        Assert.Equal(2, replaced.GetProperty("count").GetInt64());
        Assert.Equal(JsonValueKind.Null, replaced.GetProperty("rows_inserted").ValueKind);
        var one = Assert.Single(Objects(await HistoryAsync("public.a", "--json", "--limit", "1")));
        Assert.Equal(
            ("table_run", "merged", 3),
            (one.GetProperty("event").GetString(), one.GetProperty("change").GetString(), Inserted(one))
        );
        Assert.StartsWith("rows: ", one.GetProperty("proof").GetString());

        long Number(string name) => merged.GetProperty(name).GetInt64();
        static long Inserted(JsonElement run) => run.GetProperty("rows_inserted").GetInt64();
    }

    [Fact]
    public async Task Failed_runs_tell_their_error_and_the_tables_that_failed()
    {
        var source = await MirroredAsync();
        await source.ExecuteAsync("ALTER TABLE b ADD p numeric(5,2); INSERT INTO b VALUES (2, 'NaN')");
        Assert.Equal(ExitCodes.SomeTableFailed, (await MirrorAsync(source)).ExitCode);
        Execute(
            """
            INSERT INTO pintail.run (run_id, status, started_at, heartbeat_at, pintail_version, source)
            VALUES ('x', 'running', '2090-01-01', '2090-01-01 00:00:07', '0.1', 'elsewhere:5432/shop')
            """
        );

        var result = await HistoryAsync();

        // Nobody writes to a file that this process has open.
        Assert.Matches("^2090-01-01 00:00:00  abandoned +7.00 +elsewhere:5432/shop$", result.Lines[2]);
        Assert.Matches($"^{Moment}  failed  +2  .+ 1 failed, 1 unchanged  +0  +0  +0 ", result.Lines[3]);
        Assert.Contains(result.Lines, line => line.Contains(" failed: ", StringComparison.Ordinal) && Names(line));
        var failed = await HistoryAsync("public.b", "--limit", "1");
        Assert.Matches($"^{Moment}  failed  .+  none  +0  .+  none$", failed.Lines[2]);
        Assert.Contains(failed.Lines, line => line.Contains(" failed: ", StringComparison.Ordinal) && Names(line));

        static bool Names(string line) => line.Contains("public.b", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Target_of_an_older_version_is_read_without_what_came_later()
    {
        await MirroredAsync();
        Execute(
            string.Concat(
                new[] { "change", "reason", "rows_inserted", "rows_updated", "rows_deleted" }.Select(column =>
                    $"ALTER TABLE pintail.table_run DROP COLUMN {column};"
                )
            )
        );

        Assert.Contains("  2 replaced  ", (await HistoryAsync()).Lines[2]);
        Assert.Matches("  replaced  +\\?  +\\?  +\\?  ", (await HistoryAsync("public.a")).Lines[2]);
    }

    [Fact]
    public async Task Unknown_table_gets_the_nearest_name_and_is_not_repeated()
    {
        var source = await MirroredAsync();

        var result = await HistoryAsync("public.aa");

        Assert.Equal((ExitCodes.Usage, ""), (result.ExitCode, result.Out));
        Assert.Equal(
            $"error: No run into {Target} has recorded a table of that name.\nhint: Did you mean public.a?\n",
            result.Error
        );
        Assert.DoesNotContain(source.Name, (await HistoryAsync(source.Conninfo)).Error);
        Assert.Equal(ExitCodes.Usage, (await HistoryAsync("public.A")).ExitCode);
    }

    [Fact]
    public async Task Renamed_table_is_found_by_its_name_at_the_source()
    {
        var source = await MirroredAsync("--rename", "public.a=copied");

        Assert.Equal(ExitCodes.Success, (await HistoryAsync("public.a")).ExitCode);
        var result = await HistoryAsync("public.copied");

        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains("public.a has that name in the target.", result.Error);
    }

    [Fact]
    public async Task Target_that_is_missing_or_has_no_runs_is_told_and_not_made()
    {
        var missing = await HistoryAsync();
        Assert.Equal((ExitCodes.Unreachable, ""), (missing.ExitCode, missing.Out));
        Assert.Contains("does not exist", missing.Error);
        Assert.False(File.Exists(Target));
        Execute("CREATE TABLE t (i int)");

        var empty = await HistoryAsync("--json");

        Assert.Equal(ExitCodes.Usage, empty.ExitCode);
        Assert.Contains($"error: The target {Target} has no record of a run.", empty.Error);
        Assert.Equal("nothing_selected", Assert.Single(Objects(empty)).GetProperty("kind").GetString());
    }

    [Fact]
    public async Task File_that_another_process_holds_is_told_as_locked()
    {
        await MirroredAsync();
        using var database = DuckDBDatabase.Open(Target);

        using var process = PintailProcess.Start(_cli.Folder, _cli.Environment, "history", "--target", Target);
        var result = await process.ResultAsync();

        Assert.Equal((ExitCodes.Unreachable, ""), (result.ExitCode, result.Out));
        Assert.Contains("is held by", result.Error);
        Assert.Contains("--wait-lock", result.Error);
    }

    [Fact]
    public async Task History_takes_the_target_of_a_yaml_and_no_option_of_a_mirror()
    {
        await MirroredAsync();
        File.WriteAllText(_cli.PathOf("pintail.yaml"), "target: copy.duckdb\nlimit: 1000\n");
        _cli.Environment["pg_HOST"] = "half-a-source";

        var result = await _cli.RunInAsync(_cli.Folder, "history", "--config", "pintail.yaml", "--target", Target);

        Assert.Equal((ExitCodes.Success, ""), (result.ExitCode, result.Error));
        Assert.Equal(ExitCodes.Usage, (await HistoryAsync("--source", "dbname=x")).ExitCode);
        Assert.Equal(ExitCodes.Usage, (await HistoryAsync("--limit", "0")).ExitCode);
        Assert.Equal(ExitCodes.Usage, (await HistoryAsync("public.a", "public.b")).ExitCode);
    }

    public void Dispose() => _cli.Dispose();

    private Task<CliResult> HistoryAsync(params string[] more) =>
        _cli.RunAsync(["history", .. more, "--target", Target]);

    private static List<JsonElement> Objects(CliResult result) =>
        [.. result.Lines.Select(line => JsonDocument.Parse(line).RootElement)];

    private Task<CliResult> MirrorAsync(TestDatabase source, params string[] more) =>
        _cli.RunAsync(["mirror", "--source", source.Conninfo, "--target", Target, "--quiet", .. more]);

    private async Task<TestDatabase> MirroredAsync(params string[] more)
    {
        using var mirror = await servers.CreateAsync(
            """
            CREATE TABLE a (id int PRIMARY KEY, t text);
            INSERT INTO a SELECT i, 't' || i FROM generate_series(1, 100) i;
            CREATE TABLE b (i int);
            INSERT INTO b VALUES (1);
            """
        );
        var result = await MirrorAsync(mirror.Source, more);
        Assert.Equal((ExitCodes.Success, ""), (result.ExitCode, result.Error));
        return mirror.Source;
    }

    // A full copy, then one by difference.
    private async Task RefreshedAsync()
    {
        var source = await MirroredAsync();
        await source.ExecuteAsync(
            """
            UPDATE a SET t = 'new' WHERE id IN (3, 7);
            DELETE FROM a WHERE id = 9;
            INSERT INTO a SELECT i, 't' || i FROM generate_series(101, 103) i;
            """
        );
        var result = await MirrorAsync(source);
        Assert.Equal((ExitCodes.Success, ""), (result.ExitCode, result.Error));
    }

    private void Execute(string sql)
    {
        using var database = DuckDBDatabase.Open(Target);
        using var connection = database.Connect();
        connection.Execute(sql);
    }
}
