// Rows of a COPY in a temporary file, read from there.
//
// Where several scans of a statement have to share one connection, a scan cannot keep it until DuckDB has taken its rows:
// DuckDB may want rows of another scan first, and both would wait for ever. So such a scan reads all it can at once, on to
// disk, and gives the connection on.

using System.Buffers.Binary;
using Pintail.Wire;

namespace Pintail.Scan;

/// <summary>Takes a COPY from its connection at once, in bounded memory.</summary>
internal static class SpooledRows
{
    private const int BufferBytes = 1 << 20;

    /// <param name="rows">Read to its end and disposed.</param>
    /// <returns>The same rows; the file goes with them.</returns>
    public static ICopyRows Of(ICopyRows rows, CancellationToken cancellation)
    {
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), $"pintail-{Guid.NewGuid():N}"),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Options = FileOptions.DeleteOnClose,
                BufferSize = BufferBytes,
                // Rows are nobody else's to read.
                UnixCreateMode = OperatingSystem.IsWindows() ? null : UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }
        );
        try
        {
            using (rows)
                Write(rows, file, cancellation);
            file.Position = 0;
            return new RawCopyReader(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void Write(ICopyRows rows, FileStream file, CancellationToken cancellation)
    {
        Span<byte> header = stackalloc byte[CopyFormat.HeaderBytes];
        header.Clear();
        CopyFormat.Signature.CopyTo(header);
        file.Write(header);
        while (!rows.IsCompleted)
        {
            cancellation.ThrowIfCancellationRequested();
            rows.BeginBatch();
            while (rows.TryNextRow(out var offset, out var length))
                file.Write(rows.Buffer, offset, length);
        }
        Span<byte> trailer = stackalloc byte[CopyFormat.FieldCountBytes];
        BinaryPrimitives.WriteInt16BigEndian(trailer, CopyFormat.Trailer);
        file.Write(trailer);
        file.Flush();
    }
}
