using System.Globalization;
using Npgsql;
using Pintail.DuckDB;
using Pintail.Session.PushDown;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session.PushDown;

/// <summary>
/// Random filters over random rows of many types: the rows that DuckDB's filter keeps are among those that Postgres sends
/// for what is pushed down, and the same where that claims to be exact; a session answers the same.
/// PINTAIL_TEST_SEED replays a run, PINTAIL_TEST_FILTERS makes a longer one.
/// </summary>
public class FilterDifferentialTests(PostgresFixture fixture, ITestOutputHelper output)
{
    private const int Rows = 400;

    private static readonly int Seed = int.Parse(
        Environment.GetEnvironmentVariable("PINTAIL_TEST_SEED") is { Length: > 0 } seed
            ? seed
            : Random.Shared.Next().ToString(CultureInfo.InvariantCulture),
        CultureInfo.InvariantCulture
    );

    private static readonly int Filters = int.Parse(
        Environment.GetEnvironmentVariable("PINTAIL_TEST_FILTERS") is { Length: > 0 } count ? count : "300",
        CultureInfo.InvariantCulture
    );

    public static TheoryData<string> Servers => PostgresFixture.Servers;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Pushed_filters_lose_no_row(string server)
    {
        output.WriteLine($"PINTAIL_TEST_SEED={Seed}");
        var random = new RandomFilters(new Random(Seed));
        using var relation = await PlannedRelation.CreateAsync(fixture, Setup(), server);
        await FillAsync(relation.Source, random);
        using (var harness = CopyInto(relation))
        {
            await using var postgres = await relation.Source.OpenAsync();
            await ExecuteAsync(postgres, "SET search_path = ''; SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'");
            var tally = new Tally();
            for (var i = 0; i < Filters; i++)
                await CompareAsync(relation, harness, postgres, random.Filter(depth: 2), tally);
            output.WriteLine(tally.ToString());
            Assert.True(tally.Pushed > Filters / 3, tally.ToString());
            Assert.True(tally.Exact > Filters / 6, tally.ToString());
        }
    }

    private static async Task CompareAsync(
        PlannedRelation relation,
        SessionHarness harness,
        NpgsqlConnection postgres,
        string filter,
        Tally tally
    )
    {
        HashSet<long> kept;
        try
        {
            kept = [.. harness.Rows($"SELECT k FROM copied WHERE {filter}").Select(long.Parse)];
        }
        catch (DuckDBException)
        {
            // A value that a cast does not take: an error without push-down, too.
            tally.Failed++;
            return;
        }
        var attached = harness.Rows($"SELECT k FROM pg.public.t WHERE {filter}").Select(long.Parse).Order();
        Assert.True(kept.Order().SequenceEqual(attached), $"{Seed}: {filter}\ngives other rows through a session");
        var some = harness.Rows($"SELECT k FROM pg.public.t WHERE {filter} LIMIT 5").Select(long.Parse).ToList();
        Assert.True(
            some.Count == Math.Min(5, kept.Count) && some.TrueForAll(kept.Contains),
            $"{Seed}: {filter}\ngives other rows through a session, with a limit"
        );
        foreach (var limit in new[] { "", " LIMIT 1000000" })
        {
            var readings = relation.Read($"SELECT k FROM t WHERE {filter}{limit}");
            if (!readings.TryGetValue(0, out var reading))
            {
                // Nothing is read for a filter that the optimizer finds to be never true.
                Assert.Empty(kept);
                return;
            }
            var pushed = PushedCondition.For(reading, relation.Relation, relation.Encoding);
            if (pushed.WhereSql is not { } where)
                return;
            tally.Pushed++;
            var sent = await KeysAsync(postgres, where, filter);
            var lost = kept.Except(sent).Order().ToList();
            Assert.True(lost.Count == 0, $"{Seed}: {filter}\nbecame {where}\nand lost {string.Join(", ", lost)}");
            if (pushed.Limit is null)
                continue;
            tally.Exact++;
            var more = sent.Except(kept).Order().ToList();
            Assert.True(more.Count == 0, $"{Seed}: {filter}\nbecame {where}\nwith more {string.Join(", ", more)}");
        }
    }

    private static async Task<HashSet<long>> KeysAsync(NpgsqlConnection postgres, string where, string filter)
    {
        await using var command = new NpgsqlCommand($"SELECT k FROM public.t WHERE {where}", postgres);
        try
        {
            await using var reader = await command.ExecuteReaderAsync();
            var keys = new HashSet<long>();
            while (await reader.ReadAsync())
                keys.Add(reader.GetInt64(0));
            return keys;
        }
        catch (PostgresException e)
        {
            throw new InvalidOperationException($"{Seed}: {filter}\nbecame {where}\nwhich fails: {e.MessageText}", e);
        }
    }

    private static string Setup() =>
        $"{RandomFilters.Setup} CREATE TABLE t (k bigint, {string.Join(", ", RandomFilters.Columns.Select(column => $"{column.Name} {column.Type}"))})";

    private static async Task FillAsync(TestDatabase source, RandomFilters random)
    {
        await using var connection = await source.OpenAsync();
        for (var row = 0; row < Rows; row++)
        {
            var values = RandomFilters.Columns.Select(column => Literal(column, random.Value(column)));
            await ExecuteAsync(connection, $"INSERT INTO t VALUES ({row}, {string.Join(", ", values)})");
        }
    }

    private static string Literal(RandomColumn column, string? value) =>
        value switch
        {
            null => "NULL",
            _ when column.Type == "bytea" => $"decode('{value}', 'hex')",
            _ when column.Type is "char(4)" or "varchar(5)" => $"'{value.Replace("'", "''")}'::{column.Type}",
            _ => $"'{value.Replace("'", "''")}'",
        };

    // DuckDB's side of the comparison reads a table of its own, in the time zone that the plans are made in.
    private static SessionHarness CopyInto(PlannedRelation relation)
    {
        var harness = SessionHarness.Over(relation.Source);
        harness.Run("CREATE TABLE memory.copied AS SELECT * FROM pg.public.t; SET TimeZone = 'Pacific/Chatham'");
        return harness;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class Tally
    {
        public int Pushed { get; set; }
        public int Exact { get; set; }
        public int Failed { get; set; }

        public override string ToString() =>
            $"{Filters} filters twice: {Pushed} pushed down, {Exact} exactly; {Failed} that DuckDB refuses";
    }
}
