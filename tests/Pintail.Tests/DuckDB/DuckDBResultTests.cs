using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

public sealed class DuckDBResultTests : IDisposable
{
    private readonly DuckDBDatabase _database = DuckDBDatabase.Open();
    private readonly DuckDBConnection _connection;

    public DuckDBResultTests()
    {
        _connection = _database.Connect();
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void Columns_have_their_names_and_types()
    {
        using var result = _connection.Query("SELECT 1 AS \"ü \"\" x\", [1.5::DECIMAL(4,2)] AS l");
        Assert.Equal(2, result.ColumnCount);
        Assert.Equal("ü \" x", result.ColumnName(0));
        using var type = result.ColumnType(1);
        using var child = type.ListChild();
        Assert.Equal((4, 2), (child.DecimalWidth, child.DecimalScale));
        Assert.Throws<ArgumentOutOfRangeException>(() => result.ColumnName(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => result.ColumnType(-1));
    }

    [Fact]
    public void TryFetch_delivers_chunks_that_outlive_the_result()
    {
        var chunks = new List<DataChunk>();
        using (var result = _connection.Query("SELECT 'text number ' || range FROM range(5000)"))
        {
            while (result.TryFetch(out var chunk))
            {
                chunks.Add(chunk);
            }

            Assert.False(result.TryFetch(out _));
        }

        Assert.Equal([2048, 2048, 904], chunks.Select(chunk => chunk.RowCount));
        Assert.Equal("text number 4999", chunks[2][0].Text(903));
        chunks.ForEach(chunk => chunk.Dispose());
    }

    [Fact]
    public void TryFetch_flattens_constant_and_dictionary_vectors_also_inside_of_nested_ones()
    {
        _connection.Execute(
            "CREATE TABLE t AS SELECT range % 3 AS k, 'a longer label ' || range % 3 AS s FROM range(3000)"
        );
        using var result = _connection.Query(
            "SELECT 'constant and longer' AS c, s, [s, 'x'] AS l, {'s': s, 'n': NULL::INT} AS st FROM t WHERE k = 1"
        );
        var count = 0;
        foreach (var row in result.Rows())
        {
            count++;
            Assert.Equal("constant and longer", row[0]);
            Assert.Equal("a longer label 1", row[1]);
            Assert.Equal(["a longer label 1", "x"], (object?[])row[2]!);
            var fields = (Dictionary<string, object?>)row[3]!;
            Assert.Equal(("a longer label 1", null), (fields["s"], fields["n"]));
        }

        Assert.Equal(1000, count);
    }

    [Fact]
    public void Scalar_is_null_for_NULL_and_for_no_row()
    {
        using var isNull = _connection.Query("SELECT NULL::INTEGER");
        Assert.Null(isNull.Scalar());
        using var none = _connection.Query("SELECT 1 WHERE false");
        Assert.Null(none.Scalar());
    }

    [Theory]
    [InlineData("'infinity'::TIMESTAMP")]
    [InlineData("'-infinity'::DATE")]
    [InlineData("'290000-01-01'::TIMESTAMPTZ")]
    [InlineData("DATE '0044-01-01 (BC)'")]
    [InlineData("99999999999999999999999999999999999999::DECIMAL(38,0)")]
    public void Scalar_outside_of_the_NET_type_is_an_error_and_not_another_value(string expression)
    {
        using var result = _connection.Query($"SELECT {expression}");
        var error = Assert.Throws<OverflowException>(result.Scalar);
        Assert.Contains("VARCHAR", error.Message);
    }

    [Fact]
    public void Result_disposed_refuses_everything()
    {
        var result = _connection.Query("SELECT 1");
        result.Dispose();
        result.Dispose();
        Assert.Throws<ObjectDisposedException>(() => result.TryFetch(out _));
        Assert.Throws<ObjectDisposedException>(() => result.ColumnName(0));
    }
}
