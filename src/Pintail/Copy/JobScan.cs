using Pintail.DuckDB;
using Pintail.Types;
using Pintail.Wire;

namespace Pintail.Copy;

/// <summary>DuckDB reads a job: each of its threads fills its own chunks from a stream of its own.</summary>
internal sealed class JobScan(CopyJob job) : TableScan
{
    public override int MaxThreads => job.MaxStreams;

    public override LocalScan InitLocal() => new StreamScan(job);

    public override void Dispose()
    {
        Ended?.Invoke();
        base.Dispose();
    }

    /// <summary>Called once DuckDB lets go of the scan, after the last stream is gone.</summary>
    public Action? Ended { get; init; }

    private sealed class StreamScan(CopyJob job) : LocalScan
    {
        private readonly CopyStream _stream = job.OpenStream();
        private ICopyRows? _rows;
        private ChunkReader? _reader;
        private FieldFold?[] _folds = [];
        private long _bytesSeen;

        public override int Fill(DataChunk output)
        {
            try
            {
                while (true)
                {
                    if (_rows is null && !Open())
                        return 0;
                    var count = _reader!.Read(output);
                    Report(count);
                    if (count > 0)
                        return count;
                    Close();
                }
            }
            catch (Exception e)
            {
                job.Fail(e);
                throw;
            }
        }

        public override void Dispose()
        {
            try
            {
                _rows?.Dispose();
            }
            finally
            {
                // Gives the connection back, whatever ending its COPY came to.
                _stream.Dispose();
            }
            base.Dispose();
        }

        private bool Open()
        {
            _rows = _stream.Next();
            if (_rows is null)
            {
                _stream.Folded([.. _folds.OfType<FieldFold>().Select(fold => fold.Sum)]);
                _folds = [];
                return false;
            }
            _bytesSeen = 0;
            if (_reader is null)
            {
                _folds = [.. job.Columns.Select(column => column.CreateFold?.Invoke())];
                _reader = new ChunkReader(_rows, [.. job.Columns.Select(column => column.CreateDecoder())], _folds);
            }
            _reader.Restart(_rows);
            return true;
        }

        private void Report(int count)
        {
            var received = _rows!.BytesReceived;
            _stream.Advance(count, received - _bytesSeen);
            _bytesSeen = received;
        }

        private void Close()
        {
            _stream.Completed((_rows as CopyOutReader)?.RowsSent ?? _reader!.RowsRead);
            _rows!.Dispose();
            _rows = null;
        }
    }
}
