using System.Collections.Concurrent;
using Pintail.DuckDB;
using Pintail.Types;

namespace Pintail.Copy;

/// <summary>
/// The scalar function pintail_field_hash(id, column): per row, the hash of the field that Postgres would send for what
/// is stored, to find the rows whose content is not what was sent.
/// </summary>
internal sealed class StoredFieldHash() : ScalarFunction(FunctionName)
{
    public const string FunctionName = "pintail_field_hash";

    private readonly ConcurrentDictionary<long, ConcurrentBag<Reader>> _idle = new();
    private readonly ConcurrentDictionary<long, ColumnMapping> _columns = new();
    private long _lastId;

    public override IReadOnlyList<DuckDBType> Parameters => [DuckDBType.BigInt];
    public override bool TakesFurtherArguments => true;
    public override DuckDBType ReturnType => DuckDBType.UBigInt;

    /// <summary>Makes a column known; the id is the function's first argument.</summary>
    public long Add(ColumnMapping column)
    {
        var id = Interlocked.Increment(ref _lastId);
        _idle[id] = [];
        _columns[id] = column;
        return id;
    }

    public void Remove(long id)
    {
        _columns.TryRemove(id, out _);
        _idle.TryRemove(id, out _);
    }

    public override void Invoke(DataChunk input, Vector output)
    {
        if (input.RowCount == 0)
            return;
        var id = input[0].Data<long>(1)[0];
        if (!_columns.TryGetValue(id, out var column))
            throw new InvalidOperationException($"There is no column with the id {id}.");
        var idle = _idle[id];
        var reader = idle.TryTake(out var one) ? one : new Reader(column);
        reader.Hash(input[1], output.Data<ulong>(input.RowCount));
        idle.Add(reader);
    }

    /// <summary>One thread's encoder.</summary>
    private sealed class Reader(ColumnMapping column)
    {
        private readonly ColumnEncoder _encoder = column.CreateEncoder();
        private readonly FieldHashDecoder _hash = new(column.Column.Name, column.CreateCanonical());
        private readonly FieldBuffer _fields = new();

        public void Hash(Vector stored, Span<ulong> hashes)
        {
            _fields.Clear();
            _encoder.Encode(stored, hashes.Length, _fields);
            _hash.Write(_fields.AsFields(), hashes);
        }
    }
}
