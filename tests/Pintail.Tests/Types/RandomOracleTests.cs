using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Pintail.Postgres;
using Pintail.Tests.Support;
using Pintail.Types;

namespace Pintail.Tests.Types;

/// <summary>
/// Postgres as the oracle of random values: every type of the table in one table of its own columns, copied and compared
/// as <see cref="TypeOracle"/> does. PINTAIL_ORACLE_SECONDS says how long on each server; the seed of a failure is in its
/// message, and PINTAIL_ORACLE_SEED begins with it.
/// </summary>
public class RandomOracleTests(PostgresFixture fixture)
{
    private const string SecondsVariable = "PINTAIL_ORACLE_SECONDS";
    private const string SeedVariable = "PINTAIL_ORACLE_SEED";
    private const double DefaultSeconds = 3;
    private const int Rows = 150;

    /// <summary>One value in that many is NULL, or an edge from <see cref="TypeCases"/>.</summary>
    private const int Rare = 8;

    public static TheoryData<string> Servers => PostgresFixture.Servers;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Random_values_of_every_type_arrive_as_they_were(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        var types = await TypesOfAsync(database);
        var seed = Variable(SeedVariable) is { } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        var seconds = Variable(SecondsVariable) is { } budget
            ? double.Parse(budget, CultureInfo.InvariantCulture)
            : DefaultSeconds;
        var clock = Stopwatch.StartNew();
        do
        {
            try
            {
                // As one table they would be too wide for a page.
                var random = new Random(seed);
                random.Shuffle(types = [.. types.OrderBy(type => type.Sql, StringComparer.Ordinal)]);
                await CheckAsync(database, types[..(types.Length / 2)], random);
                await CheckAsync(database, types[(types.Length / 2)..], random);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{SeedVariable}={seed} on {server}: {e.Message}", e);
            }
            seed = unchecked(seed + 1);
        } while (clock.Elapsed.TotalSeconds < seconds);
    }

    [Fact]
    public void Every_row_of_the_table_has_random_values()
    {
        var types = RandomValues.All.Select(type => Bare(type.Sql)).ToHashSet();
        Assert.All(
            TypeTable.Rows.Where(row => row.Test is null && row.Names.Length > 0),
            row => Assert.Contains(Bare(row.Case ?? row.Names[0]), types)
        );

        static string Bare(string sql) => sql.Split('(')[0];
    }

    private static async Task CheckAsync(TestDatabase database, RandomType[] types, Random random)
    {
        var values = types
            .Select(type => Enumerable.Range(0, Rows).Select(_ => Value(random, type)).ToArray())
            .ToArray();
        await InsertAsync(database, types, values);
        using var oracle = await TypeOracle.CopyAsync(
            database,
            column => column.Number == 1 ? TypeOptions.Default : OptionsOf(database, types[column.Number - 2], column)
        );
        oracle.Describe = (column, row) => $"{types[column - 1]} of {values[column - 1][row] ?? "NULL"}";
        Assert.Equal(Rows, await oracle.CheckAsync());
    }

    private static TypeOptions OptionsOf(TestDatabase database, RandomType type, Column column)
    {
        var options = new TypeOptions { Unrepresentable = type.Policy };
        if (!type.IsProbed)
            return options;
        var asked = TypeTable.Map(column, options with { WillProbe = true });
        using var connection = new NpgsqlConnection(TestDatabase.ConnectionString(database.Server, database.Name));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", asked.Questions(QuestionScope.All))} FROM t";
        using var row = command.ExecuteReader();
        row.Read();
        var values = Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? null : row.GetValue(i));
        return options with { Probe = asked.Answer(QuestionScope.All, [.. values]) };
    }

    private static string? Value(Random random, RandomType type) =>
        random.Next(Rare) switch
        {
            0 => null,
            1 when type.Edges.Count > 0 => type.Edges[random.Next(type.Edges.Count)],
            _ => type.Literal(random),
        };

    private static async Task InsertAsync(TestDatabase database, RandomType[] types, string?[][] values)
    {
        var columns = types.Select((type, i) => $"c{i} {type.Sql}");
        await database.ExecuteAsync(
            $"DROP TABLE IF EXISTS t, back; CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, {string.Join(", ", columns)})"
        );
        var names = string.Join(", ", types.Select((_, i) => $"c{i}"));
        var texts = string.Join(", ", types.Select((_, i) => $"${i + 1}::text[]"));
        var literals = string.Join(", ", types.Select((type, i) => $"c{i}::{type.Sql}"));
        await using var connection = await database.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"INSERT INTO t ({names}) SELECT {literals} FROM unnest({texts}) WITH ORDINALITY AS u ({names}, n) ORDER BY n",
            connection
        );
        foreach (var column in values)
            command.Parameters.AddWithValue(column);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Those that the server has; made where they are made by hand.</summary>
    private static async Task<RandomType[]> TypesOfAsync(TestDatabase database)
    {
        var major =
            int.Parse((await database.ScalarAsync("SHOW server_version_num"))!, CultureInfo.InvariantCulture) / 10_000;
        var available = await database.ScalarAsync(
            "SELECT ',' || string_agg(name, ',') || ',' FROM pg_available_extensions"
        );
        var types = RandomValues
            .All.Where(type =>
                type.SinceMajor <= major
                && (type.Extension is null || available!.Contains($",{type.Extension},", StringComparison.Ordinal))
            )
            .Select(type => type with { Edges = EdgesOf(type, major) })
            .ToArray();
        foreach (var extension in types.Select(type => type.Extension).OfType<string>().Distinct())
            await database.ExecuteAsync($"CREATE EXTENSION {extension}");
        foreach (var setup in types.Select(type => type.Setup).OfType<string>().Distinct())
            await database.ExecuteAsync(setup);
        return types;
    }

    // A row has to fit into a page, and long values have their own tests.
    private static IReadOnlyList<string?> EdgesOf(RandomType type, int major) =>
        [
            .. TypeCases
                .All.Where(edge => edge.Type == type.Sql && edge.Setup.Length == 0 && edge.SinceMajor <= major)
                .SelectMany(edge => edge.Values)
                .Where(value => value?.Length < 300),
        ];

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
