using Pintail.Scan;

namespace Pintail.Tests.Scan;

public class StreamBudgetTests
{
    [Fact]
    public async Task Stream_of_a_running_table_comes_before_a_table_that_has_not_started()
    {
        var budget = new StreamBudget(1);
        budget.TakeForTable(CancellationToken.None);
        var table = Task.Run(() => budget.TakeForTable(CancellationToken.None));
        await UntilWaitingAsync(budget, 1);
        var stream = Task.Run(() => budget.TryTakeForStream(CancellationToken.None));
        await UntilWaitingAsync(budget, 2);

        budget.Give();
        Assert.True(await stream);
        Assert.False(table.IsCompleted);
        budget.Give();
        await table;
    }

    [Fact]
    public async Task Table_waits_while_a_running_one_waits_for_a_stream()
    {
        var budget = new StreamBudget(2);
        budget.TakeForTable(CancellationToken.None);
        Assert.True(budget.TryTakeForStream(CancellationToken.None));
        using var exhausted = new CancellationTokenSource();
        var stream = Task.Run(() => budget.TryTakeForStream(exhausted.Token));
        await UntilWaitingAsync(budget, 1);
        var table = Task.Run(() => budget.TakeForTable(CancellationToken.None));
        await UntilWaitingAsync(budget, 2);

        // The pieces ran out: the stream ends with empty hands, and the table gets what becomes free.
        await exhausted.CancelAsync();
        Assert.False(await stream);
        Assert.False(table.IsCompleted);
        budget.Give();
        await table;
        Assert.Equal(0, budget.Free);
    }

    [Fact]
    public void Stream_loses_its_patience()
    {
        var budget = new StreamBudget(1, TimeSpan.FromMilliseconds(50));
        budget.TakeForTable(CancellationToken.None);

        Assert.False(budget.TryTakeForStream(CancellationToken.None));

        budget.Give();
        Assert.Equal((1, 0), (budget.Free, budget.Waiting));
    }

    [Fact]
    public void Table_cancelled_while_it_waits_leaves_no_trace()
    {
        var budget = new StreamBudget(1);
        budget.TakeForTable(CancellationToken.None);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        Assert.ThrowsAny<OperationCanceledException>(() => budget.TakeForTable(cancellation.Token));

        budget.Give();
        Assert.Equal((1, 0), (budget.Free, budget.Waiting));
    }

    [Fact]
    public async Task No_connection_is_lost_or_doubled_whoever_gives_up_when()
    {
        const int Size = 3;
        var seed = Random.Shared.Next();
        var budget = new StreamBudget(Size, TimeSpan.FromMilliseconds(1));
        var held = 0;
        var most = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => Play(new Random(seed + number)))));

        Assert.True(most <= Size, $"seed {seed}: {most} were out at a time");
        Assert.Equal((Size, 0), (budget.Free, budget.Waiting));

        void Play(Random random)
        {
            for (var i = 0; i < 1500; i++)
            {
                using var cancellation = new CancellationTokenSource();
                if (random.Next(2) == 0)
                    cancellation.CancelAfter(TimeSpan.FromMilliseconds(random.Next(3)));
                if (!Take(random, cancellation.Token))
                    continue;
                var now = Interlocked.Increment(ref held);
                InterlockedMax(ref most, now);
                Thread.SpinWait(random.Next(2000));
                Interlocked.Decrement(ref held);
                budget.Give();
            }
        }

        bool Take(Random random, CancellationToken cancellation)
        {
            if (random.Next(3) > 0)
                return budget.TryTakeForStream(cancellation);
            try
            {
                budget.TakeForTable(cancellation);
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = target; value > seen; )
            seen = Interlocked.CompareExchange(ref target, value, seen) == seen ? value : target;
    }

    private static async Task UntilWaitingAsync(StreamBudget budget, int count)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(20); budget.Waiting != count; await Task.Yield())
            Assert.True(DateTime.UtcNow < deadline, $"{budget.Waiting} wait, not {count}");
    }
}
