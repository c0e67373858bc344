using System.Diagnostics;
using Npgsql;
using Pintail.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class LockTimeoutTests(PostgresFixture fixture)
{
    private const string Sql = "CREATE TABLE busy AS SELECT 1 AS a; CREATE TABLE free AS SELECT 1 AS a;";

    [Fact]
    public async Task Table_locked_for_longer_than_all_attempts_is_refused_and_the_others_are_published()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("UPDATE busy SET a = 2; UPDATE free SET a = 2");
        await using var locker = await LockAsync(mirror.Source);
        mirror.Spec = mirror.Spec with { LockTimeout = TimeSpan.FromMilliseconds(100), MaxRetries = 3 };

        var error = await mirror.FailTableAsync("public.busy");

        Assert.Equal(ErrorKind.SourceConflict, error.Kind);
        Assert.Contains("public.busy", error.Message, StringComparison.Ordinal);
        Assert.Contains($"process {locker.ProcessID}", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, mirror.Waits.Count);
        Assert.All(mirror.Waits, wait => Assert.Equal(ErrorKind.SourceConflict, wait.Kind));
        Assert.Equal("1|2", mirror.Scalar("SELECT b.a, f.a FROM public.busy b, public.free f"));
    }

    [Fact]
    public async Task Table_that_becomes_free_between_two_attempts_is_copied()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        var locker = await LockAsync(mirror.Source);
        mirror.Spec = mirror.Spec with { LockTimeout = TimeSpan.FromMilliseconds(100) };
        mirror.OnWaiting = () => locker.Dispose();

        await mirror.SucceedAsync();

        Assert.Equal(ErrorKind.SourceConflict, Assert.Single(mirror.Waits).Kind);
        Assert.Equal(["public.busy", "public.free"], mirror.Tables());
    }

    [Fact]
    public async Task Planning_tells_of_the_lock_without_waiting_for_it_again()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await using var locker = await LockAsync(mirror.Source);
        mirror.Spec = mirror.Spec with { LockTimeout = TimeSpan.FromMilliseconds(100) };

        var plan = await mirror.PlanAsync();

        Assert.Equal(FindingKind.NotLocked, Assert.Single(plan.Refused).Reason.Kind);
        Assert.Equal("public.free", Assert.Single(plan.Tables).Name);
        Assert.Empty(mirror.Waits);
    }

    [Fact]
    public async Task Many_locked_tables_cost_about_twice_the_timeout_in_all()
    {
        var busy = Enumerable.Range(1, 20).Select(number => $"busy{number}").ToList();
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            string.Concat(busy.Select(name => $"CREATE TABLE {name} (a int);")) + "CREATE TABLE free (a int)"
        );
        await using var locker = await LockAsync(mirror.Source, string.Join(", ", busy));
        mirror.Spec = mirror.Spec with { LockTimeout = TimeSpan.FromSeconds(2) };
        var watch = Stopwatch.StartNew();

        var plan = await mirror.PlanAsync();

        Assert.Equal(20, plan.Refused.Count);
        Assert.Equal("public.free", Assert.Single(plan.Tables).Name);
        // It was 2 s and 20 times one more.
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(12));
    }

    private static async Task<NpgsqlConnection> LockAsync(TestDatabase source, string tables = "busy")
    {
        var connection = await source.OpenAsync();
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
