using System.Text.Json;
using Pintail.Mirror;
using Pintail.Postgres;
using Pintail.Target;
using Pintail.Tests.Cli;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>
/// Texts that end a literal, an identifier or a statement, in every setting that comes near SQL on either side: they are
/// names and values, or they are refused; nothing of them runs.
/// </summary>
public sealed class InjectionTests(PostgresFixture fixture) : IDisposable
{
    private static readonly string[] Hostile =
    [
        "'; DROP TABLE public.victim; --",
        "\"; DROP TABLE public.victim; --",
        "\\'; DROP TABLE public.victim; --",
        "$$; DROP TABLE public.victim; $$",
        "$x$; DROP TABLE public.victim --",
        "*/; DROP TABLE public.victim; /*",
        "line\n; DROP TABLE public.victim\n--",
        "\"\"''\\\\",
        "E'\\x27'",
        "{0} $1 ? :a @b %s",
    ];

    private readonly CliRunner _cli = new();

    public static TheoryData<string> Texts => [.. Hostile];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Names_of_any_setting_are_names(string text)
    {
        var source = await SourceAsync();
        var quoted = SqlText.Identifier(text);
        await source.ExecuteAsync(
            $"""
            CREATE SCHEMA {quoted};
            CREATE TABLE {quoted}.{quoted} ({quoted} bigint PRIMARY KEY, other numeric, gone int, at timestamptz);
            INSERT INTO {quoted}.{quoted} SELECT i, i / 8.0, i, now() FROM generate_series(1, 5) i
            """
        );
        var table = $"{text}.{text}";
        WriteYaml(
            ("included_schemas", new[] { "public", text }),
            ("included_tables", new[] { "public.victim", table }),
            ("excluded_tables", new[] { $"{text}.none" }),
            ("excluded_columns", new[] { $"{table}.gone" }),
            ("rename", Pairs(table, $"new {text}", $"{table}.{text}", $"column {text}")),
            ("rename_schema", Pairs(text, $"schema {text}")),
            ("where", Pairs(table, $"{quoted} > 1")),
            ("column_type", Pairs($"{table}.other", "DECIMAL(10,3)")),
            ("unrepresentable", Pairs($"{table}.other", "null")),
            ("strategy", Pairs(table, "append")),
            ("watermark", Pairs(table, text)),
            ("overlap", Pairs(table, "2"))
        );
        var target = _cli.PathOf($"{text.Replace('/', '_')}.duckdb");

        await SucceedAsync("plan", source, target, "--probe");
        await SucceedAsync("mirror", source, target, "--keys");
        await source.ExecuteAsync($"INSERT INTO {quoted}.{quoted} VALUES (6, 6, 6, now())");
        await SucceedAsync("mirror", source, target, "--keys");
        await SucceedAsync("verify", source, target);
        var history = await _cli.RunAsync("history", table, "--target", target);
        Assert.True(history.ExitCode == 0, history.Error);

        using var mirror = new MirrorHarness(source) { TargetFile = target };
        Assert.Equal(
            [$"schema {text}.new {text}", "public.victim"],
            mirror.Tables().OrderDescending().Order(StringComparer.Ordinal).Reverse()
        );
        var copy = SqlText.Qualified($"schema {text}", $"new {text}");
        Assert.Equal(
            "5|20",
            mirror.Scalar($"SELECT count(*), sum({SqlText.Identifier($"column {text}")}) FROM {copy}")
        );
        Assert.Equal(
            "append",
            mirror.Scalar(
                $"SELECT strategy FROM pintail.table_run WHERE source_table <> 'victim' ORDER BY started_at DESC LIMIT 1"
            )
        );
        await AssertUnharmedAsync(source, mirror);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Values_that_are_no_names_are_values_or_refused(string text)
    {
        var source = await SourceAsync();
        await source.ExecuteAsync(
            "CREATE TABLE t (id bigint PRIMARY KEY, at timestamptz NOT NULL, n numeric); INSERT INTO t VALUES (1, now(), 1.5)"
        );
        using var mirror = new MirrorHarness(source);
        await mirror.SucceedAsync();
        var plain = mirror.Spec;

        mirror.Spec = plain with { ColumnTypes = Pairs("public.t.n", text) };
        await mirror.FailAsync();
        mirror.Spec = plain with { ColumnTypes = Pairs("public.t.n", $"DECIMAL(10,3) {text}") };
        await mirror.FailAsync();
        foreach (var column in new[] { "id", "at", text })
        {
            mirror.Spec = plain with
            {
                Strategies = new Dictionary<string, RefreshStrategy> { ["public.t"] = RefreshStrategy.Append },
                Watermarks = Pairs("public.t", column),
                Overlaps = Pairs("public.t", text),
            };
            await mirror.RunAsync();
        }
        mirror.Spec = plain with
        {
            Source = Conninfo.Resolve(
                $"{source.Conninfo}?application_name={Uri.EscapeDataString(text)}",
                new Dictionary<string, string>()
            ),
            SourceSecretName = text,
        };
        await mirror.SucceedAsync();
        var asMotherDuck = plain.Target with { File = null, MotherDuckDatabase = text, MotherDuckToken = text };
        mirror.Spec = plain with { Target = asMotherDuck };
        mirror.Opening = () => new MotherDuck(asMotherDuck, mirror.TargetFile, needsExtension: false);
        await mirror.SucceedAsync();

        await AssertUnharmedAsync(source, mirror);
        Assert.Equal("1|1.5", mirror.Scalar("SELECT id, n FROM public.t"));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Attached_database_is_named_by_a_text(string text)
    {
        var source = await SourceAsync();
        var conninfo = $"{source.Conninfo}?application_name={Uri.EscapeDataString(text)}";
        var run = await _cli.RunAsync(
            "sql",
            "--attach",
            $"pg={conninfo}",
            "-c",
            "SELECT 'sum ' || sum(a) FROM pg.victim"
        );
        Assert.Contains("sum 1", run.Out);
        run = await _cli.RunAsync("sql", "--attach", $"{text}={conninfo}");
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Equal("1", await source.ScalarAsync("SELECT count(*) FROM victim"));
    }

    // What the server itself accepts between parentheses and between CASE WHEN and THEN is one expression.
    [Theory]
    [InlineData("a = $1")]
    [InlineData("true) UNION SELECT 2, 3 --")]
    [InlineData("1=1); DROP TABLE public.victim; --")]
    [InlineData("true /*")]
    [InlineData("true --")]
    [InlineData("a = 1 $$")]
    [InlineData("a = 1 AND 'x")]
    [InlineData("a = 1 AND \"x")]
    [InlineData("a = 1 AND E'\\")]
    [InlineData("a = 1 AND U&'\\0061' UESCAPE")]
    [InlineData("a = 1 ORDER BY a")]
    [InlineData("a = 1 GROUP BY a")]
    [InlineData("a = 1 LIMIT 1")]
    [InlineData("a = 1 FOR UPDATE")]
    [InlineData("a = 1, true")]
    [InlineData("a = 1 AS b")]
    [InlineData("SELECT true")]
    [InlineData("a = 1 OR row_number() OVER () = 1")]
    [InlineData("\ufeffa = 1")]
    [InlineData("--")]
    [InlineData(";")]
    [InlineData("a = 1;")]
    [InlineData("true THEN true END IS NULL OR CASE WHEN false")]
    public async Task Condition_stays_within_its_parentheses(string condition)
    {
        var source = await SourceAsync();
        using var mirror = new MirrorHarness(source);
        mirror.Spec = mirror.Spec with { RowFilters = Pairs("public.victim", condition) };

        var result = await mirror.RunAsync();

        // A comment at the end is a part of it: the parenthesis stands in the next line.
        if (condition == "true --")
            Assert.Equal(0, result.ExitCode);
        else
            Assert.Contains(
                "--where",
                Assert.Single(result.Tables).Error!.ToString() + Assert.Single(result.Tables).Error!.Hint,
                StringComparison.Ordinal
            );
        Assert.Equal("1", await source.ScalarAsync("SELECT count(*) FROM victim"));
        Assert.Equal(condition == "true --" ? ["public.victim"] : [], mirror.Tables());
    }

    public void Dispose() => _cli.Dispose();

    private async Task<TestDatabase> SourceAsync()
    {
        var source = await fixture.CreateDatabaseAsync();
        await source.ExecuteAsync("CREATE TABLE victim AS SELECT 1 AS a");
        return source;
    }

    private async Task SucceedAsync(string command, TestDatabase source, string target, params string[] options)
    {
        var run = await _cli.RunAsync([command, "--source", source.Conninfo, "--target", target, .. options]);
        Assert.True(run.ExitCode == 0, $"{command}: {run.Out}{run.Error}");
    }

    private static async Task AssertUnharmedAsync(TestDatabase source, MirrorHarness mirror)
    {
        Assert.Equal("1", await source.ScalarAsync("SELECT count(*) FROM victim"));
        Assert.Equal("1", mirror.Scalar("SELECT sum(a) FROM public.victim"));
    }

    private static Dictionary<string, string> Pairs(params string[] names) =>
        names.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);

    // JSON is YAML.
    private void WriteYaml(params (string Key, object Value)[] settings) =>
        File.WriteAllText(
            _cli.PathOf("pintail.yaml"),
            string.Concat(settings.Select(setting => $"{setting.Key}: {JsonSerializer.Serialize(setting.Value)}\n"))
        );
}
