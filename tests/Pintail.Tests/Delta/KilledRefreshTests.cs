using Pintail.Target;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Delta;

/// <summary>A process that is killed at any instant of publishing: rows and recorded state agree. What comes before is FailpointTests'.</summary>
public class KilledRefreshTests(PostgresFixture fixture)
{
    [Fact]
    public async Task Killed_while_it_publishes_it_leaves_rows_and_recorded_state_in_agreement()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, FailpointTests.Tables);
        var published = 0;
        var number = 0;
        // From before the transaction to after its commit and into the checkpoint.
        for (var i = 0; i < 8; i++)
            await KillAsync(TimeSpan.FromMilliseconds(6 * i));

        await FailpointTests.ChangeAsync(mirror.Source, ++number);
        await mirror.FlushAsync();
        var result = await mirror.SucceedAsync();
        foreach (var table in result.Tables)
        {
            Assert.Equal($"{table.Reason} {Expected(table.Table)}", $"{table.Reason} {table.Change!.Kind}");
            await mirror.AssertSameAsync(table.Table);
        }

        async Task KillAsync(TimeSpan after)
        {
            await FailpointTests.ChangeAsync(mirror.Source, ++number);
            using (var child = ChildProcess.MirrorUpTo(mirror.Spec, mirror.Source.Conninfo, "publishing", waits: false))
            {
                Assert.True(child.HasComeToIt());
                // The instant is the point of this test: there is nothing to be notified of.
                await Task.Delay(after);
                child.Kill();
            }
            var version = mirror.Scalar(
                "SELECT max(v), (SELECT max(v) FROM public.whole), (SELECT max(v) FROM public.longer) FROM public.merged"
            );
            Assert.True(
                version == $"{published}|{published}|{published}" || version == $"{number}|{number}|{number}",
                $"{version} at {number} after {after}"
            );
            published = int.Parse(version.Split('|')[0]);
            Assert.Equal(
                mirror.Rows(
                    "SELECT 'longer', count(*) FROM public.longer UNION ALL SELECT 'merged', count(*) FROM public.merged UNION ALL SELECT 'same', count(*) FROM public.same UNION ALL SELECT 'whole', count(*) FROM public.whole ORDER BY ALL"
                ),
                mirror.Rows("SELECT target_table, row_count FROM pintail.table_state ORDER BY ALL")
            );
        }
    }

    private static ChangeKind Expected(string table) =>
        table switch
        {
            "same" => ChangeKind.Unchanged,
            "longer" => ChangeKind.Appended,
            "merged" => ChangeKind.Merged,
            _ => ChangeKind.Replaced,
        };
}
