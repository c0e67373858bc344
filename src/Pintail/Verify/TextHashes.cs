// The scalar function pintail_text_hash(id, text, …): folds the texts of a query's rows, per column and as whole rows, and
// returns each row's hash. Both sides of a comparison go through it, so equal texts give equal sums whatever the order of
// the rows. Whole rows are also folded into buckets by their hash: after the first pass only the rows of buckets that
// differ are of interest, and a second reading returns NULL for all others, so that few rows are kept for few differences.

using System.Buffers.Binary;
using System.Collections.Concurrent;
using Pintail.DuckDB;
using Pintail.Types;

namespace Pintail.Verify;

/// <summary>The scalar function through which both sides' texts are hashed.</summary>
internal sealed class TextHashes() : ScalarFunction(FunctionName)
{
    public const string FunctionName = "pintail_text_hash";

    private readonly ConcurrentDictionary<long, Reading> _readings = new();
    private long _lastId;

    public override IReadOnlyList<DuckDBType> Parameters => [DuckDBType.BigInt];
    public override bool TakesFurtherArguments => true;
    public override DuckDBType ReturnType => DuckDBType.UHugeInt;

    /// <summary>Begins a query's reading of so many VARCHAR columns. Dispose it when the query has ended.</summary>
    /// <param name="wanted">Buckets whose rows get their hash returned; null: all.</param>
    public Reading Begin(int columns, IReadOnlySet<int>? wanted = null)
    {
        var reading = new Reading(this, Interlocked.Increment(ref _lastId), columns, wanted);
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
        reading.Fold(input, output);
    }

    public sealed class Reading : IDisposable
    {
        private readonly TextHashes _function;
        private readonly int _columns;
        private readonly bool[]? _wanted;
        private readonly ConcurrentBag<ChunkFold> _idle = [];

        internal Reading(TextHashes function, long id, int columns, IReadOnlySet<int>? wanted)
        {
            (_function, Id, _columns) = (function, id, columns);
            _wanted = wanted is null ? null : [.. Enumerable.Range(0, TextSums.BucketCount).Select(wanted.Contains)];
        }

        /// <summary>The function's first argument.</summary>
        public long Id { get; }

        internal void Fold(DataChunk input, Vector output)
        {
            var fold = _idle.TryTake(out var idle) ? idle : new ChunkFold(_columns);
            fold.Add(input, output, _wanted);
            _idle.Add(fold);
        }

        /// <summary>Over all rows that the function was called for.</summary>
        public TextSums Sum()
        {
            var sum = new TextSums(_columns);
            foreach (var fold in _idle)
                sum.Add(fold.Sums);
            return sum;
        }

        public void Dispose() => _function._readings.TryRemove(Id, out _);
    }

    /// <summary>One thread's sums.</summary>
    private sealed class ChunkFold(int columns)
    {
        private readonly Fingerprint[] _rows = new Fingerprint[DataChunk.Capacity];

        public TextSums Sums { get; } = new(columns);

        public void Add(DataChunk input, Vector output, bool[]? wanted)
        {
            var rows = _rows.AsSpan(0, input.RowCount);
            rows.Clear();
            for (var column = 0; column < columns; column++)
                Sums.Columns[column] += FoldColumn(input[1 + column], rows);
            Sums.Rows += rows.Length;
            var hashes = output.Data<HugeInt>(rows.Length);
            for (var row = 0; row < rows.Length; row++)
            {
                var hash = rows[row];
                var bucket = TextSums.BucketOf(hash);
                Sums.Buckets[bucket] += hash;
                if (wanted is null || wanted[bucket])
                    hashes[row] = new HugeInt(hash.First, (long)hash.Second);
                else
                    output.SetNull(row);
            }
        }

        // A row's hash is a chain over its columns' in their order, so values that stand in each other's place show.
        private static Fingerprint FoldColumn(Vector texts, Span<Fingerprint> rows)
        {
            Span<byte> link = stackalloc byte[4 * sizeof(ulong)];
            var sum = Fingerprint.Empty;
            for (var row = 0; row < rows.Length; row++)
            {
                var hash = texts.IsValid(row) ? FieldHash.LanesOf(texts.Bytes(row)) : FieldHash.NullLanes;
                sum += hash;
                BinaryPrimitives.WriteUInt64LittleEndian(link, rows[row].First);
                BinaryPrimitives.WriteUInt64LittleEndian(link[8..], rows[row].Second);
                BinaryPrimitives.WriteUInt64LittleEndian(link[16..], hash.First);
                BinaryPrimitives.WriteUInt64LittleEndian(link[24..], hash.Second);
                rows[row] = FieldHash.LanesOf(link);
            }
            return sum;
        }
    }
}
