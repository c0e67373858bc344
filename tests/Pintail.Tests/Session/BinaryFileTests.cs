using System.Buffers.Binary;
using Pintail.DuckDB;
using Pintail.Session;

namespace Pintail.Tests.Session;

/// <summary>Files of COPY BINARY that are not what they should be, and files that are not finished.</summary>
public sealed class BinaryFileTests : IDisposable
{
    private const string Columns = "columns := {i: 'INTEGER', t: 'VARCHAR', a: 'INTEGER[]'}";
    private const int HeaderBytes = 19;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pintail-test-");
    private readonly SqlDatabase _database = SqlDatabase.Open(new SqlOptions());
    private readonly SqlSession _session;

    public BinaryFileTests()
    {
        _session = _database.Connect();
    }

    private string FilePath => Path.Combine(_folder.FullName, "file.bin");

    public void Dispose()
    {
        _session.Dispose();
        _database.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void File_cut_at_any_byte_is_an_error_with_its_name()
    {
        var whole = WriteFile();
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(FilePath, whole[..length]);
            var error = Assert.Throws<PintailException>(() => Read());
            Assert.Contains($"'{FilePath}'", error.Message);
            Assert.True(length <= HeaderBytes || error.Message.Contains($"ends at byte {length}"), error.Message);
        }
        File.WriteAllBytes(FilePath, whole);
        Assert.Equal(3, Read());
    }

    [Fact]
    public void File_with_any_length_changed_is_an_error_or_other_rows()
    {
        var whole = WriteFile();
        for (var at = HeaderBytes; at < whole.Length; at++)
        {
            foreach (var value in new byte[] { 0, 1, 0x7f, 0x80, 0xff })
            {
                var changed = whole.ToArray();
                changed[at] = value;
                File.WriteAllBytes(FilePath, changed);
                try
                {
                    Read();
                }
                catch (PintailException e)
                {
                    Assert.Contains($"'{FilePath}'", e.Message);
                }
            }
        }
    }

    [Theory]
    [InlineData(1 << 16, "carries OIDs")]
    [InlineData(1 << 17, "has the flags 0x00020000")]
    public void Header_with_a_critical_flag_is_refused(int flags, string message)
    {
        var file = WriteFile();
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(11), flags);
        File.WriteAllBytes(FilePath, file);
        var error = Assert.Throws<PintailException>(() => Read());
        Assert.Contains("invalid header at byte 0", error.Message);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Header_with_an_extension_and_a_flag_that_nobody_has_to_know_is_passed_over()
    {
        var file = WriteFile();
        byte[] longer = [.. file[..HeaderBytes], .. new byte[1000], .. file[HeaderBytes..]];
        BinaryPrimitives.WriteInt32BigEndian(longer.AsSpan(11), 1);
        BinaryPrimitives.WriteInt32BigEndian(longer.AsSpan(15), 1000);
        File.WriteAllBytes(FilePath, longer);
        Assert.Equal(3, Read());
    }

    [Fact]
    public void Bytes_behind_the_trailer_are_an_error()
    {
        var file = WriteFile();
        File.WriteAllBytes(FilePath, [.. file, 0]);
        var error = Assert.Throws<PintailException>(() => Read());
        Assert.Contains($"goes on after its trailer, at byte {file.Length}", error.Message);
    }

    [Fact]
    public void Field_of_a_negative_length_is_an_error_at_its_byte()
    {
        var file = WriteFile();
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(HeaderBytes + 2), -2);
        File.WriteAllBytes(FilePath, file);
        var error = Assert.Throws<PintailException>(() => Read());
        Assert.Contains("Column \"i\", row 1, at byte 21 of", error.Message);
        Assert.Contains("Invalid Postgres binary field length -2", error.Message);
    }

    [Fact]
    public void Announced_gigabytes_are_no_memory()
    {
        var file = WriteFile();
        // The text's length in the first row.
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(HeaderBytes + 2 + 8), int.MaxValue - 100);
        File.WriteAllBytes(FilePath, file);
        var before = GC.GetTotalAllocatedBytes();
        var error = Assert.Throws<PintailException>(() => Read());
        Assert.Contains(
            $"a field of {int.MaxValue - 100} bytes, but the file ends at byte {file.Length}",
            error.Message
        );
        Assert.True(GC.GetTotalAllocatedBytes() - before < 100 << 20);
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_an_error_with_its_place()
    {
        var file = WriteFile();
        file[HeaderBytes + 2 + 8 + 4] = 0xff;
        File.WriteAllBytes(FilePath, file);
        var error = Assert.Throws<PintailException>(() => Read());
        Assert.Matches(
            $"'{FilePath}', bytes 19 to [0-9]+: Column \"t\", row 1 of the stream: text that is not UTF-8",
            error.Message
        );
    }

    [Fact]
    public void Copy_that_fails_leaves_no_file()
    {
        var error = Assert.Throws<PintailException>(() =>
            Run(
                $"COPY (SELECT 'a' || chr(CASE WHEN i = 90000 THEN 0 ELSE 98 END) FROM range(100000) r(i)) TO '{FilePath}' (FORMAT postgres_binary)"
            )
        );
        Assert.Equal(ErrorKind.ValueNotRepresentable, error.Kind);
        Assert.Empty(_folder.GetFiles());
        Assert.ThrowsAny<Exception>(() =>
            Run(
                $"COPY (SELECT CASE WHEN i = 90000 THEN error('here') ELSE 'x' END FROM range(100000) r(i)) TO '{FilePath}' (FORMAT postgres_binary)"
            )
        );
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void Copy_that_is_interrupted_leaves_no_file()
    {
        using var source = new CancellationTokenSource();
        var copy = Task.Run(() =>
        {
            foreach (
                var result in _session.Execute(
                    $"COPY (SELECT i FROM range(100000000000) r(i)) TO '{FilePath}' (FORMAT postgres_binary)",
                    source.Token
                )
            )
                result.Dispose();
        });
        // Its first bytes are there.
        SpinWait.SpinUntil(() => _folder.GetFiles().Any(file => file.Length > 1 << 20) || copy.IsCompleted);
        source.Cancel();
        Assert.ThrowsAny<Exception>(() => copy.GetAwaiter().GetResult());
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void Folder_that_is_not_there_is_an_error()
    {
        var path = Path.Combine(_folder.FullName, "no", "file.bin");
        var error = Assert.Throws<DuckDBException>(() => Run($"COPY (SELECT 1) TO '{path}' (FORMAT postgres_binary)"));
        Assert.Contains("No such file or directory", error.Message);
    }

    [Fact]
    public async Task Pipe_is_written_where_it_is()
    {
        var pipe = Path.Combine(_folder.FullName, "pipe");
        using (var made = System.Diagnostics.Process.Start("mkfifo", pipe))
            await made.WaitForExitAsync();
        var reader = Task.Run(() => File.ReadAllBytes(pipe));
        Run($"COPY (SELECT 1) TO '{pipe}' (FORMAT postgres_binary)");
        Assert.Equal(HeaderBytes + 2 + 4 + 4 + 2, (await reader).Length);
        Assert.Equal("pipe", Assert.Single(_folder.GetFiles()).Name);
    }

    [Fact]
    public void Device_is_written_where_it_is()
    {
        Run("COPY (SELECT 1) TO '/dev/null' (FORMAT postgres_binary)");
        Assert.Equal(0, new FileInfo("/dev/null").Length);
    }

    [Fact]
    public void File_system_that_is_forbidden_is_not_read()
    {
        WriteFile();
        Run("SET disabled_filesystems = 'LocalFileSystem'");
        Assert.ThrowsAny<Exception>(() => Read());
    }

    private byte[] WriteFile()
    {
        Run(
            $"COPY (FROM (VALUES (1, 'abc', [1, 2]), (2, NULL, NULL), (NULL, '', [NULL, 4])) v(i, t, a)) TO '{FilePath}' (FORMAT postgres_binary)"
        );
        return File.ReadAllBytes(FilePath);
    }

    private int Read() => Run($"FROM read_postgres_binary('{FilePath}', {Columns})");

    private int Run(string sql)
    {
        var rows = 0;
        foreach (var result in _session.Execute(sql))
            rows = result.Rows().Count();
        return rows;
    }
}
