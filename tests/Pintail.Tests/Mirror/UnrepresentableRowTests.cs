using Pintail.Mirror;
using Pintail.Tests.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>The search for the row whose value made a table fail; that its key is told: DataDecisionTests.</summary>
public class UnrepresentableRowTests(PostgresFixture fixture)
{
    [Fact]
    public async Task Search_that_takes_too_long_is_given_up_and_the_message_says_so_without_a_key()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t (id int PRIMARY KEY, v numeric(5,2)); INSERT INTO t VALUES (1, 'NaN')"
        );
        var plan = (await harness.PlanAsync()).Tables.Single();
        await using var session = await harness.Source.OpenSessionAsync();
        await session.TakeAsync(SourceSide.Tables, default);
        var error = new PintailException(ErrorKind.ValueNotRepresentable, "Column \"v\" is too much.") { Column = "v" };
        PintailException Locate(string slow) =>
            new UnrepresentableRow(
                session,
                TimeProvider.System,
                harness.Spec,
                plan with
                {
                    RowFilter = $"pg_catalog.pg_sleep({slow}) IS NOT NULL",
                },
                TimeSpan.FromSeconds(0.2)
            ).Locate(error, default);

        var lost = Locate("600");
        var found = Locate("0");

        Assert.Equal(
            "Column \"v\" is too much. Which row it is was not found within the 0.2 s that a search may take.",
            lost.Message
        );
        Assert.Contains("--unrepresentable \"public.t.v=null\"", lost.Hint, StringComparison.Ordinal);
        Assert.Equal("Column \"v\" is too much. The first such row: id=1.", found.Message);
    }
}
