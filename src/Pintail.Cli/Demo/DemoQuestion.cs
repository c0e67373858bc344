using System.Diagnostics;
using Npgsql;
using Pintail.Cli.Output;
using Pintail.DuckDB;

namespace Pintail.Cli.Demo;

/// <summary>
/// Asks PostgreSQL and DuckDB the same question in the same words and shows both answers and both times. Each is asked
/// twice, and the second time counts: neither pays for a cold cache.
/// </summary>
internal sealed class DemoQuestion(TextWriter writer)
{
    // As texts, which both sides print alike, so that "the same answer" needs no arithmetic of ours.
    private static readonly string Sql = $"""
        select country, month::text, orders::text, revenue::text from (
        {ShopDatabase.Query}) as answer
        order by answer.revenue desc, country, month
        """;

    /// <returns>True when both answers are the same, to the last digit.</returns>
    public async Task<bool> AskAsync(ThrowawayPostgres server, string file, CancellationToken cancellation)
    {
        var (fromPostgres, postgresTime) = await AskPostgresAsync(server, cancellation);
        var (fromDuckDB, duckDBTime) = AskDuckDB(file);
        writer.WriteLine("Best months for optics, by country: the same query on both sides.");
        writer.WriteLine();
        var table = new TextTable("country", "month", "orders", "revenue, PostgreSQL", "revenue, DuckDB").AlignRight(
            2,
            3,
            4
        );
        for (var i = 0; i < Math.Max(fromPostgres.Count, fromDuckDB.Count); i++)
        {
            var here = fromPostgres.ElementAtOrDefault(i) ?? ["", "", "", ""];
            var there = fromDuckDB.ElementAtOrDefault(i) ?? ["", "", "", ""];
            table.Add([.. here, there[3]]);
        }
        table.Write(writer);
        writer.WriteLine();
        var agree = fromPostgres.SelectMany(row => row).SequenceEqual(fromDuckDB.SelectMany(row => row));
        writer.WriteLine(agree ? "Both answers are the same." : "THE ANSWERS DIFFER.");
        writer.WriteLine(
            $"PostgreSQL {Quantity.Millis(postgresTime)} ms, DuckDB {Quantity.Millis(duckDBTime)} ms: "
                + FormattableString.Invariant($"{postgresTime / duckDBTime:0.0} times as fast.")
        );
        return agree;
    }

    private static async Task<(List<string[]> Rows, TimeSpan Time)> AskPostgresAsync(
        ThrowawayPostgres server,
        CancellationToken cancellation
    )
    {
        await using var connection = await ShopDatabase.OpenAsync(server, ShopDatabase.Name, cancellation);
        await ReadAsync(connection, cancellation);
        var clock = Stopwatch.StartNew();
        var rows = await ReadAsync(connection, cancellation);
        return (rows, clock.Elapsed);
    }

    private static async Task<List<string[]>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<string[]> rows = [];
        while (await reader.ReadAsync(cancellation))
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        return rows;
    }

    private static (List<string[]> Rows, TimeSpan Time) AskDuckDB(string file)
    {
        using var database = DuckDBDatabase.Open(
            file,
            new Dictionary<string, string> { ["access_mode"] = "READ_ONLY" }
        );
        using var connection = database.Connect();
        Read(connection);
        var clock = Stopwatch.StartNew();
        var rows = Read(connection);
        return (rows, clock.Elapsed);
    }

    private static List<string[]> Read(DuckDBConnection connection)
    {
        using var result = connection.Query(Sql);
        return [.. result.Rows().Select(row => row.Select(value => (string)value!).ToArray())];
    }
}
