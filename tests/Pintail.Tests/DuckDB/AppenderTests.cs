using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

public sealed class AppenderTests : IDisposable
{
    private readonly DuckDBDatabase _database = DuckDBDatabase.Open();
    private readonly DuckDBConnection _connection;

    public AppenderTests()
    {
        _connection = _database.Connect();
        _connection.Execute("CREATE TABLE t (n BIGINT CHECK (n < 1000000))");
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void Append_of_many_chunks_arrives_with_Close()
    {
        using (var appender = _connection.CreateAppender("t"))
        {
            Append(appender, chunks: 100, first: 0);
            appender.Close();
        }

        using var result = _connection.Query("SELECT count(*), min(n), max(n), count(DISTINCT n) FROM t");
        Assert.Equal([204_800L, 0L, 204_799L, 204_800L], result.Rows().Single());
    }

    [Fact]
    public void Flush_makes_rows_visible_before_Close()
    {
        using var appender = _connection.CreateAppender("t");
        Append(appender, chunks: 1, first: 0);
        appender.Flush();
        Assert.Equal(2048L, Count());
    }

    [Fact]
    public void Dispose_without_Close_throws_the_rows_away()
    {
        using (var appender = _connection.CreateAppender("t"))
        {
            Append(appender, chunks: 3, first: 0);
        }

        Assert.Equal(0L, Count());
    }

    [Fact]
    public void Close_that_breaks_a_constraint_is_an_error_and_leaves_no_row()
    {
        using (var appender = _connection.CreateAppender("t"))
        {
            Append(appender, chunks: 1, first: 999_000);
            var error = Assert.Throws<DuckDBException>(appender.Close);
            Assert.Equal(DuckDBErrorType.Constraint, error.ErrorType);
        }

        Assert.Equal(0L, Count());
    }

    [Fact]
    public void Append_takes_part_in_the_transaction_of_its_connection()
    {
        _connection.Execute("BEGIN");
        using (var appender = _connection.CreateAppender("t"))
        {
            Append(appender, chunks: 1, first: 0);
            appender.Close();
        }

        Assert.Equal(2048L, Count());
        _connection.Execute("ROLLBACK");
        Assert.Equal(0L, Count());
    }

    [Fact]
    public void Append_to_a_table_of_an_attached_database_by_hostile_names()
    {
        _connection.Execute(
            """ATTACH ':memory:' AS "a.b"; CREATE SCHEMA "a.b"."s "" x"; CREATE TABLE "a.b"."s "" x"."drop; 🦆" (n BIGINT)"""
        );
        using (var appender = _connection.CreateAppender("drop; 🦆", "s \" x", "a.b"))
        {
            Assert.Equal(1, appender.ColumnCount);
            using var type = appender.ColumnType(0);
            Assert.Equal(DuckDBType.BigInt, type.Id);
            Append(appender, chunks: 1, first: 0);
            appender.Close();
        }

        using var result = _connection.Query("""SELECT count(*) FROM "a.b"."s "" x"."drop; 🦆" """);
        Assert.Equal(2048L, result.Scalar());
    }

    [Fact]
    public void Appender_for_a_missing_table_is_an_error_that_names_it()
    {
        var error = Assert.Throws<DuckDBException>(() => _connection.CreateAppender("nope"));
        Assert.Contains("nope", error.Message);
    }

    [Fact]
    public void Append_of_a_chunk_with_another_number_of_columns_is_an_error()
    {
        using var type = LogicalType.Of(DuckDBType.BigInt);
        using var chunk = DataChunk.Create(type, type);
        chunk.RowCount = 1;
        using var appender = _connection.CreateAppender("t");
        Assert.Throws<DuckDBException>(() => appender.Append(chunk));
    }

    private static void Append(Appender appender, int chunks, long first)
    {
        using var type = LogicalType.Of(DuckDBType.BigInt);
        using var chunk = DataChunk.Create(type);
        for (var i = 0; i < chunks; i++)
        {
            chunk.Reset();
            var values = chunk[0].Data<long>(DataChunk.Capacity);
            for (var row = 0; row < values.Length; row++)
            {
                values[row] = first++;
            }

            chunk.RowCount = values.Length;
            appender.Append(chunk);
        }
    }

    private object? Count()
    {
        using var result = _connection.Query("SELECT count(*) FROM t");
        return result.Scalar();
    }
}
