using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Types;

namespace Pintail.Tests.Copy;

public class SurroundedRowsTests
{
    [Fact]
    public void Reader_of_the_byte_before_a_row_gets_two_values()
    {
        using var chunk = Chunk();
        Assert.Equal(2, Reader(fields => fields.Offsets[0] - 7).Read(chunk));
        Assert.NotEqual(chunk[0].Data<byte>(2)[0], chunk[0].Data<byte>(2)[1]);
        Assert.Equal(2, Reader(fields => fields.Offsets[0]).Read(chunk));
        Assert.Equal(chunk[0].Data<byte>(2)[0], chunk[0].Data<byte>(2)[1]);
    }

    [Fact]
    public void Reader_of_the_byte_behind_a_row_leaves_the_array()
    {
        using var chunk = Chunk();
        Assert.Throws<IndexOutOfRangeException>(() =>
            Reader(fields => fields.Offsets[0] + fields.Lengths[0]).Read(chunk)
        );
    }

    private static ChunkReader Reader(Position position)
    {
        var rows = new SurroundedRows();
        rows.Set(MemoryCopyRows.Row([7]));
        return new ChunkReader(rows, [new BesideDecoder(position)]);
    }

    private static DataChunk Chunk()
    {
        using var type = LogicalType.Of(DuckDBType.UTinyInt);
        return DataChunk.Create(type);
    }

    private delegate int Position(Fields fields);

    private sealed class BesideDecoder(Position position) : ColumnDecoder("c")
    {
        public override void Decode(in Fields fields, Vector target)
        {
            var values = target.Data<byte>(fields.Count);
            for (var i = 0; i < values.Length; i++)
            {
                var one = new Fields(fields.Buffer, fields.Offsets[i..], fields.Lengths[i..]);
                values[i] = fields.Buffer[position(one)];
            }
        }
    }
}
