using System.Globalization;
using Npgsql;
using Pintail.Tests.Support;

namespace Pintail.Tests.Types;

/// <summary>
/// Addresses are printed by our codecs, not by the server: thousands of random ones, dense in what printing is about
/// (leading zeros of words and bytes, runs of zero words, IPv4 inside IPv6), against what the server prints.
/// </summary>
public class AddressTextTests(PostgresFixture fixture)
{
    private const int Rows = 20_000;

    private static readonly int[] Words = [0, 0, 0, 0, 1, 0xf, 0xff, 0x100, 0xfff, 0x1000, 0xffff];

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Addresses_are_printed_as_the_server_does(string server)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync("CREATE TABLE t (id int, i inet, c cidr, m macaddr, m8 macaddr8)");
        await using (var connection = await database.OpenAsync())
        await using (
            var command = new NpgsqlCommand(
                """
                INSERT INTO t SELECT n, a::inet, network(a::inet), m::macaddr, (m || m2)::macaddr8
                FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS u (a, m, m2, n)
                """,
                connection
            )
        )
        {
            command.Parameters.AddWithValue(Many(() => Address(random)));
            command.Parameters.AddWithValue(Many(() => Hex(random, 6)));
            command.Parameters.AddWithValue(Many(() => Hex(random, 2)));
            await command.ExecuteNonQueryAsync();
        }
        using var oracle = await TypeOracle.CopyAsync(database);
        oracle.Describe = (_, row) => $"row {row + 1} of the seed {seed}";
        Assert.Equal(Rows, await oracle.CheckAsync());
        // What is compared is what the server's own functions print.
        Assert.Equal(
            await oracle.PostgresTextsAsync("concat(i, ' ', c, ' ', m, ' ', m8)"),
            oracle.DuckDBTexts("concat(i, ' ', c, ' ', m, ' ', m8)")
        );
    }

    private static string[] Many(Func<string> make) => [.. Enumerable.Range(0, Rows).Select(_ => make())];

    private static string Address(Random random)
    {
        if (random.Next(4) == 0)
        {
            var bytes = Enumerable.Range(0, 4).Select(_ => random.Next(3) == 0 ? random.Next(12) : random.Next(256));
            return $"{string.Join('.', bytes)}/{random.Next(33)}";
        }
        // Whole runs, so that those from the start, up to the end, of equal length and of one word are all met.
        var words = Enumerable.Range(0, 8).Select(_ => Words[random.Next(Words.Length)]).ToArray();
        if (random.Next(3) == 0)
            words.AsSpan(0, random.Next(4, 9)).Clear();
        if (random.Next(8) == 0)
            words[5] = 0xffff;
        if (random.Next(8) == 0)
            words.AsSpan(random.Next(8)).Clear();
        var bits = random.Next(2) == 0 ? 128 : random.Next(129);
        return $"{string.Join(':', words.Select(word => word.ToString("x4", CultureInfo.InvariantCulture)))}/{bits}";
    }

    private static string Hex(Random random, int bytes) =>
        string.Concat(
            Enumerable
                .Range(0, bytes)
                .Select(_ =>
                    (random.Next(2) == 0 ? random.Next(16) : random.Next(256)).ToString(
                        "x2",
                        CultureInfo.InvariantCulture
                    )
                )
        );
}
