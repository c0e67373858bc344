using Npgsql;
using Pintail.Tests.Support;

namespace Pintail.Tests.Types;

/// <summary>
/// Postgres as the oracle: edge values of every type are stored there, copied as the product does, and compared as text
/// that each side makes by itself.
/// </summary>
public class TypeRoundTripTests(PostgresFixture fixture)
{
    public static TheoryData<string, string> Cases =>
        [
            .. PostgresFixture.ServerNames.SelectMany(
                server =>
                    TypeCases.All.Where(c => c.Server is null || c.Server == server).Select(c => c.Type).Distinct(),
                (server, type) => (server, type)
            ),
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Type_copied_reads_in_DuckDB_as_in_Postgres(string server, string type)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        var major = int.Parse((await database.ScalarAsync("SELECT current_setting('server_version_num')"))!) / 10_000;
        foreach (var typeCase in TypeCases.All.Where(typeCase => typeCase.Type == type && typeCase.SinceMajor <= major))
            await CompareAsync(database, typeCase);
    }

    private static async Task CompareAsync(TestDatabase database, TypeCase typeCase)
    {
        await database.ExecuteAsync($"DROP TABLE IF EXISTS t; {typeCase.Setup}");
        await database.ExecuteAsync($"CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, v {typeCase.Type})");
        await InsertAsync(database, typeCase);
        using var oracle = await TypeOracle.CopyAsync(database);

        Assert.All(oracle.DuckDBTexts("typeof(v)"), text => Assert.Equal(typeCase.DuckDBType, text));
        Assert.Equal(typeCase.Values.Length, await oracle.CheckAsync());
    }

    private static async Task InsertAsync(TestDatabase database, TypeCase typeCase)
    {
        await using var connection = await database.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"INSERT INTO t (v) SELECT value::{typeCase.Type} FROM unnest($1::text[]) WITH ORDINALITY AS u (value, n) ORDER BY n",
            connection
        );
        command.Parameters.AddWithValue(typeCase.Values);
        await command.ExecuteNonQueryAsync();
    }
}
