using System.Text;
using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Types;
using Pintail.Wire;
using static Pintail.Tests.Copy.MemoryCopyRows;
using static Pintail.Tests.Types.TestTypes;

namespace Pintail.Tests.Copy;

public class ChunkReaderTests
{
    private static readonly ColumnMapping[] Mappings =
    [
        TypeTable.Map(Column(BuiltIn("int4"), name: "number")),
        TypeTable.Map(Column(BuiltIn("text"), name: "words")),
        TypeTable.Map(Column(ArrayOf(BuiltIn("int4", oid: 23)), name: "list")),
        TypeTable.Map(Column(Enum("even", "odd"), name: "kind")),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(777)]
    [InlineData(2_048)]
    [InlineData(int.MaxValue)]
    public void Read_any_batches_gives_every_row_once_in_order(int rowsPerBatch)
    {
        var count = rowsPerBatch == 1 ? 300 : 5_000;
        var reader = Reader(new MemoryCopyRows([.. Enumerable.Range(0, count).Select(MakeRow)], rowsPerBatch));
        using var chunk = Chunk();
        var expected = 0;
        while (reader.Read(chunk) > 0)
        {
            Assert.Equal(Math.Min(Math.Min(rowsPerBatch, 2_048), count - expected), chunk.RowCount);
            for (var row = 0; row < chunk.RowCount; row++)
                AssertRow(chunk, row, expected++);
            chunk.Reset();
        }
        Assert.Equal((count, (long)count), (expected, reader.RowsRead));
        Assert.True(reader.IsCompleted);
        Assert.Equal(0, reader.Read(chunk));
    }

    [Fact]
    public void Read_after_restart_begins_with_row_1_again()
    {
        var reader = Reader(new MemoryCopyRows([MakeRow(0)]));
        using var chunk = Chunk();
        while (reader.Read(chunk) > 0)
            chunk.Reset();
        reader.Restart(new MemoryCopyRows([MakeRow(7)]));
        Assert.Equal(1, reader.Read(chunk));
        AssertRow(chunk, 0, 7);
        Assert.Equal(1, reader.RowsRead);
    }

    [Fact]
    public void Read_field_of_wrong_length_names_column_row_and_lengths()
    {
        var rows = Enumerable.Range(0, 3_000).Select(MakeRow).ToList();
        rows.Add(Row([1, 2, 3], null, null, null));
        var reader = Reader(new MemoryCopyRows(rows));
        using var chunk = Chunk();
        reader.Read(chunk);
        chunk.Reset();
        var error = Assert.Throws<PintailException>(() => reader.Read(chunk));
        Assert.Equal(ErrorKind.SourceProtocol, error.Kind);
        Assert.Equal(
            "Column \"number\", row 3001 of the stream: a field of 3 bytes, where integer has 4.",
            error.Message
        );
    }

    /// <summary>Debug builds check every vector's type, which costs an object per column and chunk; Release costs nothing.</summary>
    [Fact]
    public void Read_allocates_nothing_per_row_nor_per_chunk()
    {
        byte[][] rows = [.. Enumerable.Range(0, 2_048).Select(MakeRow)];
        var source = new RepeatingRows(rows, repeats: 200);
        var reader = Reader(source);
        using var chunk = Chunk();
        for (var warmUp = 0; warmUp < 50; warmUp++)
        {
            reader.Read(chunk);
            chunk.Reset();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var chunks = 0;
        while (reader.Read(chunk) > 0)
        {
            chunks++;
            chunk.Reset();
        }
        var perChunk = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)chunks;
        Assert.Equal(150, chunks);
#if DEBUG
        Assert.InRange(perChunk, 0, 2_047);
#else
        Assert.InRange(perChunk, 0, 1);
#endif
    }

    internal static byte[] MakeRow(int number)
    {
        var words = number % 5 == 0 ? null : Encoding.UTF8.GetBytes(new string('w', number % 40) + number);
        var elements = Enumerable.Range(0, number % 4).Select(i => i == 1 ? null : Int32(number + i)).ToArray();
        byte[]? list = number % 6 == 0 ? null : ArrayBytes.Encode(23, [elements.Length], elements);
        return Row(
            number % 3 == 0 ? null : Int32(number),
            words,
            list,
            Encoding.UTF8.GetBytes(number % 2 == 0 ? "even" : "odd")
        );
    }

    private static void AssertRow(DataChunk chunk, int row, int number)
    {
        Assert.Equal(number % 3 != 0, chunk[0].IsValid(row));
        if (number % 3 != 0)
            Assert.Equal(number, chunk[0].Data<int>(row + 1)[row]);
        Assert.Equal(number % 5 != 0, chunk[1].IsValid(row));
        if (number % 5 != 0)
            Assert.Equal(new string('w', number % 40) + number, chunk[1].Text(row));
        Assert.Equal(number % 6 != 0, chunk[2].IsValid(row));
        if (number % 6 != 0)
        {
            var entry = chunk[2].ListEntries(row + 1)[row];
            Assert.Equal((ulong)(number % 4), entry.Length);
            for (var i = 0; i < number % 4; i++)
            {
                var element = (int)entry.Offset + i;
                Assert.Equal(i != 1, chunk[2].ListChild.IsValid(element));
                if (i != 1)
                    Assert.Equal(number + i, chunk[2].ListChild.Data<int>(element + 1)[element]);
            }
        }
        Assert.Equal(number % 2, chunk[3].Data<byte>(row + 1)[row]);
    }

    private static ChunkReader Reader(ICopyRows rows) =>
        new(rows, [.. Mappings.Select(mapping => mapping.CreateDecoder())]);

    private static DataChunk Chunk()
    {
        var types = Mappings.Select(mapping => mapping.CreateLogicalType()).ToArray();
        var chunk = DataChunk.Create(types);
        foreach (var type in types)
            type.Dispose();
        return chunk;
    }
}
