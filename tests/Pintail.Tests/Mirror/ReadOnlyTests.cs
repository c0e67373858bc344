using System.Text.RegularExpressions;
using Npgsql;
using Pintail.Tests.Cli;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>
/// Nothing of ours writes at the source, by our own hand and not by the role's rights: every command runs as superuser, on
/// a server of its own that logs each statement with its transaction id, and on whose path for names a schema comes first
/// in which every function and operator of PostgreSQL's has a namesake that would write.
/// </summary>
public sealed partial class ReadOnlyTests(LoggingServers servers) : IClassFixture<LoggingServers>, IDisposable
{
    private const string Tables = """
        CREATE TABLE kept (id int PRIMARY KEY, v text, at timestamptz NOT NULL DEFAULT now(), n numeric, a int[]);
        INSERT INTO kept SELECT i, 'v' || i, now(), i / 7.0, ARRAY[i] FROM generate_series(1, 5000) i;
        CREATE TABLE events (id bigint PRIMARY KEY, note text);
        INSERT INTO events SELECT i, 'n' || i FROM generate_series(1, 100) i;
        CREATE TABLE parts (id int, v text) PARTITION BY RANGE (id);
        CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (100);
        CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (100) TO (200);
        INSERT INTO parts SELECT i, 'p' FROM generate_series(0, 199) i;
        CREATE VIEW seen AS SELECT id, v FROM kept WHERE id < 10;
        CREATE MATERIALIZED VIEW stored AS SELECT id FROM kept;
        CREATE TABLE victim AS SELECT 1 AS a;
        CREATE SEQUENCE counter;
        CREATE FUNCTION writes() RETURNS bool LANGUAGE plpgsql AS
            $$BEGIN INSERT INTO public.victim VALUES (2); RETURN true; END$$;
        CREATE FUNCTION allows() RETURNS bool LANGUAGE plpgsql AS
            $$BEGIN SET TRANSACTION READ WRITE; INSERT INTO public.victim VALUES (3); RETURN true; END$$;
        CREATE FUNCTION sets() RETURNS bool LANGUAGE plpgsql AS
            $$BEGIN PERFORM pg_catalog.set_config('transaction_read_only', 'off', true);
                INSERT INTO public.victim VALUES (4); RETURN true; END$$;
        CREATE FUNCTION creates() RETURNS bool LANGUAGE plpgsql AS
            $$BEGIN CREATE TABLE public.made (a int); RETURN true; END$$;
        CREATE FUNCTION commits() RETURNS bool LANGUAGE plpgsql AS
            $$BEGIN COMMIT; INSERT INTO public.victim VALUES (5); RETURN true; END$$
        """;

    // A namesake has the same arguments, so that it is the better match wherever its schema comes first.
    private const string Namesakes = """
        CREATE SCHEMA evil;
        DO $do$
        DECLARE f record; c name;
        BEGIN
            FOR f IN
                SELECT p.proname AS name, pg_get_function_identity_arguments(p.oid) AS args
                FROM pg_proc p
                WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f' AND p.provariadic = 0 AND NOT p.proretset
                  AND NOT EXISTS (
                      SELECT FROM unnest(p.proargtypes) t(oid) JOIN pg_type USING (oid) WHERE typtype = 'p'
                  )
            LOOP
                BEGIN
                    EXECUTE format(
                        'CREATE FUNCTION evil.%I(%s) RETURNS text LANGUAGE plpgsql AS '
                            '$$BEGIN RAISE EXCEPTION ''evil %% was called'', %L; END$$',
                        f.name, f.args, f.name
                    );
                EXCEPTION WHEN OTHERS THEN NULL;
                END;
            END LOOP;
            FOR f IN
                SELECT o.oid, o.oprname AS name, o.oprleft::regtype AS l, o.oprright::regtype AS r, o.oprresult::regtype AS res
                FROM pg_operator o JOIN pg_type lt ON lt.oid = o.oprleft JOIN pg_type rt ON rt.oid = o.oprright
                WHERE lt.typtype <> 'p' AND rt.typtype <> 'p'
            LOOP
                EXECUTE format(
                    'CREATE FUNCTION evil.op_%s(%s, %s) RETURNS %s LANGUAGE plpgsql AS '
                        '$$BEGIN RAISE EXCEPTION ''evil operator was called''; END$$; '
                    'CREATE OPERATOR evil.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = evil.op_%s)',
                    f.oid, f.l, f.r, f.res, f.name, f.l, f.r, f.oid
                );
            END LOOP;
            FOR c IN SELECT relname FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind IN ('r', 'v') LOOP
                EXECUTE format('CREATE TABLE evil.%I ()', c);
            END LOOP;
        END $do$;
        """;

    private readonly CliRunner _cli = new();
    private TestDatabase? _database;
    private int _logBefore;
    private int _taken;

    private TestDatabase Database => _database!;

    private string Log => File.ReadAllText(Database.Server.LogFile)[_logBefore..];

    public void Dispose() => _cli.Dispose();

    private async Task StartAsync(string server)
    {
        _database = await servers.CreateDatabaseAsync(server);
        await Database.ExecuteAsync(Tables);
        _logBefore = Log.Length;
    }

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Every_command_reads_in_read_only_transactions_without_an_id(string server)
    {
        await StartAsync(server);
        await Database.ExecuteAsync(Namesakes);
        await Database.ExecuteAsync(
            $"""
            ALTER ROLE postgres IN DATABASE {Database.Name} SET search_path = evil, pg_catalog, public;
            ALTER ROLE postgres IN DATABASE {Database.Name} SET default_transaction_read_only = off
            """
        );
        // They are met by who does not say which schema's is meant.
        foreach (var sql in new[] { "SELECT 1 = 1", "SELECT pg_table_size('1'::pg_catalog.regclass)" })
        {
            var met = await Assert.ThrowsAsync<PostgresException>(() => Database.ScalarAsync(sql));
            Assert.StartsWith("evil ", met.MessageText, StringComparison.Ordinal);
        }
        string[] selected = ["--where", "public.kept=id > 7"];
        string[] all = [.. selected, "--views", "--jobs", "2"];
        await RunAsync("plan", all);
        await RunAsync("plan", [.. all, "--probe"]);
        await RunAsync("mirror", [.. all, "--keys"]);
        await RunAsync("verify", all);
        await Database.ExecuteAsync(
            """
            SET search_path = public;
            UPDATE kept SET v = 'new' WHERE id % 100 = 0; DELETE FROM kept WHERE id = 50; INSERT INTO events VALUES (101, 'late')
            """
        );
        await RunAsync("mirror", [.. all, "--strategy", "public.kept=delta", "--keys"]);
        await RunAsync("mirror", [.. all, "--strategy", "public.events=append", "--watermark", "public.events=id"]);
        await RunAsync("mirror", [.. selected, "--full", "--exclude-table", "public.parts"]);
        await RunAsync("verify", all);
        AssertReadOnly(atLeast: 100);
    }

    [Theory]
    [InlineData("public.writes()", "cannot execute INSERT in a read-only transaction")]
    [InlineData("public.allows()", "transaction read-write mode")]
    [InlineData("public.sets()", "transaction read-write mode")]
    [InlineData("public.creates()", "cannot execute CREATE TABLE in a read-only transaction")]
    [InlineData("public.commits()", "invalid transaction termination")]
    [InlineData("nextval('public.counter') > 0", "cannot execute nextval() in a read-only transaction")]
    [InlineData("lo_create(0) > 0", "cannot execute lo_create() in a read-only transaction")]
    [InlineData("a IN (WITH w AS (DELETE FROM public.victim RETURNING a) SELECT a FROM w)", "must be at the top level")]
    public async Task Condition_that_writes_is_refused_by_the_transaction(string condition, string why)
    {
        await StartAsync("npm");
        var run = await _cli.RunAsync(
            "mirror",
            "--source",
            Database.Conninfo,
            "--target",
            _cli.PathOf("copy.duckdb"),
            "--include-table",
            "public.victim",
            "--where",
            $"public.victim={condition}"
        );
        Assert.Equal(ExitCodes.SomeTableFailed, run.ExitCode);
        Assert.True((run.Out + run.Error).Contains(why, StringComparison.Ordinal), run.Out + run.Error);
        Assert.Equal("1", await Database.ScalarAsync("SELECT string_agg(a::text, ',') FROM victim"));
        AssertReadOnly(atLeast: 10);
    }

    private async Task RunAsync(string command, string[] options)
    {
        var before = await NextTransactionAsync();
        var run = await _cli.RunAsync([
            command,
            "--source",
            Database.Conninfo,
            "--target",
            _cli.PathOf("copy.duckdb"),
            "--exclude-schema",
            "evil",
            .. options,
        ]);
        Assert.True(run.ExitCode == 0, $"{command} {string.Join(' ', options)}: {run.Out}{run.Error}");
        // On an idle server a refresh may take one to have the log flushed: docs/refresh.md. No other statement does.
        var taken = Statements().Count(statement => statement.Sql.Contains("txid_current()", StringComparison.Ordinal));
        Assert.Equal(before + taken - _taken, await NextTransactionAsync());
        _taken = taken;
    }

    private async Task<long> NextTransactionAsync() =>
        long.Parse(
            (await Database.ScalarAsync("SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text"))!
        );

    private void AssertReadOnly(int atLeast)
    {
        var statements = Statements();
        Assert.True(statements.Count >= atLeast, $"{statements.Count} statements");
        Assert.All(statements, statement => Assert.Equal("0", statement.Transaction));
        foreach (var session in statements.GroupBy(statement => statement.Session))
        {
            var isReading = false;
            foreach (var (_, _, sql) in session)
            {
                if (sql.StartsWith("BEGIN", StringComparison.Ordinal))
                {
                    Assert.Matches("^BEGIN (ISOLATION LEVEL REPEATABLE READ )?READ ONLY(;|$)", sql);
                    isReading = true;
                }
                else if (sql is "ROLLBACK" or "COMMIT")
                    isReading = false;
                else
                    Assert.True(isReading, $"Outside a read-only transaction: {sql}");
                Assert.DoesNotMatch("(?i)read write|read_only", sql);
            }
        }
    }

    private List<(string Session, string Transaction, string Sql)> Statements() =>
        [
            .. StatementLine()
                .Matches(Log)
                .Select(match => (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value.Trim())),
        ];

    // A statement ends where the next line of the log begins.
    [GeneratedRegex(
        @"^@pintail[^|]*\|([^|]*)\|([^|]*)\|LOG:  (?:statement|execute [^:]*): ((?s:.*?))(?=\n@|\z)",
        RegexOptions.Multiline
    )]
    private static partial Regex StatementLine();
}
