using System.Buffers.Binary;
using Pintail.DuckDB;
using Pintail.Wire;

namespace Pintail.Copy;

/// <summary>
/// A scan of which DuckDB wants no column: count(*) and the like. The job's rows are counts that Postgres made, int8 as
/// COPY BINARY sends it; DuckDB gets as many rows without values.
/// </summary>
internal sealed class RowCountScan(CopyJob job) : TableScan
{
    // A row of one field: int16 1, int32 8, int8 (src/backend/commands/copyto.c, CopyOneRowTo).
    private const int FieldOffset = 6;
    private const int RowLength = 14;

    public required Action Ended { get; init; }

    public override LocalScan InitLocal() => new Local(job);

    public override void Dispose()
    {
        Ended();
        base.Dispose();
    }

    private sealed class Local(CopyJob job) : LocalScan
    {
        private readonly CopyStream _stream = job.OpenStream();
        private ICopyRows? _rows;
        private long _left;

        public override int Fill(DataChunk output)
        {
            try
            {
                while (_left == 0)
                {
                    _rows = _stream.Next();
                    if (_rows is null)
                        return 0;
                    _left = ReadCount(_rows);
                    _rows.Dispose();
                    _rows = null;
                    _stream.Completed(rowsSent: 1);
                }
            }
            catch (Exception e)
            {
                job.Fail(e);
                throw;
            }
            var count = (int)Math.Min(_left, DataChunk.Capacity);
            _left -= count;
            return count;
        }

        public override void Dispose()
        {
            try
            {
                _rows?.Dispose();
            }
            finally
            {
                _stream.Dispose();
            }
            base.Dispose();
        }

        private static long ReadCount(ICopyRows rows)
        {
            rows.BeginBatch();
            if (!rows.TryNextRow(out var offset, out var length) || length != RowLength)
                throw new InvalidDataException("count(*) did not send one number.");
            var count = BinaryPrimitives.ReadInt64BigEndian(rows.Buffer.AsSpan(offset + FieldOffset));
            rows.BeginBatch();
            return rows.TryNextRow(out _, out _)
                ? throw new InvalidDataException("count(*) sent more than one row.")
                : count;
        }
    }
}
