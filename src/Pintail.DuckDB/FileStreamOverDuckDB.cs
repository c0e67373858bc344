using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>A file that DuckDB opened, from its beginning to its end: read or written, never sought. One thread at a time.</summary>
internal sealed unsafe class FileStreamOverDuckDB(FileHandle file, string path) : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        // SAFETY: pinned for the call, and DuckDB writes as many bytes as it is told there is room for.
        fixed (byte* bytes = buffer)
        {
            return (int)Checked(NativeMethods.duckdb_file_handle_read(file, bytes, buffer.Length));
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            // SAFETY: pinned for the call; DuckDB only reads.
            fixed (byte* bytes = buffer)
            {
                var written = Checked(NativeMethods.duckdb_file_handle_write(file, bytes, buffer.Length));
                if (written == 0)
                {
                    throw new IOException($"'{path}' takes no more bytes. Make room and run again.");
                }

                buffer = buffer[(int)written..];
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Some file systems store what was written only now, and say here when they cannot.</summary>
    /// <exception cref="DuckDBException">What was written is not there.</exception>
    public override void Close()
    {
        if (file.IsClosed)
        {
            return;
        }

        try
        {
            if (NativeMethods.duckdb_file_handle_close(file) != DuckDBState.Success)
            {
                throw Failure(NativeMethods.duckdb_file_handle_error_data(file), path);
            }
        }
        finally
        {
            file.Dispose();
            base.Close();
        }
    }

    internal static DuckDBException Failure(ErrorDataHandle error, string path)
    {
        using (error)
        {
            return new DuckDBException(
                NativeMethods.duckdb_error_data_error_type(error),
                NativeMethods.duckdb_error_data_message(error) is { Length: > 0 } message
                    ? message
                    : $"'{path}' could not be opened, read or written."
            );
        }
    }

    private long Checked(long count) =>
        count >= 0 ? count : throw Failure(NativeMethods.duckdb_file_handle_error_data(file), path);
}
