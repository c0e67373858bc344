using Pintail.DuckDB;
using Pintail.Types;
using Pintail.Wire;

namespace Pintail.Copy;

/// <summary>
/// The hot path: rows of a COPY BINARY stream in, DuckDB chunks out. Takes up to 2,048 rows of one batch of the stream's
/// buffer, notes where their fields lie, then lets each column's decoder fill its vector. Bytes are copied once, from
/// the receive buffer into DuckDB's memory; nothing is allocated per row or chunk.
/// Belongs to one thread. Errors name the column and the row's number in the stream; the caller adds the table.
/// </summary>
internal sealed class ChunkReader
{
    private readonly ColumnDecoder[] _decoders;
    private readonly FieldFold?[] _folds;
    private readonly RowOffsets _offsets;
    private ICopyRows _rows;

    /// <param name="rows">Not disposed here.</param>
    /// <param name="decoders">One per field of a row, in order; at least one.</param>
    /// <param name="folds">One per decoder, null where a column is not fingerprinted; null when none is.</param>
    public ChunkReader(ICopyRows rows, IReadOnlyList<ColumnDecoder> decoders, IReadOnlyList<FieldFold?>? folds = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(decoders.Count);
        if (DataChunk.Capacity < RowOffsets.MaxRows)
            throw new NotSupportedException(
                $"This libduckdb has vectors of {DataChunk.Capacity} rows; 2,048 are needed."
            );
        _rows = rows;
        _decoders = [.. decoders];
        _folds = folds is null ? new FieldFold?[decoders.Count] : [.. folds];
        ArgumentOutOfRangeException.ThrowIfNotEqual(_folds.Length, _decoders.Length, nameof(folds));
        _offsets = new RowOffsets(_decoders.Length);
    }

    /// <summary>Everything of the stream was read; its connection may be used again.</summary>
    public bool IsCompleted => _rows.IsCompleted;

    /// <summary>Rows decoded since the stream began.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Goes on with another stream of the same columns, keeping the scratch memory.</summary>
    public void Restart(ICopyRows rows)
    {
        _rows = rows;
        RowsRead = 0;
    }

    /// <summary>Fills a fresh or reset chunk. Returns the number of rows in it, 0 when the stream is over.</summary>
    public int Read(DataChunk output)
    {
        _offsets.Clear();
        _rows.BeginBatch();
        // The buffer may move with the first row of a batch, and not after it.
        if (!_rows.TryNextRow(out var offset, out var length))
            return output.RowCount = 0;
        var buffer = _rows.Buffer;
        do
        {
            _offsets.Add(buffer, offset, length, RowsRead);
        } while (_offsets.Count < RowOffsets.MaxRows && _rows.TryNextRow(out offset, out length));

        for (var i = 0; i < _decoders.Length; i++)
        {
            var fields = _offsets.Column(i, buffer, RowsRead);
            _decoders[i].Decode(fields, output[i]);
            // After the decoder, which brought the fields into the cache and has refused malformed ones.
            _folds[i]?.Add(fields);
        }
        output.RowCount = _offsets.Count;
        RowsRead += _offsets.Count;
        return _offsets.Count;
    }
}
