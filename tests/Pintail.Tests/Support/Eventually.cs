namespace Pintail.Tests.Support;

/// <summary>Waits for what another process does, which nobody notifies us of.</summary>
internal static class Eventually
{
    public static async Task Async(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 400; i++)
        {
            if (await condition())
                return;
            await Task.Delay(25);
        }
        Assert.Fail("It did not come to that within ten seconds.");
    }
}
