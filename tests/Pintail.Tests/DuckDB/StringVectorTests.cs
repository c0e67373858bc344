using System.Text;
using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

public class StringVectorTests
{
    [Fact]
    public void String_of_any_length_reads_back_as_written()
    {
        using var type = LogicalType.Of(DuckDBType.Blob);
        using var chunk = DataChunk.Create(type);
        for (var length = 0; length <= 64; length++)
        {
            // Every byte differs, so that a piece put at the wrong place shows.
            var bytes = Enumerable.Range(1, length).Select(i => (byte)(i * 3)).ToArray();
            chunk[0].Strings(DataChunk.Capacity).Set(length, bytes);
            Assert.Equal(bytes, chunk[0].Bytes(length));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(40_000)]
    [InlineData(5_000_000)]
    public void String_written_over_another_equals_and_hashes_like_the_one_DuckDB_makes(int length)
    {
        using var database = DuckDBDatabase.Open();
        using var connection = database.Connect();
        connection.Execute("CREATE TABLE t (s VARCHAR)");
        using var type = LogicalType.Of(DuckDBType.Varchar);
        using var chunk = DataChunk.Create(type);
        using var appender = connection.CreateAppender("t");
        var strings = chunk[0].Strings(1);
        // Leaves bytes behind that the next write has to clear.
        strings.Set(0, "zzzzzzzzzzzzzzzzzzzz"u8);
        strings.Set(0, "zzzzzzzzzzzz"u8);
        strings.Set(0, Encoding.ASCII.GetBytes(new string('x', length)));
        chunk.RowCount = 1;
        appender.Append(chunk);
        appender.Close();

        using var result = connection.Query(
            $"SELECT count(*) FROM t, (SELECT repeat('x', {length}) AS x) WHERE s = x AND hash(s) = hash(x) "
                + $"AND s >= x AND s <= x AND s IN (SELECT repeat('x', {length})) AND length(s) = {length}"
        );
        Assert.Equal(1L, result.Scalar());
    }

    [Fact]
    public void Strings_by_the_thousand_with_NULLs_between_equal_those_that_DuckDB_makes()
    {
        const int rows = 10_000;
        using var database = DuckDBDatabase.Open();
        using var connection = database.Connect();
        connection.Register(Source(rows));
        connection.Execute("CREATE TABLE t AS SELECT * FROM source()");
        using var result = connection.Query(
            $"""
            SELECT count(*), count(s)
            FROM t
            JOIN (
                SELECT
                    range AS n,
                    CASE WHEN range % 7 <> 3 THEN repeat(chr((97 + range % 26)::INTEGER), range % 41) END AS expected
                FROM range({rows})
            ) USING (n)
            WHERE s IS NOT DISTINCT FROM expected
            """
        );
        Assert.Equal([(long)rows, (long)Enumerable.Range(0, rows).Count(n => n % 7 != 3)], result.Rows().Single());
    }

    [Fact]
    public void Writer_refuses_a_row_outside_of_its_count()
    {
        using var type = LogicalType.Of(DuckDBType.Varchar);
        using var chunk = DataChunk.Create(type);
        Assert.Throws<IndexOutOfRangeException>(() => chunk[0].Strings(3).Set(3, "short"u8));
        Assert.Throws<ArgumentOutOfRangeException>(() => chunk[0].Strings(3).Set(3, "longer than twelve"u8));
    }

    private static TestTableFunction Source(int rows)
    {
        var next = 0;
        return new TestTableFunction("source")
        {
            OnBind = context =>
            {
                using var integer = LogicalType.Of(DuckDBType.Integer);
                using var text = LogicalType.Of(DuckDBType.Varchar);
                context.AddColumn("n", integer);
                context.AddColumn("s", text);
            },
            Filler = () => output => Fill(output, ref next, rows),
        };
    }

    private static int Fill(DataChunk output, ref int next, int rows)
    {
        var count = Math.Min(DataChunk.Capacity, rows - next);
        var numbers = output[0].Data<int>(count);
        var strings = output[1].Strings(count);
        var validity = output[1].WritableValidity(count);
        for (var i = 0; i < count; i++)
        {
            var n = next++;
            numbers[i] = n;
            if (n % 7 == 3)
            {
                validity[i >> 6] &= ~(1UL << i);
            }
            else
            {
                strings.Set(i, Encoding.ASCII.GetBytes(new string((char)('a' + (n % 26)), n % 41)));
            }
        }

        return count;
    }
}
