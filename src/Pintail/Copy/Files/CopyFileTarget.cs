using Pintail.DuckDB;

namespace Pintail.Copy.Files;

/// <summary>DuckDB writes a file of COPY BINARY.</summary>
internal sealed class CopyFileTarget : CopyTarget
{
    private readonly DuckDBFileSystem _files;
    private readonly CopyFilePlace _place;
    private readonly StreamBufferWriter _output;
    private readonly ChunkWriter _writer;
    private readonly string _path;

    /// <param name="files">Owned from here on.</param>
    public CopyFileTarget(string path, DuckDBFileSystem files, IReadOnlyList<CopyFileColumn> columns)
    {
        (_path, _files) = (path, files);
        _writer = new ChunkWriter([.. columns.Select(column => column.Type.CreateEncoder(column.Name))]);
        try
        {
            _place = new CopyFilePlace(path, files);
        }
        catch
        {
            files.Dispose();
            throw;
        }
        _output = new StreamBufferWriter(_place.Stream);
        ChunkWriter.Begin(_output);
    }

    public override void Write(DataChunk rows)
    {
        try
        {
            _writer.Write(rows, _output);
        }
        catch (PintailException e)
        {
            throw new PintailException(e.Kind, $"'{_path}' is not written. {e.Message}", e.Hint, e);
        }
    }

    public override void Complete()
    {
        ChunkWriter.End(_output);
        _output.Flush();
        _place.Publish();
    }

    public override void Dispose()
    {
        _place.Dispose();
        _files.Dispose();
        base.Dispose();
    }
}
