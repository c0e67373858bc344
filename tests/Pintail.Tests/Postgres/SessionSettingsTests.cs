using Pintail.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Postgres;

public class SessionSettingsTests(PostgresFixture fixture)
{
    private const string Values = """
        SELECT t::text, i::text, b::text, f::text, m::text, d::text, x::text, z::text, 'public.z'::regclass::text
        FROM public.z
        """;

    public static TheoryData<string> Servers => PostgresFixture.Servers;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Texts_of_values_are_those_of_a_plain_role_whatever_the_role_sets(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            """
            CREATE TABLE z (t timestamptz, i interval, b bytea, f float8, m money, d date, x text);
            INSERT INTO z VALUES ('2026-01-02 03:04:05.678+00', '1 year 2 mons -3 days 04:05:06.7', '\x00ff', 0.1::float8 + 0.2,
                                  1234.5, '2026-12-31', 'größe 🐦');
            """
        );
        var plain = await ReaderAsync(database);
        var hostile = await ReaderAsync(database);
        await MakeHostileAsync(database, hostile);
        var expected = await ReadAsync(database, plain, Values);
        Assert.Equal(
            [
                "2026-01-02 03:04:05.678+00",
                "1 year 2 mons -3 days +04:05:06.7",
                @"\x00ff",
                "0.30000000000000004",
                "$1,234.50",
                "2026-12-31",
                "größe 🐦",
            ],
            expected.Take(7)
        );
        Assert.Equal("public.z", expected[8]);
        Assert.Equal(expected, await ReadAsync(database, hostile, Values));
        // The same without our pins is different, so the role is hostile indeed.
        Assert.Equal("Fri 02 Jan 03:04:05.678 2026 UTC", await UnpinnedAsync(database, hostile));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Settings_are_pinned_against_role_and_database(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        var role = await ReaderAsync(database);
        await MakeHostileAsync(database, role);
        const string Names =
            "'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'search_path', 'lc_monetary', "
            + "'default_transaction_isolation', 'transaction_isolation', 'transaction_read_only', 'row_security', 'client_encoding', "
            + "'quote_all_identifiers', 'enable_tidscan', 'synchronize_seqscans', 'max_parallel_workers_per_gather'";
        var rows = await ReadAllAsync(
            database,
            role,
            $"SELECT name::text, setting::text FROM pg_catalog.pg_settings WHERE name IN ({Names}) ORDER BY 1"
        );
        Assert.Equal(
            [
                "client_encoding=UTF8",
                "default_transaction_isolation=serializable",
                "enable_tidscan=on",
                "idle_in_transaction_session_timeout=0",
                "lc_monetary=C",
                // A worker's: it only ever waits behind someone who waits for the exporter.
                "lock_timeout=1000",
                "max_parallel_workers_per_gather=0",
                "quote_all_identifiers=off",
                "row_security=off",
                "search_path=\"\"",
                "statement_timeout=0",
                "synchronize_seqscans=off",
                "transaction_isolation=repeatable read",
                "transaction_read_only=on",
            ],
            rows.Select(row => $"{row[0]}={row[1]}")
        );
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Statement_longer_than_the_roles_timeout_is_not_cut(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        var role = await ReaderAsync(database);
        await MakeHostileAsync(database, role);
        var row = await ReadAsync(database, role, "SELECT pg_catalog.pg_sleep(0.3)::text, 'done'");
        Assert.Equal("done", row[1]);
    }

    [Theory]
    [InlineData("15.18 (Debian 15.18-0+deb12u1)", 15)]
    [InlineData("19beta1", 19)]
    [InlineData("12.0", 12)]
    public void Major_is_what_the_version_starts_with(string version, int major) =>
        Assert.Equal(major, SessionSettings.Major(version));

    [Fact]
    public void Begin_leaves_out_what_the_version_does_not_have()
    {
        var options = new SnapshotOptions { LockTimeout = TimeSpan.FromTicks(1) };
        Assert.DoesNotContain("idle_session_timeout", SessionSettings.Begin(13, options), StringComparison.Ordinal);
        Assert.DoesNotContain("transaction_timeout", SessionSettings.Begin(16, options), StringComparison.Ordinal);
        Assert.Contains("SET LOCAL transaction_timeout = '0'", SessionSettings.Begin(17, options));
        Assert.Contains("SET LOCAL lock_timeout = '1'", SessionSettings.Begin(17, options));
    }

    [Fact]
    public void Begin_pins_the_money_locale_only_where_it_gives_the_same_amounts()
    {
        var options = new SnapshotOptions();
        Assert.Contains("SET LOCAL lc_monetary = 'C'", SessionSettings.Begin(18, options, moneyFractionDigits: 2));
        Assert.DoesNotContain("lc_monetary", SessionSettings.Begin(18, options, moneyFractionDigits: 0));
    }

    private static async Task<string> ReaderAsync(TestDatabase database)
    {
        var role = await database.CreateRoleAsync();
        await database.ExecuteAsync($"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}");
        return role;
    }

    private static Task MakeHostileAsync(TestDatabase database, string role) =>
        database.ExecuteAsync(
            $"""
            ALTER ROLE {role} SET DateStyle = 'Postgres, DMY'; ALTER ROLE {role} SET IntervalStyle = 'sql_standard';
            ALTER ROLE {role} SET TimeZone = 'Asia/Kathmandu'; ALTER ROLE {role} SET extra_float_digits = -15;
            ALTER ROLE {role} SET bytea_output = 'escape'; ALTER ROLE {role} SET search_path = public, pg_catalog;
            ALTER ROLE {role} SET lc_monetary = 'C.utf8'; ALTER ROLE {role} SET client_encoding = 'LATIN1';
            ALTER ROLE {role} SET default_transaction_isolation = 'serializable';
            ALTER ROLE {role} SET idle_in_transaction_session_timeout = '50ms';
            ALTER ROLE {role} SET quote_all_identifiers = on; ALTER ROLE {role} SET enable_tidscan = off;
            ALTER ROLE {role} IN DATABASE {database.Name} SET statement_timeout = '50ms';
            ALTER DATABASE {database.Name} SET row_security = on; ALTER DATABASE {database.Name} SET synchronize_seqscans = on;
            """
        );

    private static async Task<string?[]> ReadAsync(TestDatabase database, string role, string query) =>
        (await ReadAllAsync(database, role, query)).Single();

    private static async Task<List<string?[]>> ReadAllAsync(TestDatabase database, string role, string query)
    {
        await using var session = await database.OpenSessionAsync(role: role);
        await session.TakeAsync(SourceSide.Tables, default);
        using var worker = session.OpenWorker(default);
        return worker.Read(query);
    }

    private static async Task<string> UnpinnedAsync(TestDatabase database, string role)
    {
        await using var source = database.Settings(role).ToNpgsql();
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new Npgsql.NpgsqlCommand("SELECT t::text FROM z", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
