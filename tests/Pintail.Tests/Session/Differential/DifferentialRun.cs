using System.Collections.Concurrent;
using System.Globalization;
using Pintail.Session;
using Pintail.Session.PushDown;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session.Differential;

/// <summary>
/// One random schema, and three ways to ask it: attached with push-down, attached without, and copied into DuckDB.
/// </summary>
internal sealed class DifferentialRun : IDisposable
{
    private const string Attached = "pg.public";
    private const string Copied = "plain";

    private const string Caseless = "SET default_collation = 'NOCASE'";
    private readonly bool _isCaseless;
    private readonly SqlDatabase _withPushDown = SqlDatabase.Open(new SqlOptions { Connections = 2 });
    private readonly SqlDatabase _without = SqlDatabase.Open(new SqlOptions { Connections = 2 });
    private readonly SqlSession _pushing;
    private readonly SqlSession _reading;
    private readonly ConcurrentQueue<string> _sent = new();
    private readonly ZoneSetting _zone;
    private readonly string _conninfo;

    /// <param name="setting">Of DuckDB, for what is compared.</param>
    private DifferentialRun(TestDatabase source, RandomSchema schema, string zone, string setting)
    {
        _conninfo = source.Conninfo;
        Schema = schema;
        _zone = new ZoneSetting(zone, "gregorian");
        _pushing = _withPushDown.Connect();
        _reading = _without.Connect();
        _pushing.ScanStarting = Count;
        foreach (var session in new[] { _pushing, _reading })
            Execute(
                session,
                $"SET TimeZone = '{zone}'; CREATE SCHEMA live; ATTACH '{source.Conninfo}' AS pg (TYPE postgres)"
            );
        Execute(_reading, "SET pg_experimental_filter_pushdown = false");
        Execute(_reading, $"CREATE SCHEMA copied; CREATE SCHEMA {Copied}");
        foreach (var relation in schema.Relations)
            Execute(_reading, $"CREATE TABLE {Copied}.{relation.Name} AS FROM {Attached}.{relation.Name}");
        Execute(_pushing, setting);
        Execute(_reading, setting);
        _isCaseless = setting == Caseless;
    }

    public RandomSchema Schema { get; }

    public DifferentialTally Tally { get; } = new();

    public static async Task<DifferentialRun> CreateAsync(PostgresFixture fixture, string server, int seed)
    {
        var dice = new Dice(seed);
        var has = await FeaturesAsync(await fixture.CreateDatabaseAsync(server));
        // Constants that its tables cannot have are compared all the same.
        if (dice.Once(5))
            return await CreateAsync(
                fixture,
                server,
                dice,
                "LATIN1",
                "",
                has.Where(one => one == ColumnKinds.Since15).ToHashSet()
            );
        var collation =
            has.Contains(ColumnKinds.Icu) && has.Contains(ColumnKinds.Since15) && dice.Once(3)
                ? "LOCALE_PROVIDER icu ICU_LOCALE 'de' "
                : "";
        return await CreateAsync(fixture, server, dice, "UTF8", collation, has);
    }

    private static async Task<DifferentialRun> CreateAsync(
        PostgresFixture fixture,
        string server,
        Dice dice,
        string encoding,
        string collation,
        IReadOnlySet<string> has
    )
    {
        var source = await fixture.CreateDatabaseAsync(
            server,
            $"TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C' {collation}"
        );
        var schema = new RandomSchema(dice, has, isLatin: encoding == "LATIN1");
        await source.ExecuteAsync(schema.Sql);
        return new DifferentialRun(
            source,
            schema,
            dice.Word("UTC", "America/New_York", "Asia/Kathmandu"),
            dice.Word("", "", "", "", "SET pg_pages_per_task = 2", Caseless, "SET old_implicit_casting = true")
        );
    }

    /// <summary>Null: the three agree.</summary>
    public string? Compare(RandomQuery query)
    {
        _sent.Clear();
        var live =
            query.IsOfFunction && !query.IsTransaction
                ? query.OfFunction(_conninfo, "live")
                : query.In(Attached, "live");
        var pushed = Run(_pushing, live);
        var read = Run(_reading, live);
        var copied = Run(_reading, query.In(Copied, "copied"));
        Tally.Queries++;
        if (pushed.Error is not null || copied.Error is not null)
            Tally.AddError((copied.Message ?? pushed.Message)!, live);
        return Disagreement(query, pushed, read, copied) is { } what
            ? $"""
                {what}
                {live}
                Postgres got: {string.Join("; ", _sent)}
                with push-down: {pushed}
                without: {read}
                of the copy: {copied}
                more than the copy: {pushed.Without(copied)}
                less than the copy: {copied.Without(pushed)}
                """
            : null;
    }

    private Outcome Run(SqlSession session, string script)
    {
        var outcome = Outcome.Of(session, script, _zone);
        return _isCaseless ? outcome.Folded() : outcome;
    }

    public void Dispose()
    {
        _pushing.Dispose();
        _reading.Dispose();
        _withPushDown.Dispose();
        _without.Dispose();
    }

    private static string? Disagreement(RandomQuery query, Outcome pushed, Outcome read, Outcome copied)
    {
        Outcome[] all = [pushed, read, copied];
        var errors = all.Where(outcome => outcome.Error is not null).ToList();
        if (errors.Count == 3)
            return pushed.Error!.GetType() == copied.Error!.GetType() ? null : "The errors differ.";
        // DuckDB plans a table of its own in another way.
        if (pushed.IsInternal && read.IsInternal)
            return null;
        if (errors.Find(outcome => !outcome.IsOfValues) is not null)
            return "Not all fail, and not because of a value.";
        // What is sent less often can fail less often, not more.
        if (pushed.Error is not null && read.Error is null)
            return "Push-down makes an error.";
        var results = all.Where(outcome => outcome.Error is null).ToList();
        return results.TrueForAll(outcome => outcome.Equals(results[^1], query.IsOrdered))
            ? null
            : "The results differ.";
    }

    private void Count(AttachedRelation relation, PushedCondition condition)
    {
        Tally.AddScan(
            condition != PushedCondition.None && (condition.WhereSql ?? condition.Limit?.ToString()) is not null
        );
        _sent.Enqueue($"{relation.Relation.Name} WHERE {condition.WhereSql ?? "-"} LIMIT {condition.Limit}");
    }

    private static void Execute(SqlSession session, string sql)
    {
        foreach (var _ in session.Execute(sql))
            continue;
    }

    private static async Task<HashSet<string>> FeaturesAsync(TestDatabase any)
    {
        var has = new HashSet<string>();
        if (await any.ScalarAsync("SELECT count(*) FROM pg_collation WHERE collname = 'en-x-icu'") != "0")
            has.Add(ColumnKinds.Icu);
        if (await any.ScalarAsync("SELECT count(*) FROM pg_available_extensions WHERE name = 'citext'") != "0")
            has.Add("citext");
        if (int.Parse((await any.ScalarAsync("SHOW server_version_num"))!, CultureInfo.InvariantCulture) >= 150_000)
            has.Add(ColumnKinds.Since15);
        return has;
    }
}
