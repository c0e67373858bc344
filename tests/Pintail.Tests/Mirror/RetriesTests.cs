using Pintail.Mirror;
using Pintail.Postgres;
using Pintail.Target;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class RetriesTests
{
    [Theory]
    [InlineData(2, 0, 2, 3)]
    [InlineData(2, 1, 4, 5)]
    [InlineData(2, 2, 8, 9)]
    [InlineData(2, 4, 32, 33)]
    [InlineData(2, 5, 60, 60)]
    [InlineData(2, 1000, 60, 60)]
    [InlineData(0, 3, 0, 1)]
    [InlineData(120, 0, 60, 60)]
    public void Waits_double_up_to_a_minute(int baseSeconds, int index, int atLeast, int atMost)
    {
        for (var i = 0; i < 50; i++)
        {
            var wait = Retries.Wait(TimeSpan.FromSeconds(baseSeconds), index);
            Assert.InRange(wait, TimeSpan.FromSeconds(atLeast), TimeSpan.FromSeconds(atMost));
        }
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(1, 1)]
    [InlineData(0, 1)]
    public async Task Transient_errors_are_tried_again_as_often_as_allowed_and_announced(int maxRetries, int attempts)
    {
        var time = new ManualTime();
        var observer = new Recorder();
        var made = 0;
        var retries = Retries.Create(Spec(maxRetries), observer.Waiting, time, "shop.orders");

        var run = Task.Run(async () =>
            await retries.ExecuteAsync(_ =>
            {
                made++;
                throw new PintailException(ErrorKind.SourceUnreachable, "gone");
            })
        );
        while (!run.IsCompleted)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        await Assert.ThrowsAsync<PintailException>(() => run);
        Assert.Equal(attempts, made);
        Assert.Equal(
            Enumerable.Range(1, attempts - 1).Select(number => ("shop.orders", number, maxRetries)),
            observer.Waits
        );
    }

    [Fact]
    public void Errors_that_last_and_errors_beyond_hope_are_not_tried_again()
    {
        foreach (var kind in Enum.GetValues<ErrorKind>())
        {
            Assert.Equal(1, Attempts(kind, () => true));
            if (!kind.IsTransient())
                Assert.Equal(1, Attempts(kind, null));
        }
    }

    private static int Attempts(ErrorKind kind, Func<bool>? isHopeless)
    {
        var made = 0;
        var retries = Retries.Create(Spec(5), new Recorder().Waiting, new ManualTime(), "x", isHopeless);
        Assert.Throws<PintailException>(() =>
            retries.Execute(() =>
            {
                made++;
                throw new PintailException(kind, "said");
            })
        );
        return made;
    }

    private static MirrorSpec Spec(int maxRetries) =>
        new()
        {
            Source = Conninfo.Resolve("postgresql://u@localhost/d", new Dictionary<string, string>()),
            Target = new TargetSpec { File = "x" },
            MaxRetries = maxRetries,
        };

    private sealed class Recorder : IMirrorObserver
    {
        public List<(string What, int Attempt, int Attempts)> Waits { get; } = [];

        public void Waiting(string what, int attempt, int attempts, PintailException error, TimeSpan wait) =>
            Waits.Add((what, attempt, attempts));

        public void Planned(MirrorPlan plan) { }

        public void TableStarted(TableProgress progress) { }

        public void TableFinished(TableResult result) { }

        public void Doubted(TablePlan table, PintailException why) { }

        public void Publishing(int tables) { }

        public void CheckpointFailed(PintailException why) { }
    }
}
