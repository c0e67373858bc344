// Rows of a COPY, all taken at once: the few in memory, many in a temporary file.
//
// Where several scans of a statement share one connection, a scan cannot keep it until DuckDB has taken its rows: DuckDB
// may want rows of another scan first, and both would wait for ever. So such a scan reads all it can at once and gives
// the connection on.

using System.Buffers.Binary;
using Pintail.Wire;

namespace Pintail.Scan;

/// <summary>Takes a COPY from its connection at once, in bounded memory.</summary>
internal static class SpooledRows
{
    private const int BufferBytes = 1 << 20;

#if DEBUG
    /// <summary>Few rows, so that every test that reads some needs the file.</summary>
    private const int MemoryBytes = 128;
#else
    /// <summary>What lies in memory has room in it twice, as it grows.</summary>
    private const int MemoryBytes = 1 << 20;
#endif

    // What is handed out is read once; a larger buffer would cost a lookup more than its row.
    private static readonly int ReadBytes = Math.Min(1 << 14, ReceiveBuffer.DefaultBytes);

    /// <param name="rows">Read to its end and disposed.</param>
    /// <returns>The same rows; the file goes with them.</returns>
    public static ICopyRows Of(ICopyRows rows, CancellationToken cancellation)
    {
        Stream spool = new MemoryStream();
        try
        {
            using (rows)
                Write(rows, ref spool, cancellation);
            spool.Position = 0;
            return new RawCopyReader(spool, spool is MemoryStream ? ReadBytes : ReceiveBuffer.DefaultBytes);
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    private static FileStream CreateFile() =>
        new(
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

    private static void Write(ICopyRows rows, ref Stream spool, CancellationToken cancellation)
    {
        Span<byte> header = stackalloc byte[CopyFormat.HeaderBytes];
        header.Clear();
        CopyFormat.Signature.CopyTo(header);
        spool.Write(header);
        while (!rows.IsCompleted)
        {
            cancellation.ThrowIfCancellationRequested();
            rows.BeginBatch();
            while (rows.TryNextRow(out var offset, out var length))
            {
                if (spool is MemoryStream memory && memory.Length + length > MemoryBytes)
                    spool = Move(memory);
                spool.Write(rows.Buffer, offset, length);
            }
        }
        Span<byte> trailer = stackalloc byte[CopyFormat.FieldCountBytes];
        BinaryPrimitives.WriteInt16BigEndian(trailer, CopyFormat.Trailer);
        spool.Write(trailer);
        spool.Flush();
    }

    private static FileStream Move(MemoryStream memory)
    {
        var file = CreateFile();
        try
        {
            memory.WriteTo(file);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
