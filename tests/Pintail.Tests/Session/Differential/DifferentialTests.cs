// The proof of push-down: random queries over random schemas, each run with push-down, without it, and over a copy of the
// tables in DuckDB. All three must agree: the same rows, in the same order where the query orders them totally.
//
// A query is made of the seed and its number alone, and a schema serves the queries of a block of numbers, so that one
// query is made again without those before it. Errors are results too: where a value makes one (a conversion), a plan that
// filters in another order may not meet it, so that not all three need to fail; but push-down may not add one.

using System.Globalization;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session.Differential;

/// <summary>
/// PINTAIL_DIFFERENTIAL_QUERIES makes a longer series on each server; PINTAIL_DIFFERENTIAL_SEED one again, and
/// PINTAIL_DIFFERENTIAL_QUERY one query of it. All of them are in the message of a failure.
/// </summary>
public class DifferentialTests(PostgresFixture fixture, ITestOutputHelper output)
{
    private const string QueriesVariable = "PINTAIL_DIFFERENTIAL_QUERIES";
    private const string SeedVariable = "PINTAIL_DIFFERENTIAL_SEED";
    private const string QueryVariable = "PINTAIL_DIFFERENTIAL_QUERY";
    private const int DefaultQueries = 300;
    private const int QueriesPerSchema = 30;

    /// <summary>Then the series ends: more of them tell no more.</summary>
    private const int MaxFailures = 10;

    public static TheoryData<string> Servers => PostgresFixture.Servers;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Queries_give_with_push_down_what_they_give_without(string server)
    {
        var seed = Variable(SeedVariable) ?? Random.Shared.Next();
        var count = Variable(QueriesVariable) ?? DefaultQueries;
        var only = Variable(QueryVariable);
        var (first, last) = only is { } number ? (number, number) : (0, count - 1);
        var tally = new DifferentialTally();
        var failures = new List<string>();
        for (var block = first / QueriesPerSchema; block <= last / QueriesPerSchema; block++)
        {
            var from = Math.Max(first, block * QueriesPerSchema);
            var to = Math.Min(last, (block + 1) * QueriesPerSchema - 1);
            await RunAsync(server, seed, block, from, to, tally, failures);
            if (failures.Count >= MaxFailures)
                break;
        }
        output.WriteLine($"{SeedVariable}={seed} on {server}: {tally}");
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
        if (only is not null)
            return;
        Assert.True(tally.Errors * 10 <= tally.Queries, $"Too many queries fail. {SeedVariable}={seed}: {tally}");
        Assert.True(tally.Restricted * 3 >= tally.Scans, $"Too little is pushed down. {SeedVariable}={seed}: {tally}");
    }

    private async Task RunAsync(
        string server,
        int seed,
        int block,
        int first,
        int last,
        DifferentialTally tally,
        List<string> failures
    )
    {
        using var run = await DifferentialRun.CreateAsync(fixture, server, Mixed(seed, block));
        for (var number = first; number <= last && failures.Count < MaxFailures; number++)
        {
            var queries = new RandomQueries(new Dice(Mixed(seed, number + (1 << 30))), run.Schema.Relations);
            if (run.Compare(queries.Next()) is { } failure)
                failures.Add($"{SeedVariable}={seed} {QueryVariable}={number} on {server}: {failure}");
        }
        tally.Add(run.Tally);
    }

    /// <summary>The same in every process, which HashCode is not.</summary>
    private static int Mixed(int seed, int number) => unchecked((seed * 397 ^ number) * 16_777_619);

    private static int? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? int.Parse(value, CultureInfo.InvariantCulture)
            : null;
}
