using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

public class DataChunkTests
{
    [Fact]
    public void Capacity_is_2048()
    {
        Assert.Equal(2048, DataChunk.Capacity);
    }

    [Fact]
    public void Validity_of_a_fresh_chunk_says_that_nothing_is_NULL()
    {
        using var type = LogicalType.Of(DuckDBType.Integer);
        using var chunk = DataChunk.Create(type);
        Assert.True(chunk[0].Validity(DataChunk.Capacity).IsEmpty);
        Assert.True(chunk[0].IsValid(DataChunk.Capacity - 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(2047)]
    public void SetNull_marks_that_row_alone(int row)
    {
        using var type = LogicalType.Of(DuckDBType.Integer);
        using var chunk = DataChunk.Create(type);
        chunk[0].SetNull(row);
        Assert.Equal([row], Enumerable.Range(0, DataChunk.Capacity).Where(i => !chunk[0].IsValid(i)));
        Assert.Equal(32, chunk[0].WritableValidity(DataChunk.Capacity).Length);
        Assert.Equal(33, chunk[0].Validity(DataChunk.Capacity + 1).Length);
    }

    [Fact]
    public void Reset_forgets_rows_NULLs_and_list_elements()
    {
        using var integer = LogicalType.Of(DuckDBType.Integer);
        using var list = LogicalType.List(integer);
        using var chunk = DataChunk.Create(integer, list);
        chunk[0].SetNull(5);
        var lists = chunk[1];
        lists.ListReserve(10);
        lists.ListSize = 10;
        chunk.RowCount = 6;
        chunk.Reset();
        Assert.Equal(0, chunk.RowCount);
        Assert.True(chunk[0].IsValid(5));
        Assert.Equal(0, chunk[1].ListSize);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2049)]
    public void RowCount_outside_of_the_capacity_is_refused(int rows)
    {
        using var type = LogicalType.Of(DuckDBType.Integer);
        using var chunk = DataChunk.Create(type);
        Assert.Throws<ArgumentOutOfRangeException>(() => chunk.RowCount = rows);
    }

    [Fact]
    public void Column_outside_of_the_chunk_is_refused()
    {
        using var type = LogicalType.Of(DuckDBType.Integer);
        using var chunk = DataChunk.Create(type, type);
        Assert.Equal(2, chunk.ColumnCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => chunk[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => chunk[-1]);
    }

    [Fact]
    public void Chunk_disposed_cannot_be_used()
    {
        using var type = LogicalType.Of(DuckDBType.Integer);
        var chunk = DataChunk.Create(type);
        chunk.Dispose();
        chunk.Dispose();
        Assert.Throws<ObjectDisposedException>(() => chunk[0]);
        Assert.Throws<ObjectDisposedException>(() => chunk.RowCount);
    }

    [Fact]
    public void Create_with_a_disposed_type_is_refused()
    {
        var type = LogicalType.Of(DuckDBType.Integer);
        type.Dispose();
        Assert.Throws<ObjectDisposedException>(() => DataChunk.Create(type));
    }

    [Fact]
    public void List_child_far_past_the_capacity_keeps_values_and_NULLs()
    {
        const int perRow = 100;
        const int elements = 2048 * perRow;
        using var integer = LogicalType.Of(DuckDBType.Integer);
        using var list = LogicalType.List(integer);
        using var chunk = DataChunk.Create(list);
        var lists = chunk[0];
        var entries = lists.ListEntries(DataChunk.Capacity);
        lists.ListReserve(elements);
        var values = lists.ListChild.Data<int>(elements);
        var validity = lists.ListChild.WritableValidity(elements);
        for (var i = 0; i < elements; i++)
        {
            entries[i / perRow] = new ListEntry((ulong)(i - (i % perRow)), perRow);
            values[i] = i;
            if (i % 3 == 0)
            {
                validity[i >> 6] &= ~(1UL << i);
            }
        }

        lists.ListSize = elements;
        chunk.RowCount = DataChunk.Capacity;

        using var database = DuckDBDatabase.Open();
        using var connection = database.Connect();
        connection.Execute("CREATE TABLE t (l INTEGER[])");
        using var appender = connection.CreateAppender("t");
        appender.Append(chunk);
        appender.Close();
        using var result = connection.Query(
            "SELECT count(*), count(v), sum(v)::BIGINT FROM (SELECT unnest(l) AS v FROM t)"
        );
        var expected = Enumerable.Range(0, elements).Where(i => i % 3 != 0).Select(i => (long)i).ToList();
        Assert.Equal([(long)elements, (long)expected.Count, expected.Sum()], result.Rows().Single());
    }

    [Fact]
    public void Accessors_of_the_hot_path_allocate_nothing()
    {
        using var integer = LogicalType.Of(DuckDBType.Integer);
        using var text = LogicalType.Of(DuckDBType.Varchar);
        using var list = LogicalType.List(integer);
        using var chunk = DataChunk.Create(integer, text, list);
        WriteAndRead(chunk);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            WriteAndRead(chunk);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

#if DEBUG
    [Fact]
    public void Data_of_another_size_than_the_column_has_is_refused_in_Debug()
    {
        using var integer = LogicalType.Of(DuckDBType.Integer);
        using var narrow = LogicalType.Decimal(4, 0);
        using var chunk = DataChunk.Create(integer, narrow);
        Assert.Throws<InvalidOperationException>(() => chunk[0].Data<long>(1).Length);
        Assert.Throws<InvalidOperationException>(() => chunk[1].Data<int>(1).Length);
        Assert.Throws<InvalidOperationException>(() => chunk[0].Strings(1).Set(0, "x"u8));
    }
#endif

    private static void WriteAndRead(DataChunk chunk)
    {
        chunk.Reset();
        var (numbers, texts, lists) = (chunk[0], chunk[1], chunk[2]);
        lists.ListReserve(4096);
        lists.ListSize = 4096;
        numbers.Data<int>(DataChunk.Capacity).Fill(7);
        numbers.WritableValidity(DataChunk.Capacity)[0] = 5;
        numbers.SetNull(2);
        lists.ListEntries(DataChunk.Capacity).Fill(new ListEntry(0, 2));
        lists.ListChild.Data<int>(4096).Fill(8);
        var strings = texts.Strings(DataChunk.Capacity);
        for (var row = 0; row < DataChunk.Capacity; row++)
        {
            strings.Set(row, row % 2 == 0 ? "short"u8 : "longer than twelve bytes"u8);
        }

        chunk.RowCount = DataChunk.Capacity;
        var ok = !numbers.IsValid(2) && texts.Bytes(1).Length == 24 && numbers.Validity(64).Length == 1;
        Assert.True(ok && chunk.RowCount == DataChunk.Capacity);
    }
}
