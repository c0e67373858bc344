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
        // One for all: a log-in takes longer than what is said here.
        await using var connection = await database.OpenAsync();
        var major = connection.PostgreSqlVersion.Major;
        foreach (var typeCase in TypeCases.All.Where(typeCase => typeCase.Type == type && typeCase.SinceMajor <= major))
            await CompareAsync(database, connection, typeCase);
    }

    private static async Task CompareAsync(TestDatabase database, NpgsqlConnection connection, TypeCase typeCase)
    {
        await ExecuteAsync(connection, $"DROP TABLE IF EXISTS t; {typeCase.Setup}");
        await ExecuteAsync(connection, $"CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, v {typeCase.Type})");
        await InsertAsync(connection, typeCase);
        using var oracle = await TypeOracle.CopyAsync(database);

        Assert.All(oracle.DuckDBTexts("typeof(v)"), text => Assert.Equal(typeCase.DuckDBType, text));
        Assert.Equal(typeCase.Values.Length, await oracle.CheckAsync());
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task InsertAsync(NpgsqlConnection connection, TypeCase typeCase)
    {
        await using var command = new NpgsqlCommand(
            $"INSERT INTO t (v) SELECT value::{typeCase.Type} FROM unnest($1::text[]) WITH ORDINALITY AS u (value, n) ORDER BY n",
            connection
        );
        command.Parameters.AddWithValue(typeCase.Values);
        await command.ExecuteNonQueryAsync();
    }
}
