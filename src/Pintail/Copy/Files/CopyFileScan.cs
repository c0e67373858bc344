using Pintail.DuckDB;

namespace Pintail.Copy.Files;

/// <summary>DuckDB reads a file of COPY BINARY: one thread, from its beginning to its end.</summary>
internal sealed class CopyFileScan : TableScan
{
    private readonly CopyFileErrors _errors;
    private readonly CopyFileRows _rows;
    private readonly ChunkReader _reader;

    /// <param name="stream">Owned from here on.</param>
    public CopyFileScan(Stream stream, string path, IReadOnlyList<CopyFileColumn> columns, int? bufferBytes)
    {
        try
        {
            _errors = new CopyFileErrors(path);
            _rows = bufferBytes is { } bytes
                ? new CopyFileRows(stream, columns, _errors, bytes)
                : new CopyFileRows(stream, columns, _errors);
            _rows.ReadHeader();
            _reader = new ChunkReader(_rows, [.. columns.Select(column => column.Type.CreateDecoder(column.Name))]);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public override LocalScan InitLocal() => new Local(this);

    public override void Dispose()
    {
        _rows.Dispose();
        base.Dispose();
    }

    private int Fill(DataChunk output)
    {
        var from = _rows.Offset;
        try
        {
            return _reader.Read(output);
        }
        catch (PintailException e) when (!_errors.AreReported)
        {
            throw _errors.Value(e, from, _rows.Offset - 1);
        }
    }

    private sealed class Local(CopyFileScan scan) : LocalScan
    {
        public override int Fill(DataChunk output) => scan.Fill(output);
    }
}
