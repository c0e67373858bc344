using Pintail.Copy.Files;
using Pintail.DuckDB;

namespace Pintail.Session.Binary;

/// <summary>A file that is to be read; it is opened when the reading begins.</summary>
internal sealed class BinaryFileBinding(
    BindContext context,
    string path,
    IReadOnlyList<CopyFileColumn> columns,
    int? bufferBytes = null
) : TableBinding
{
    private readonly DuckDBFileSystem _files = context.FileSystem();

    public override TableScan Init(InitContext context) =>
        new CopyFileScan(_files.OpenRead(path), path, columns, bufferBytes);

    public override void Dispose()
    {
        _files.Dispose();
        base.Dispose();
    }
}
