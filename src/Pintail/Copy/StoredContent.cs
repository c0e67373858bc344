// The way back of a copy for its proof: the scalar function pintail_content(id, column, …), which encodes what DuckDB has
// stored into the fields that Postgres would send, and folds them into the same fingerprints as the copy did on the way
// in. A scalar function, because DuckDB then brings the rows to us on all of its threads and nothing is materialised.

using System.Collections.Concurrent;
using Pintail.DuckDB;
using Pintail.Types;

namespace Pintail.Copy;

/// <summary>The scalar function through which stored rows are fingerprinted.</summary>
internal sealed class StoredContent() : ScalarFunction(FunctionName)
{
    public const string FunctionName = "pintail_content";

    private readonly ConcurrentDictionary<long, Reading> _readings = new();
    private long _lastId;

    public override IReadOnlyList<DuckDBType> Parameters => [DuckDBType.BigInt];
    public override bool TakesFurtherArguments => true;
    public override DuckDBType ReturnType => DuckDBType.Boolean;

    /// <summary>Begins a reading of these columns, in this order. Dispose it when its query has ended.</summary>
    public Reading Begin(IReadOnlyList<ColumnMapping> columns)
    {
        var reading = new Reading(this, Interlocked.Increment(ref _lastId), columns);
        _readings[reading.Id] = reading;
        return reading;
    }

    public override void Invoke(DataChunk input, Vector output)
    {
        if (input.RowCount == 0)
            return;
        var id = input[0].Data<long>(1)[0];
        if (!_readings.TryGetValue(id, out var reading))
            throw new InvalidOperationException($"There is no reading with the id {id}.");
        reading.Fold(input);
        output.Data<byte>(input.RowCount).Fill(1);
    }

    /// <summary>One query's reading.</summary>
    public sealed class Reading : IDisposable
    {
        private readonly StoredContent _function;
        private readonly IReadOnlyList<ColumnMapping> _columns;
        private readonly ConcurrentBag<ChunkFold> _idle = [];

        internal Reading(StoredContent function, long id, IReadOnlyList<ColumnMapping> columns) =>
            (_function, Id, _columns) = (function, id, columns);

        /// <summary>The function's first argument.</summary>
        public long Id { get; }

        internal void Fold(DataChunk input)
        {
            var fold = _idle.TryTake(out var idle) ? idle : new ChunkFold(_columns);
            fold.Add(input, firstColumn: 1);
            // One that has thrown is not used again: its encoders may be in the middle of a field.
            _idle.Add(fold);
        }

        /// <summary>A fingerprint per column, over all rows that the function was called for.</summary>
        public Fingerprint[] Sum()
        {
            var sums = new Fingerprint[_columns.Count];
            foreach (var fold in _idle)
                fold.AddTo(sums);
            return sums;
        }

        public void Dispose() => _function._readings.TryRemove(Id, out _);
    }

    /// <summary>One thread's encoders and sums.</summary>
    private sealed class ChunkFold(IReadOnlyList<ColumnMapping> columns)
    {
        private readonly ColumnEncoder[] _encoders = [.. columns.Select(column => column.CreateEncoder())];
        private readonly FieldFold[] _folds = [.. columns.Select(column => new FieldFold(column.CreateCanonical()))];
        private readonly FieldBuffer _fields = new();

        public void Add(DataChunk chunk, int firstColumn)
        {
            for (var i = 0; i < _encoders.Length; i++)
            {
                _fields.Clear();
                _encoders[i].Encode(chunk[firstColumn + i], chunk.RowCount, _fields);
                _folds[i].Add(_fields.AsFields());
            }
        }

        public void AddTo(Fingerprint[] sums)
        {
            for (var i = 0; i < sums.Length; i++)
                sums[i] += _folds[i].Sum;
        }
    }
}
