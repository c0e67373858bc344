// The seam between COPY streams and DuckDB: the table function pintail_copy(id). DuckDB runs
// CREATE TABLE … AS SELECT * FROM pintail_copy(id) on as many of its threads as the job has streams; each thread fills
// its own chunks from its own Postgres connection. Binding only looks the job up, since DuckDB may bind more than once.

using System.Collections.Concurrent;
using Pintail.DuckDB;
using Pintail.Types;
using Pintail.Wire;

namespace Pintail.Copy;

/// <summary>The table function through which DuckDB pulls copied rows.</summary>
internal sealed class CopyScan() : TableFunction(FunctionName)
{
    public const string FunctionName = "pintail_copy";

    private readonly ConcurrentDictionary<long, CopyJob> _jobs = new();
    private long _lastId;

    public override IReadOnlyList<DuckDBType> Parameters => [DuckDBType.BigInt];

    /// <summary>Makes a job known; the id is the function's argument.</summary>
    public long Add(CopyJob job)
    {
        var id = Interlocked.Increment(ref _lastId);
        _jobs[id] = job;
        return id;
    }

    public void Remove(long id) => _jobs.TryRemove(id, out _);

    public override TableBinding Bind(BindContext context)
    {
        var id = Convert.ToInt64(context.Parameter(0), System.Globalization.CultureInfo.InvariantCulture);
        if (!_jobs.TryGetValue(id, out var job))
            throw new InvalidOperationException($"There is no copy with the id {id}.");
        foreach (var column in job.Columns)
        {
            using var type = column.CreateLogicalType();
            context.AddColumn(column.Name, type);
        }
        return new Binding(job);
    }

    private sealed class Binding(CopyJob job) : TableBinding
    {
        public override long? Cardinality => job.ExpectedRows;

        public override TableScan Init(InitContext context) => new Scan(job);
    }

    private sealed class Scan(CopyJob job) : TableScan
    {
        public override int MaxThreads => job.MaxStreams;

        public override LocalScan InitLocal() => new StreamScan(job);
    }

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
