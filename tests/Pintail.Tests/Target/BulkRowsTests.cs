using Pintail.DuckDB;
using Pintail.Target;

namespace Pintail.Tests.Target;

public class BulkRowsTests
{
    [Fact]
    public void Rows_of_several_statements_are_stored_as_they_are_and_found_again()
    {
        using var database = DuckDBDatabase.Open();
        using var connection = database.Connect();
        connection.Execute("CREATE TABLE t (n BIGINT, flag BOOLEAN, moment TIMESTAMP, text VARCHAR)");
        // Each fills a statement.
        var large = new string('é', 3 << 20);
        var time = new DateTimeOffset(2026, 1, 2, 5, 4, 5, TimeSpan.FromHours(2)).AddMicroseconds(6);
        object?[][] rows =
        [
            [1L, true, time, large],
            [2, false, null, "a \"b\" \\ \n 'c'"],
            [null, null, null, null],
            [long.MaxValue, true, time, large],
            [5L, false, time, ""],
        ];
        BulkRows.Insert(connection, "t", ["n", "flag", "moment", "text"], rows);

        var stored = connection.Select("SELECT n, flag, moment, text FROM t ORDER BY rowid");
        Assert.Equal([1L, 2L, null, long.MaxValue, 5L], stored.Select(row => row[0]));
        Assert.Equal([true, false, null, true, false], stored.Select(row => row[1]));
        Assert.Equal([time.UtcDateTime, null, null, time.UtcDateTime, time.UtcDateTime], stored.Select(row => row[2]));
        Assert.Equal([large, rows[1][3], null, large, ""], stored.Select(row => row[3]));

        BulkRows.Delete(
            connection,
            "t",
            ["text", "text"],
            [
                [large, large],
                ["", ""],
                ["no", ""],
            ]
        );
        Assert.Equal([2L, null], connection.Select("SELECT n FROM t ORDER BY rowid").Select(row => row[0]));
    }
}
