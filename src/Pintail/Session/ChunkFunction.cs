using Pintail.DuckDB;

namespace Pintail.Session;

/// <summary>The table function pintail_chunk(): one chunk that was read elsewhere, its columns c0, c1, …</summary>
internal sealed class ChunkFunction() : TableFunction("pintail_chunk")
{
    /// <summary>What the next call returns; both stay the caller's.</summary>
    internal (DataChunk Chunk, IReadOnlyList<LogicalType> Types)? Current { get; set; }

    public override TableBinding Bind(BindContext context)
    {
        var (chunk, types) = Current ?? throw new InvalidOperationException("There is no chunk to read.");
        for (var i = 0; i < types.Count; i++)
            context.AddColumn($"c{i}", types[i]);
        return new Binding(chunk);
    }

    private sealed class Binding(DataChunk chunk) : TableBinding
    {
        public override TableScan Init(InitContext context) => new Scan(chunk);
    }

    private sealed class Scan(DataChunk chunk) : TableScan
    {
        public override LocalScan InitLocal() => new Local(chunk);
    }

    private sealed class Local(DataChunk chunk) : LocalScan
    {
        private bool _isRead;

        public override int Fill(DataChunk output)
        {
            if (_isRead)
                return 0;
            _isRead = true;
            for (var i = 0; i < output.ColumnCount; i++)
                output[i].Share(chunk[i]);
            return chunk.RowCount;
        }
    }
}
