using Pintail.Tests.Support;
using Pintail.Types;

namespace Pintail.Tests.Types;

/// <summary>The three things that can be done about values that the target's type cannot hold.</summary>
public class UnrepresentablePolicyTests(PostgresFixture fixture)
{
    public static TheoryData<string, string, string, string> Values =>
        new()
        {
            { "npm", "numeric(10,2)", "NaN", "1.50" },
            { "debian", "numeric(10,2)", "NaN", "1.50" },
            { "npm", "timestamp", "294276-12-31 23:59:59.999999", "infinity" },
            { "debian", "timestamptz", "294247-01-10 04:00:54.775807+00", "294247-01-10 04:00:54.775806+00" },
            { "npm", "interval", "infinity", "1 mon" },
            { "npm", "bit varying", "", "101" },
            { "debian", "bit varying", "", "101" },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Value_becomes_NULL_or_the_column_text_by_choice(
        string server,
        string type,
        string unrepresentable,
        string other
    )
    {
        var database = await TableAsync(server, type, unrepresentable, other);
        await Assert.ThrowsAsync<PintailException>(() => CopyAsync(database, UnrepresentablePolicy.Refuse));

        using var nulls = await CopyAsync(database, UnrepresentablePolicy.Null);
        Assert.Equal(3, await nulls.CheckAsync());
        Assert.Equal(["true", "false", "true"], nulls.DuckDBTexts("CAST(v IS NULL AS VARCHAR)"));
        Assert.Equal(Fidelity.Lossy, nulls.Mappings[1].Fidelity);
        Assert.Equal(
            ["1"],
            (
                await nulls.PostgresTextsAsync($"CASE WHEN {nulls.Mappings[1].UnrepresentableSql} THEN id::text END")
            ).Where(id => id is not null)
        );

        using var texts = await CopyAsync(database, UnrepresentablePolicy.Text);
        Assert.Equal(3, await texts.CheckAsync());
        Assert.Equal([unrepresentable, other, null], texts.DuckDBTexts("v"));
        Assert.Equal(Fidelity.Text, texts.Mappings[1].Fidelity);
    }

    /// <summary>What means infinity from 17 on is an ordinary, if long, interval before.</summary>
    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Longest_interval_is_finite_or_infinite_as_the_server_has_it(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        // By its bytes: intervalin takes no such number of months.
        await database.ExecuteAsync("CREATE TABLE t (id int, v interval)");
        await using (var connection = await database.OpenAsync())
        await using (var copy = await connection.BeginRawBinaryCopyAsync("COPY t FROM STDIN (FORMAT binary)"))
            await copy.WriteAsync(LongestIntervals());
        var major = int.Parse((await database.ScalarAsync("SHOW server_version_num"))!, null) / 10_000;
        if (major >= 17)
        {
            var error = await Assert.ThrowsAsync<PintailException>(() => TypeOracle.CopyAsync(database));
            Assert.Contains("an infinite interval", error.Message);
            return;
        }
        using var oracle = await TypeOracle.CopyAsync(database);
        Assert.Null(oracle.Mappings[1].UnrepresentableSql);
        Assert.Equal(2, await oracle.CheckBytesAsync());
    }

    private static byte[] LongestIntervals()
    {
        byte[] highest = [0x7F, .. Enumerable.Repeat((byte)0xFF, 7), 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF];
        byte[] lowest = [0x80, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0x80, 0, 0, 0];
        byte[] header = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];
        return [.. header, .. Row(1, highest), .. Row(2, lowest), 0xFF, 0xFF];

        static byte[] Row(byte id, byte[] interval) => [0, 2, 0, 0, 0, 4, 0, 0, 0, id, 0, 0, 0, 16, .. interval];
    }

    /// <summary>The predicate is asked of the server, so every version must understand it.</summary>
    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Predicate_is_understood_by_every_version(string server)
    {
        foreach (var type in new[] { "numeric(4,2)", "timestamp", "timestamptz", "interval", "bit varying", "bit(3)" })
        {
            var database = await fixture.CreateDatabaseAsync(server);
            await database.ExecuteAsync($"CREATE TABLE t (id int, v {type}); INSERT INTO t VALUES (1, NULL)");
            using var oracle = await TypeOracle.CopyAsync(database);
            // Before 17 an interval has none.
            if (oracle.Mappings[1].UnrepresentableSql is not { } predicate)
                continue;
            Assert.Equal(["false"], await oracle.PostgresTextsAsync($"coalesce({predicate}, false)::text"));
        }
    }

    private static Task<TypeOracle> CopyAsync(TestDatabase database, UnrepresentablePolicy policy) =>
        TypeOracle.CopyAsync(database, _ => new TypeOptions { Unrepresentable = policy });

    private async Task<TestDatabase> TableAsync(string server, string type, string unrepresentable, string other)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            $"""
            SET TimeZone = 'UTC';
            CREATE TABLE t (id int, v {type});
            INSERT INTO t VALUES (1, '{unrepresentable}'), (2, '{other}'), (3, NULL)
            """
        );
        return database;
    }
}
