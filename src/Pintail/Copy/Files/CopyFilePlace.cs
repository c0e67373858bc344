using Pintail.DuckDB;

namespace Pintail.Copy.Files;

/// <summary>
/// Where a file is written: an ordinary one under another name in its folder until it is complete, so that under its own
/// there is never half of it. What no rename brings to its place (a device or pipe, another file system than the machine's
/// own) is written where it is.
/// </summary>
internal sealed class CopyFilePlace : IDisposable
{
    private readonly string _path;
    private readonly string? _temporary;
    private bool _isPublished;

    public CopyFilePlace(string path, DuckDBFileSystem files)
    {
        _path = path;
        _temporary = IsOrdinary(path) ? $"{path}.{Guid.NewGuid():N}.tmp" : null;
        Stream = _temporary is null ? files.OpenWrite(path) : files.Create(_temporary);
    }

    public Stream Stream { get; }

    /// <summary>All is written: from here on the file is there.</summary>
    public void Publish()
    {
        Stream.Dispose();
        if (_temporary is not null)
            File.Move(_temporary, _path, overwrite: true);
        _isPublished = true;
    }

    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        finally
        {
            if (!_isPublished && _temporary is not null)
                File.Delete(_temporary);
        }
    }

    private static bool IsOrdinary(string path)
    {
        // DuckDB takes URLs, file: among them, and reads ~ as the home folder.
        if (path.Contains(':', StringComparison.Ordinal) || path.StartsWith('~'))
            return false;
        // In the place of an ordinary file that is there, DuckDB itself names another, and moves it when we are done. So
        // what is there and empty is a device or a pipe; only the option USE_TMP_FILE false brings a file here.
        var file = new FileInfo(path);
        return !file.Exists || file.Length > 0;
    }
}
