using System.Security.Cryptography;
using Pintail.Target;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;
using Pintail.Verify;

namespace Pintail.Tests.Verify;

/// <summary>Tables that are not the same on both sides, or not there; and that the target stays as it is.</summary>
[Collection(nameof(QuietServers))]
public class StructureTests(QuietServers servers)
{
    private const string Two =
        "CREATE TABLE a (id int PRIMARY KEY, n int, t text); INSERT INTO a VALUES (1, 2, 'x'); CREATE TABLE b (i int);";

    [Theory]
    [InlineData("ALTER TABLE a ALTER n TYPE bigint", "\"n\" is INTEGER in the mirror and would now be BIGINT")]
    [InlineData("ALTER TABLE a ADD more int", "\"more\" is not in the mirror")]
    [InlineData("ALTER TABLE a DROP t", "the mirror's column \"t\" is not selected")]
    [InlineData("ALTER TABLE a RENAME t TO u", "\"u\" is not in the mirror; the mirror's column \"t\"")]
    [InlineData("DROP TABLE a", "gone at the source", VerifyStatus.MissingAtSource)]
    [InlineData("ALTER TABLE a RENAME TO c", "is called public.c now", VerifyStatus.MissingAtSource)]
    [InlineData("ALTER TABLE a RENAME TO c", "public.c is missing in the mirror", VerifyStatus.MissingInMirror)]
    [InlineData("CREATE TABLE c (i int)", "no run has copied it", VerifyStatus.MissingInMirror)]
    public async Task Other_structure_at_the_source_is_a_difference(
        string change,
        string expected,
        VerifyStatus status = VerifyStatus.OtherStructure
    )
    {
        using var mirror = await MirroredAsync(Two);
        await mirror.Source.ExecuteAsync(change);

        var result = await Verification.OfAsync(mirror);

        Assert.Equal(ExitCodes.ProofFailed, result.ExitCode);
        Assert.Contains(
            result.Tables,
            table =>
                table.Status == status
                && table.Error!.Message.Contains(expected, StringComparison.Ordinal)
                && table.Error.Hint is not null
        );
        Assert.Equal(VerifyStatus.Equal, result.Tables.Single(table => table.Table == "b").Status);
    }

    [Theory]
    [InlineData("DROP TABLE public.a", "no such table any more", VerifyStatus.MissingInMirror)]
    [InlineData("DROP TABLE public.a; CREATE VIEW public.a AS SELECT 1 AS id", "not a mirror")]
    [InlineData("ALTER TABLE public.a ALTER n TYPE BIGINT", "\"n\" is BIGINT in the mirror and would now be INTEGER")]
    [InlineData("ALTER TABLE public.a DROP t", "\"t\" is not in the mirror")]
    public async Task Other_structure_in_the_target_is_a_difference(
        string change,
        string expected,
        VerifyStatus status = VerifyStatus.OtherStructure
    )
    {
        using var mirror = await MirroredAsync(Two);
        mirror.Execute(change);

        var result = await Verification.OfAsync(mirror);

        Assert.Equal(ExitCodes.ProofFailed, result.ExitCode);
        var table = result.Tables.Single(table => table.Table == "a");
        Assert.Equal(status, table.Status);
        Assert.Contains(expected, table.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_with_a_row_limit_cannot_be_verified_and_that_is_said()
    {
        using var mirror = await servers.CreateAsync(Two);
        mirror.Spec = mirror.Spec with { RowLimits = new Dictionary<string, long> { ["public.a"] = 1 } };
        await mirror.SucceedAsync();

        var result = await Verification.OfAsync(mirror);

        Assert.Equal(ExitCodes.Success, result.ExitCode);
        var table = result.Tables.Single(table => table.Table == "a");
        Assert.Equal(VerifyStatus.NotVerified, table.Status);
        Assert.Contains("row limit", Assert.Single(table.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_that_this_role_may_not_read_is_a_failure_and_the_others_are_compared()
    {
        using var mirror = await MirroredAsync(Two);
        var role = await mirror.Source.CreateRoleAsync();
        await mirror.Source.ExecuteAsync($"GRANT SELECT ON b TO {role}");
        mirror.ConnectAs(role);

        var result = await Verification.OfAsync(mirror);

        Assert.Equal(ExitCodes.SomeTableFailed, result.ExitCode);
        var failed = result.Tables.Single(table => table.Table == "a");
        Assert.Equal(VerifyStatus.Failed, failed.Status);
        Assert.Contains("GRANT SELECT", failed.Error!.Hint, StringComparison.Ordinal);
        Assert.Equal(VerifyStatus.Equal, result.Tables.Single(table => table.Table == "b").Status);
    }

    [Fact]
    public async Task Another_name_than_the_mirror_has_is_a_difference()
    {
        using var mirror = await MirroredAsync(Two);
        mirror.Rename("public.a", "c");

        var result = await Verification.OfAsync(mirror);

        var table = result.Tables.Single(table => table.Table == "a");
        Assert.Contains("it holds it as public.a", table.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.ProofFailed, result.ExitCode);
    }

    [Fact]
    public async Task Values_that_DuckDB_does_not_print_as_Postgres_are_named_and_the_others_compared()
    {
        using var mirror = await MirroredAsync(
            "CREATE TABLE t (id int PRIMARY KEY, a int, l int[][][][][]); INSERT INTO t VALUES (1, 2, '{}')"
        );
        var plan = await mirror.PlanAsync();
        var unprinted = plan.Tables[0]
            .Columns.Where(column => column.Mapping.DuckDBTextSql("x") is null)
            .Select(column => column.Name);

        var table = await Verification.OfTableAsync(mirror);

        Assert.Equal(VerifyStatus.Equal, table.Status);
        Assert.Equal(unprinted, table.NotCompared);
        Assert.Equal(3, table.Compared.Count + table.NotCompared.Count);
    }

    [Fact]
    public async Task Target_is_not_written_to()
    {
        using var mirror = await MirroredAsync(Two);
        mirror.Execute("UPDATE public.a SET n = 3");
        var folder = Path.GetDirectoryName(mirror.TargetFile)!;
        File.SetUnixFileMode(mirror.TargetFile, UnixFileMode.UserRead);
        var before = (State(mirror.TargetFile), string.Join(',', Directory.GetFileSystemEntries(folder)));

        var table = await Verification.OfTableAsync(Only(mirror, "public.a"));

        Assert.Equal(VerifyStatus.Different, table.Status);
        Assert.Equal(before, (State(mirror.TargetFile), string.Join(',', Directory.GetFileSystemEntries(folder))));
    }

    [Fact]
    public async Task Target_whose_log_a_killed_process_left_is_read_with_it_and_left_as_it_is()
    {
        using var mirror = await MirroredAsync(Two);
        mirror.Execute("PRAGMA disable_checkpoint_on_shutdown; UPDATE public.a SET n = 3");
        var wal = mirror.TargetFile + ".wal";
        Assert.True(File.Exists(wal), "there is no log left to read");
        var before = (State(mirror.TargetFile), State(wal));

        var table = await Verification.OfTableAsync(Only(mirror, "public.a"));

        Assert.Equal(VerifyStatus.Different, table.Status);
        Assert.Equal(before, (State(mirror.TargetFile), State(wal)));
    }

    [Fact]
    public async Task Target_that_is_not_there_is_not_made()
    {
        using var mirror = await servers.CreateAsync(Two);

        var error = await Verification.FailAsync(mirror);

        Assert.Equal((ErrorKind.TargetUnreachable, ExitCodes.Unreachable), (error.Kind, error.Kind.ExitCode()));
        Assert.Contains("does not exist", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(mirror.TargetFile)!));
    }

    [Fact]
    public async Task Target_held_by_another_process_is_told_with_its_holder()
    {
        using var mirror = await MirroredAsync(Two);
        using var holder = ChildProcess.Hold(mirror.TargetFile);

        var error = await Verification.FailAsync(mirror);

        Assert.Equal(ErrorKind.TargetLocked, error.Kind);
        Assert.Contains($"process {holder.Id} (Pintail.Tests)", error.Message, StringComparison.Ordinal);
        Assert.Contains("--wait-lock", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Target_that_holds_another_source_only_says_which()
    {
        using var mirror = await MirroredAsync(Two);
        mirror.Execute("UPDATE pintail.table_state SET source = 'elsewhere:5432/db'");

        var error = await Verification.FailAsync(mirror);

        Assert.Equal(ExitCodes.Usage, error.Kind.ExitCode());
        Assert.Contains("only of elsewhere:5432/db", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Target_whose_only_run_failed_says_so_and_why()
    {
        using var mirror = await servers.CreateAsync(
            "CREATE TABLE n (v numeric(5,2)); INSERT INTO n VALUES ('NaN'); CREATE TABLE other (a int)"
        );
        mirror.Filter("public.n");
        Assert.Equal(ExitCodes.SomeTableFailed, (await mirror.RunAsync()).ExitCode);

        var error = await Verification.FailAsync(mirror);

        Assert.Equal(ExitCodes.Usage, error.Kind.ExitCode());
        Assert.Contains("holds no table of", error.Message, StringComparison.Ordinal);
        Assert.Contains("failed: public.n: Column \"v\"", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("Run 'pintail mirror' again", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_that_the_last_run_could_not_copy_is_missing_with_the_reason_and_the_way_to_get_it()
    {
        using var mirror = await servers.CreateAsync(
            "CREATE TABLE n (v numeric(5,2)); INSERT INTO n VALUES ('NaN'); CREATE TABLE other (a int)"
        );
        Assert.Equal(ExitCodes.SomeTableFailed, (await mirror.RunAsync()).ExitCode);

        var result = await Verification.OfAsync(mirror);

        var missing = result.Tables.Single(table => table.Table == "n");
        Assert.Equal(VerifyStatus.MissingInMirror, missing.Status);
        Assert.Contains("The last run could not: public.n: Column", missing.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(
            "Get it with 'pintail mirror', or leave it out with --exclude-table public.n.",
            missing.Error.Hint
        );
        Assert.Equal(VerifyStatus.Equal, result.Tables.Single(table => table.Table == "other").Status);
    }

    [Fact]
    public async Task MotherDucks_class_verifies_without_making_a_database()
    {
        using var mirror = await MirroredAsync(Two);
        var spec = new TargetSpec { MotherDuckDatabase = "copy", MotherDuckToken = "t" };
        var file = mirror.TargetFile;
        mirror.Spec = mirror.Spec with { Target = spec };
        mirror.Opening = () => new MotherDuck(spec with { IsReadOnly = true }, file, needsExtension: false);
        var before = State(file);

        var result = await Verification.OfAsync(mirror);

        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Equal(before, State(file));
    }

    [Fact]
    public async Task Interrupted_verification_ends()
    {
        using var mirror = await MirroredAsync(
            "CREATE TABLE big (id int, pad text); INSERT INTO big SELECT i, repeat('x', 700) FROM generate_series(1, 100000) i"
        );
        using var interrupted = new CancellationTokenSource();
        var verification = new Verification(mirror) { OnTableStarted = interrupted.Cancel };

        var error = await Assert.ThrowsAsync<PintailException>(() => verification.RunAsync(interrupted.Token));

        Assert.Equal(ErrorKind.Cancelled, error.Kind);
    }

    [Fact]
    public async Task Verification_that_loses_its_snapshot_begins_again()
    {
        using var mirror = await MirroredAsync(Two);
        var isCut = false;
        var verification = new Verification(mirror)
        {
            OnTableStarted = () =>
            {
                if (Interlocked.Exchange(ref isCut, true))
                    return;
                const string Cut =
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
                mirror.Source.ScalarAsync(Cut).GetAwaiter().GetResult();
            },
        };

        var result = await verification.RunAsync();

        Assert.True(isCut);
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Equal(2, result.Count(VerifyStatus.Equal));
    }

    private async Task<MirrorHarness> MirroredAsync(string sql)
    {
        var mirror = await servers.CreateAsync(sql);
        await mirror.SucceedAsync();
        return mirror;
    }

    private static MirrorHarness Only(MirrorHarness mirror, string table)
    {
        mirror.Filter(table);
        return mirror;
    }

    private static (string Hash, DateTime Written) State(string file) =>
        (Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))), File.GetLastWriteTimeUtc(file));
}
