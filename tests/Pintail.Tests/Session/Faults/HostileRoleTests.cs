using Pintail.Tests.Support;

namespace Pintail.Tests.Session.Faults;

/// <summary>A role whose settings change what values look like and what names mean reads what any other role reads.</summary>
public class HostileRoleTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private const string Sql = """
        CREATE TABLE t (
            id int PRIMARY KEY, d date, ts timestamptz, n timestamp, iv interval, f double precision, b bytea,
            m money, txt text, num numeric(12,3), a int[], name name, "user" text, j jsonb
        );
        INSERT INTO t SELECT i, date '2024-01-01' + i, timestamptz '2024-06-01 12:00+02' + i * interval '1 hour',
            timestamp '2024-02-29 01:02:03.456' + i * interval '1 day', make_interval(1, 2, 3, i), i / 3.0, decode('00ff5c', 'hex'),
            i * 1.5::money, E'back\\slash ''quote'' ' || i, i / 7.0, ARRAY[i, NULL], 'n' || i, NULLIF('u' || i, 'u3'), '{"k": 1}'
        FROM generate_series(1, 500) i;
        CREATE VIEW v AS SELECT id, d FROM t WHERE id <= 10;
        CREATE SCHEMA evil;
        CREATE FUNCTION evil.count(anyelement) RETURNS bigint LANGUAGE sql AS 'SELECT 666::bigint';
        CREATE FUNCTION evil.pg_export_snapshot() RETURNS text LANGUAGE sql AS 'SELECT ''evil''';
        CREATE FUNCTION evil.pg_is_in_recovery() RETURNS boolean LANGUAGE sql AS 'SELECT true';
        CREATE FUNCTION evil.int_eq(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
        CREATE FUNCTION evil.text_eq(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT false';
        CREATE OPERATOR evil.= (LEFTARG = int, RIGHTARG = int, FUNCTION = evil.int_eq);
        CREATE OPERATOR evil.>= (LEFTARG = int, RIGHTARG = int, FUNCTION = evil.int_eq);
        CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.text_eq);
        CREATE TABLE evil.pg_class (oid oid, relname name);
        CREATE TABLE evil.pg_locks (pid int);
        CREATE TABLE evil.t (id int);
        CREATE DOMAIN evil.text AS pg_catalog.int4;
        """;

    private static readonly string[] Settings =
    [
        "search_path = 'evil', 'pg_catalog', 'public'",
        "DateStyle = 'German, DMY'",
        "IntervalStyle = 'sql_standard'",
        "TimeZone = 'Asia/Kathmandu'",
        "bytea_output = 'escape'",
        "extra_float_digits = -15",
        // It holds until the first of our settings, which a busy machine may take a moment to reach.
        "statement_timeout = '50ms'",
        "lock_timeout = '1ms'",
        "default_transaction_read_only = on",
        "default_transaction_isolation = 'read uncommitted'",
        "default_transaction_deferrable = on",
        "row_security = off",
        "client_encoding = 'LATIN1'",
        "standard_conforming_strings = off",
        "escape_string_warning = on",
        "enable_indexscan = off",
        "enable_seqscan = off",
        "max_parallel_workers_per_gather = 4",
        "quote_all_identifiers = on",
        "transform_null_equals = on",
        "client_min_messages = 'debug1'",
        "array_nulls = off",
        "backslash_quote = on",
        "xmloption = 'document'",
    ];

    private static readonly string[] Statements =
    [
        "SELECT * FROM pg.public.t ORDER BY id",
        "SELECT count(*) FROM pg.public.t",
        "SELECT id FROM pg.public.t WHERE id = 7",
        "SELECT id FROM pg.public.t WHERE id >= 490 ORDER BY id",
        "SELECT id FROM pg.public.t WHERE txt = 'back\\slash ''quote'' 9'",
        "SELECT id FROM pg.public.t WHERE \"user\" IS NULL OR \"user\" IN ('u1', 'u2') ORDER BY id",
        "SELECT count(*) FROM pg.public.t WHERE d > DATE '2024-03-04' AND ts < TIMESTAMPTZ '2024-06-15 00:00:00+00'",
        "SELECT count(*) FROM pg.public.t WHERE b = '\\x00\\xFF\\x5C'::BLOB AND f > 3.3333",
        "SELECT count(*) FROM pg.public.t WHERE txt LIKE 'back\\%' AND n < TIMESTAMP '2025-01-01'",
        "SELECT * FROM pg.public.v ORDER BY id",
        "FROM postgres_query('pg', 'SELECT id, d, iv, f, b, ts::pg_catalog.text AS ts FROM public.t ORDER BY id')",
        "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = 'public' ORDER BY ALL",
        "DESCRIBE pg.public.t",
    ];

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Role_with_hostile_settings_reads_what_a_plain_role_reads(string server)
    {
        var source = await fixture.CreateDatabaseAsync(server);
        await source.ExecuteAsync(Sql);
        var (plain, hostile) = (await source.CreateRoleAsync(), await source.CreateRoleAsync());
        foreach (var role in new[] { plain, hostile })
            await source.ExecuteAsync(
                $"GRANT SELECT ON ALL TABLES IN SCHEMA public, evil TO {role}; GRANT USAGE ON SCHEMA evil TO {role}"
            );
        foreach (var setting in Settings)
            await source.ExecuteAsync($"ALTER ROLE {hostile} SET {setting}");
        using var expected = Harness(source, plain);
        using var actual = Harness(source, hostile);
        foreach (var statement in Statements)
            Assert.Equal(expected.Rows(statement), actual.Rows(statement));
        Assert.Equal(500, expected.Rows(Statements[0]).Count);
    }

    [Fact]
    public async Task Query_of_the_users_own_finds_names_by_the_roles_search_path()
    {
        var source = await fixture.CreateDatabaseAsync();
        await source.ExecuteAsync(Sql + "INSERT INTO evil.t VALUES (4711)");
        var role = await source.CreateRoleAsync();
        await source.ExecuteAsync(
            $"GRANT SELECT ON evil.t TO {role}; GRANT USAGE ON SCHEMA evil TO {role}; ALTER ROLE {role} SET search_path = evil"
        );
        using var harness = Harness(source, role);
        Assert.Equal(["4711"], harness.Rows("FROM postgres_query('pg', 'SELECT * FROM t')"));
    }

    private static SessionHarness Harness(TestDatabase source, string role) =>
        SessionHarness.Over(
            source,
            conninfo: source.Conninfo.Replace("postgres@", $"{role}@", StringComparison.Ordinal)
        );
}
