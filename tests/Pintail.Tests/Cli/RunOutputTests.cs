using System.Text.Json;
using Pintail.Cli.Commands;
using Pintail.Cli.Output;
using Pintail.Mirror;
using Pintail.Postgres;
using Pintail.Target;

namespace Pintail.Tests.Cli;

public sealed class RunOutputTests : IDisposable
{
    private static readonly DateTimeOffset Moment = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task Plain_output_is_a_line_per_table_and_a_summary()
    {
        await PlayAsync(RunOutput.Create(Context(), json: false, quiet: false));
        Assert.Equal(
            """
            u@h:5432/d → ./x.duckdb
            s.d is gone, its copy is dropped.
            1 note: see 'pintail plan'.
            PostgreSQL 18.4: 2 tables, about 1,002 rows, 2.0 MB, 3 connections
            s.a: 1,000 rows in 0.50 s (2,000 rows/s)
            s.b: failed after 5 attempts
            s.c: cannot be copied
            The source sent 4.0 kB over 3 connections and held the snapshot for 0.00 s.
            1 succeeded, 2 failed, 1,000 rows in 1.50 s, run 0123456789abcdef0123456789abcdef

            """,
            _out.ToString()
        );
        Assert.Equal(
            """
            warning: PGHOST is odd.
            s.b: attempt 1 of 5 failed: It broke. Next attempt in 2.00 s.
            error: The included table 's.nix' is not in the source.
            hint: Names are case-sensitive.
            warning: s.v is a view. Make the view in DuckDB.
            error: s.b: It broke.
            hint: Mend it.
            error: s.c has no privilege.

            """,
            _error.ToString()
        );
    }

    [Fact]
    public void Full_copy_says_why_where_a_refresh_was_to_be_expected()
    {
        var output = RunOutput.Create(Context(), json: false, quiet: false);
        var loaded = Result("a", TableStatus.Loaded) with { Rows = 10, Reason = "reading failed: a\nb" };

        output.TableFinished(loaded with { IsUnexpectedlyFull = true });
        output.TableFinished(loaded with { Table = "b" });

        Assert.Equal(
            """
            s.a: 10 rows in 0.50 s (20 rows/s), in full: reading failed: a b
            s.b: 10 rows in 0.50 s (20 rows/s)

            """,
            _out.ToString()
        );
    }

    [Fact]
    public async Task Json_output_is_an_object_per_table_and_the_summary()
    {
        await PlayAsync(RunOutput.Create(Context(), json: true, quiet: false));
        var objects = _out.ToString()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();
        Assert.Equal(["table", "table", "table", "summary"], objects.Select(it => it.GetProperty("event").GetString()));
        Assert.Equal(
            "{'event':'table','schema':'s','table':'a','target_schema':'s','target_table':'a','status':'loaded',"
                + "'strategy':'full','rows':1000,'bytes':4000,'attempts':1,'seconds':0.5,'error':null,"
                + "'change':null,'reason':null,'rows_inserted':null,'rows_updated':null,'rows_deleted':null}",
            _out.ToString().Split('\n')[0].Replace('"', '\'')
        );
        Assert.Equal("target_unreachable", objects[1].GetProperty("error").GetProperty("kind").GetString());
        Assert.Equal("Mend it.", objects[1].GetProperty("error").GetProperty("hint").GetString());
        Assert.Equal("refused", objects[2].GetProperty("status").GetString());
        var summary = objects[3];
        Assert.Equal(1, summary.GetProperty("succeeded").GetInt32());
        Assert.Equal(2, summary.GetProperty("failed").GetInt32());
        Assert.Equal(1, summary.GetProperty("exit_code").GetInt32());
        Assert.Equal("0/16B3748", summary.GetProperty("snapshot_lsn").GetString());
        Assert.Equal(Moment, summary.GetProperty("snapshot_time").GetDateTimeOffset());
        Assert.Equal(5, summary.GetProperty("findings").GetArrayLength());
        Assert.Equal("view_skipped", summary.GetProperty("findings")[1].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Quiet_output_is_errors_only()
    {
        await PlayAsync(RunOutput.Create(Context(), json: false, quiet: true));
        Assert.Empty(_out.ToString());
        Assert.All(
            _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Matches("^(error|hint): ", line)
        );
        Assert.Contains("error: s.b: It broke.", _error.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Terminal_output_shows_bars_and_the_same_lines(bool isPlain)
    {
        var context = Context() with { OutIsTerminal = true, ErrorIsTerminal = true, Width = 100 };
        if (isPlain)
            context = context with { Environment = new Dictionary<string, string> { ["NO_COLOR"] = "1" } };
        await PlayAsync(RunOutput.Create(context, json: false, quiet: false));
        var text = _out.ToString();
        Assert.Contains("s.a: 1,000 rows in 0.50 s", text);
        Assert.Contains("error: s.b: It broke.", text);
        Assert.Contains("all tables", text);
        Assert.Matches("all tables[^\n]*%", text);
        Assert.Contains("1 succeeded, 2 failed", text);
        // Colours are SGR sequences with a number of 30 and more; moving the cursor is no colour.
        Assert.Equal(
            !isPlain,
            System.Text.RegularExpressions.Regex.IsMatch(text, @"\e\[[0-9;]*(3[0-7]|9[0-7]|38)[0-9;]*m")
        );
    }

    [Fact]
    public async Task Terminal_output_writes_wrapped_lines_one_by_one_between_the_bars()
    {
        var context = Context() with { OutIsTerminal = true, ErrorIsTerminal = true, Width = 40 };
        var output = RunOutput.Create(context, json: false, quiet: false);

        await output.ShowAsync(() =>
        {
            output.Planned(Plan());
            output.Warn("one two three four five six seven eight nine ten\neleven");
            return Task.FromResult(0);
        });

        // Between two of them the bars are drawn again; in one write they would follow each other.
        var text = System.Text.RegularExpressions.Regex.Replace(_out.ToString(), @"\e\[[0-9;]*m", "");
        Assert.Contains("warning: one two three four five six", text);
        Assert.Contains("seven eight nine ten", text);
        Assert.DoesNotMatch(@"six\s*seven", text);
        Assert.DoesNotMatch(@"ten\s*eleven", text);
    }

    private static async Task PlayAsync(RunOutput output)
    {
        var plan = Plan();
        output.Begin(plan.Source, plan.Target);
        output.Warn("PGHOST is odd.");
        var broken = new PintailException(ErrorKind.TargetUnreachable, "It broke.", "Mend it.");
        var result = await output.ShowAsync(() =>
        {
            output.Waiting("s.b", 1, 5, broken, TimeSpan.FromSeconds(2));
            output.Planned(plan);
            output.Planned(plan); // a second attempt of the run finds the same
            output.TableStarted(new TableProgress(plan.Tables[0]));
            output.TableStarted(new TableProgress(plan.Tables[1]));
            TableResult[] results =
            [
                Result("a", TableStatus.Loaded) with
                {
                    Rows = 1000,
                    Bytes = 4000,
                },
                Result("b", TableStatus.Failed) with
                {
                    Attempts = 5,
                    Error = broken,
                },
                Result("c", TableStatus.Refused) with
                {
                    Error = new PintailException(ErrorKind.SourcePermission, "s.c has no privilege."),
                },
            ];
            output.TableFinished(results[0]);
            output.TableFinished(results[1]);
            output.Publishing(1);
            return Task.FromResult(
                new MirrorResult
                {
                    RunId = "0123456789abcdef0123456789abcdef",
                    Plan = plan,
                    Tables = results,
                    Duration = TimeSpan.FromSeconds(1.5),
                    ExitCode = ExitCodes.SomeTableFailed,
                    SourceConnections = 3,
                }
            );
        });
        output.End(result);
    }

    private static MirrorPlan Plan()
    {
        var (a, b) = (Table("a", 1000), Table("b", 2));
        var refusal = Error(FindingKind.NotReadable, "s.c has no privilege.", null, "s.c");
        return new MirrorPlan
        {
            Source = "u@h:5432/d",
            Target = "./x.duckdb",
            ServerVersion = "18.4",
            SnapshotLsn = "0/16B3748",
            SnapshotTime = Moment,
            Tables = [a, b],
            Refused = [new RefusedTable(Relation("c"), new TargetTable("s", "c"), refusal)],
            Findings =
            [
                Error(
                    FindingKind.FilterMatchesNothing,
                    "The included table 's.nix' is not in the source.",
                    "Names are case-sensitive."
                ),
                new(
                    FindingSeverity.Warning,
                    FindingKind.ViewSkipped,
                    "s.v",
                    null,
                    "s.v is a view.",
                    "Make the view in DuckDB."
                ),
                new(FindingSeverity.Note, FindingKind.ColumnAsText, "s.a", "x", "s.a.x arrives as text."),
                new(FindingSeverity.Note, FindingKind.SourceGone, "s.d", null, "s.d is gone, its copy is dropped."),
                refusal,
            ],
            Jobs = 3,
        };
    }

    private CommandContext Context() =>
        new()
        {
            Out = _out,
            Error = _error,
            Environment = new Dictionary<string, string>(),
            Folder = "/",
        };

    private static Finding Error(FindingKind kind, string message, string? remedy, string? relation = null) =>
        new(FindingSeverity.Error, kind, relation, null, message, remedy);

    private static Relation Relation(string name) =>
        new()
        {
            Oid = 1,
            Schema = "s",
            Name = name,
            Kind = RelationKind.Table,
        };

    private static TablePlan Table(string name, long rows) =>
        new()
        {
            Relation = Relation(name),
            Target = new TargetTable("s", name),
            Columns = [],
            Ranges = [],
            ExpectedRows = rows,
            ExpectedBytes = 1_000_000,
        };

    private static TableResult Result(string name, TableStatus status) =>
        new()
        {
            Schema = "s",
            Table = name,
            Target = new TargetTable("s", name),
            Status = status,
            Strategy = "full",
            Attempts = 1,
            Duration = TimeSpan.FromSeconds(0.5),
        };

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }
}
