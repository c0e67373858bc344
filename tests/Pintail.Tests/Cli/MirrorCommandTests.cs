using System.Text;
using System.Text.Json;
using Pintail.DuckDB;
using Pintail.Tests.Support;

namespace Pintail.Tests.Cli;

/// <summary>The commands against real servers, from arguments to output and exit code.</summary>
public sealed class MirrorCommandTests(PostgresFixture fixture) : IDisposable
{
    private readonly CliRunner _cli = new();

    private string Target => _cli.PathOf("copy.duckdb");

    [Fact]
    public async Task Mirror_copies_and_tells_each_table_and_the_summary()
    {
        var source = await SourceAsync("create table a as select i from generate_series(1, 1000) i; create table b ()");
        var result = await _cli.RunAsync("mirror", "--source", source.Conninfo, "--target", Target);
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.EndsWith($"/{source.Name} → {Target}", result.Lines[0]);
        Assert.Contains(result.Lines, line => line.StartsWith("public.a: 1,000 rows in "));
        Assert.Matches(
            @"^1 succeeded, 0 failed, 1,000 rows, content proved, in [0-9.]+ s, run [0-9a-f]{32}$",
            result.Lines[^1]
        );
        Assert.StartsWith("warning: public.b has no columns", result.Error);
        Assert.Equal(500500L, Convert.ToInt64(Scalar("select sum(i)::bigint from public.a")));
    }

    [Fact]
    public async Task Mirror_quiet_says_nothing_when_all_went_well()
    {
        var source = await SourceAsync("create table a (); create table b (i int)");
        var result = await _cli.RunAsync("mirror", "--source", source.Conninfo, "--target", Target, "--quiet");
        Assert.Equal(new CliResult(ExitCodes.Success, "", ""), result);
    }

    [Fact]
    public async Task Mirror_with_a_table_that_fails_ends_with_1_and_copies_the_others()
    {
        var source = await SourceAsync(
            "create table good (i int); create table bad (n numeric(5, 2)); insert into bad values ('NaN')"
        );
        var result = await _cli.RunAsync("mirror", "--source", source.Conninfo, "--target", Target, "--json");
        Assert.Equal(ExitCodes.SomeTableFailed, result.ExitCode);
        var objects = result.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(3, objects.Count);
        var bad = objects.Single(it => it.TryGetProperty("table", out var table) && table.GetString() == "bad");
        Assert.Equal("failed", bad.GetProperty("status").GetString());
        Assert.Equal("value_not_representable", bad.GetProperty("error").GetProperty("kind").GetString());
        Assert.Equal(1, objects[^1].GetProperty("succeeded").GetInt32());
        Assert.Equal(1, objects[^1].GetProperty("exit_code").GetInt32());
        Assert.Contains("error: ", result.Error);
        Assert.Equal(0L, Convert.ToInt64(Scalar("select count(*) from public.good")));
    }

    [Fact]
    public async Task Mirror_with_a_filter_that_matches_nothing_ends_with_1_and_names_it()
    {
        var source = await SourceAsync("create table a (i int)");
        var result = await _cli.RunAsync([
            "mirror",
            "--source",
            source.Conninfo,
            "--target",
            Target,
            "--include-table",
            "public.a,public.aa",
        ]);
        Assert.Equal(ExitCodes.SomeTableFailed, result.ExitCode);
        Assert.Contains("error: The included table 'public.aa' is not in the source.", result.Error);
        Assert.Contains("1 succeeded, 0 failed", result.Out);
    }

    [Fact]
    public async Task Nothing_selected_ends_with_2_unless_allowed()
    {
        var source = await SourceAsync("create view v as select 1");
        string[] arguments = ["--source", source.Conninfo, "--target", Target];
        Assert.Equal(ExitCodes.Usage, (await _cli.RunAsync(["mirror", .. arguments])).ExitCode);
        Assert.Equal(ExitCodes.Usage, (await _cli.RunAsync(["plan", .. arguments])).ExitCode);
        Assert.False(File.Exists(Target));
        _cli.Environment["ALLOW_EMPTY"] = "true";
        Assert.Equal(ExitCodes.Success, (await _cli.RunAsync(["mirror", .. arguments])).ExitCode);
        Assert.Equal(ExitCodes.Success, (await _cli.RunAsync(["plan", .. arguments])).ExitCode);
    }

    [Fact]
    public async Task Strict_ends_with_2_and_touches_nothing()
    {
        var source = await SourceAsync("create table a (i int); create view v as select 1");
        string[] arguments = ["--source", source.Conninfo, "--target", Target, "--strict"];
        var result = await _cli.RunAsync(["mirror", .. arguments]);
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains("error: --strict: public.v is a view", result.Error);
        Assert.Equal(ExitCodes.Usage, (await _cli.RunAsync(["plan", .. arguments])).ExitCode);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task Unreachable_source_or_target_ends_with_3()
    {
        var source = await SourceAsync("create table a (i int)");
        string[] retries = ["--max-retries", "2", "--retry-base-seconds", "0"];
        var closed = source.Conninfo.Replace($":{source.Server.Port}/", ":1/");
        var refused = await _cli.RunAsync(["mirror", "--source", closed, "--target", Target, .. retries]);
        Assert.Equal(ExitCodes.Unreachable, refused.ExitCode);
        Assert.Contains("attempt 1 of 2 failed", refused.Error);
        var plaintext = source.Conninfo + "?sslmode=require";
        var noTls = await _cli.RunAsync(["mirror", "--source", plaintext, "--target", Target, .. retries]);
        Assert.Equal(ExitCodes.Unreachable, noTls.ExitCode);
        var noSuchDatabase = source.Conninfo + "_nowhere";
        var nowhere = await _cli.RunAsync(["mirror", "--source", noSuchDatabase, "--target", Target, .. retries]);
        Assert.Equal(ExitCodes.Unreachable, nowhere.ExitCode);
        var noFolder = _cli.PathOf("missing/copy.duckdb");
        var target = await _cli.RunAsync(["mirror", "--source", source.Conninfo, "--target", noFolder]);
        Assert.Equal(ExitCodes.Unreachable, target.ExitCode);
        Assert.All([refused, noTls, nowhere, target], result => Assert.Contains("\nhint: ", "\n" + result.Error));
    }

    [Fact]
    public async Task Flight_variables_alone_mirror_into_the_named_file_and_the_tracker()
    {
        var source = await SourceAsync("create schema s; create table s.a (i int); create table s.b (i int)");
        var variables = new Dictionary<string, string>
        {
            ["pg_HOST"] = source.Server.Host,
            ["pg_PORT"] = source.Server.Port.ToString(),
            ["pg_DATABASE"] = source.Name,
            ["pg_USER"] = source.Server.User,
            ["pg_PASSWORD"] = "hunter2",
            ["TARGET_DATABASE"] = "lake",
            ["INCLUDED_SCHEMAS"] = " s , ",
            ["EXCLUDED_TABLES"] = "s.b",
            ["INCREMENTAL_TABLES"] = "s.a, b",
        };
        using var process = PintailProcess.Start(_cli.Folder, variables, "mirror");
        var result = await process.ResultAsync();
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.EndsWith("→ ./lake.duckdb", result.Lines[0]);
        Assert.DoesNotContain("INCREMENTAL_TABLES", result.Error);
        Assert.Equal(
            "pg|s|a|lake|s|a",
            Scalar(
                "select concat_ws('|', flight_secret_name, source_schema, source_table, destination_database,"
                    + " destination_schema, destination_table) from main.flight_tracker",
                _cli.PathOf("lake.duckdb")
            )
        );
    }

    [Fact]
    public async Task Password_is_in_no_output_and_not_in_the_target()
    {
        var source = await SourceAsync("create table a (i int)");
        var conninfo = source.Conninfo.Replace("postgres@", "postgres:hunter2@");
        foreach (var arguments in new[] { new[] { "mirror" }, ["mirror", "--json"], ["plan"], ["plan", "--json"] })
        {
            var result = await _cli.RunAsync([.. arguments, "--source", conninfo, "--target", Target, "--verbose"]);
            Assert.Equal(ExitCodes.Success, result.ExitCode);
            Assert.DoesNotContain("hunter2", result.Out + result.Error);
        }
        var bytes = await File.ReadAllBytesAsync(Target);
        Assert.True(bytes.AsSpan().IndexOf("public"u8) >= 0);
        Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("hunter2")) < 0);
    }

    [Fact]
    public async Task Plan_shows_tables_columns_and_findings_and_makes_no_file()
    {
        var source = await SourceAsync(
            "create table a (i int, n numeric); create view v as select 1; analyze a; create table \"Ä b\" (p point)"
        );
        var result = await _cli.RunAsync("plan", "--source", source.Conninfo, "--target", Target);
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.False(File.Exists(Target));
        Assert.Contains(result.Lines, line => line.StartsWith("public.Ä b "));
        Assert.Contains(result.Lines, line => line.StartsWith("public.a.n ") && line.Contains("numeric"));
        Assert.DoesNotContain(result.Lines, line => line.StartsWith("public.a.i "));
        Assert.Contains("warning: public.v is a view", result.Out);
        var verbose = await _cli.RunAsync("plan", "--source", source.Conninfo, "--target", Target, "--verbose");
        Assert.Contains(verbose.Lines, line => line.StartsWith("public.a.i "));
    }

    [Fact]
    public async Task Plan_as_json_is_one_object_with_every_column()
    {
        var source = await SourceAsync(
            "create table a (i int, n numeric(5, -2), c char(3), v varchar(4)[], b \"char\"); create view v as select 1"
        );
        var result = await _cli.RunAsync("plan", "--source", source.Conninfo, "--target", Target, "--json");
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        var plan = JsonDocument.Parse(Assert.Single(result.Lines)).RootElement;
        var columns = plan.GetProperty("tables")[0].GetProperty("columns");
        Assert.Equal("i", columns[0].GetProperty("name").GetString());
        Assert.Equal("INTEGER", columns[0].GetProperty("target_type").GetString());
        Assert.Equal("exact", columns[0].GetProperty("fidelity").GetString());
        Assert.Equal(
            ["int4", "numeric(5,-2)", "char(3)", "varchar(4)[]", "char"],
            columns.EnumerateArray().Select(column => column.GetProperty("type").GetString())
        );
        Assert.Equal("view_skipped", plan.GetProperty("findings")[0].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Settings_of_tables_reach_the_copy_the_plan_and_its_json()
    {
        var source = await SourceAsync(
            """
            create table a as select i, 'x' || i as t, null::xml as x from generate_series(1, 100) i;
            create table b as select i from generate_series(1, 100) i; create view v as select 1 as one;
            create table gone (i int)
            """
        );
        string[] connect = ["--source", source.Conninfo, "--target", Target, "--rename-schema", "public=main"];
        Assert.Equal(ExitCodes.Success, (await _cli.RunAsync(["mirror", .. connect])).ExitCode);
        await source.ExecuteAsync("drop table gone");
        string[] settings =
        [
            .. connect,
            "--where",
            "public.a=i > 10 and t in ('x11', 'x12', 'x1', 'x=,')",
            "--limit",
            "50",
            "--limit",
            "public.b=3",
            "--exclude-column",
            "public.a.x",
            "--views",
            "--prune",
            "--strict",
        ];

        var json = await _cli.RunAsync(["plan", "--json", .. settings]);
        var text = await _cli.RunAsync(["plan", .. settings]);
        var result = await _cli.RunAsync(["mirror", .. settings]);

        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Equal(
            "2|3|1",
            Scalar(
                "select concat_ws('|', (select count(*) from main.a), (select count(*) from main.b), one) from main.v"
            )
        );
        var plan = JsonDocument.Parse(Assert.Single(json.Lines)).RootElement;
        var a = plan.GetProperty("tables").EnumerateArray().Single(it => it.GetProperty("table").GetString() == "a");
        Assert.StartsWith("i > 10", a.GetProperty("where").GetString());
        Assert.Equal(50, a.GetProperty("limit").GetInt64());
        Assert.Equal("x", a.GetProperty("excluded_columns")[0].GetString());
        Assert.Equal("main", a.GetProperty("target_schema").GetString());
        Assert.Equal("gone", plan.GetProperty("pruned")[0].GetProperty("target_table").GetString());
        Assert.Contains(text.Lines, line => line.StartsWith("public.a.x ") && line.Contains("excluded"));
        Assert.Contains("note: public.b: at most 3 of its rows", text.Out);
        Assert.Contains("To be dropped from the target: main.gone", text.Out);
    }

    [Fact]
    public async Task Strict_plan_lists_what_mirror_would_not_pass()
    {
        var source = await SourceAsync("create table a (i int, x tsquery); create view v as select 1");
        string[] arguments = ["--source", source.Conninfo, "--target", Target, "--strict"];
        foreach (var command in new[] { "plan", "mirror" })
        {
            var result = await _cli.RunAsync([command, .. arguments]);
            Assert.Equal(ExitCodes.Usage, result.ExitCode);
            Assert.Contains("error: --strict: 2 findings:\n  public.v is a view", result.Error);
            Assert.Contains("\n  public.a.x (tsquery) arrives as the text", result.Error);
        }
        Assert.False(File.Exists(Target));
    }

    public void Dispose() => _cli.Dispose();

    private async Task<TestDatabase> SourceAsync(string sql)
    {
        var database = await fixture.CreateDatabaseAsync();
        await database.ExecuteAsync(sql);
        return database;
    }

    private object? Scalar(string sql, string? file = null)
    {
        using var database = DuckDBDatabase.Open(file ?? Target);
        using var connection = database.Connect();
        using var result = connection.Query(sql);
        return result.Scalar();
    }

    [Fact]
    public async Task Json_of_a_run_that_cannot_begin_ends_with_an_error_object()
    {
        var result = await _cli.RunAsync([
            "mirror",
            "--source",
            "postgresql://u@127.0.0.1:1/x",
            "--target",
            Target,
            "--json",
            "--max-retries",
            "1",
        ]);

        Assert.Equal(ExitCodes.Unreachable, result.ExitCode);
        using var error = JsonDocument.Parse(Assert.Single(result.Lines));
        Assert.Equal("error", error.RootElement.GetProperty("event").GetString());
        Assert.Equal("source_unreachable", error.RootElement.GetProperty("kind").GetString());
        Assert.Equal(ExitCodes.Unreachable, error.RootElement.GetProperty("exit_code").GetInt32());
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
    }
}
