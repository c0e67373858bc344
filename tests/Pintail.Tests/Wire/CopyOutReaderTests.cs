using Pintail.Wire;
using static Pintail.Tests.Wire.ServerBytes;

namespace Pintail.Tests.Wire;

/// <summary>The COPY exchange over scripted bytes: every frame a server may send, and those it must not.</summary>
public class CopyOutReaderTests
{
    private static readonly byte[] First = Row([1, 2, 3], null, []);
    private static readonly byte[] Second = Row([.. Enumerable.Repeat((byte)7, 300)], [9], null);

    private static byte[] GoodCopy =>
        [
            .. CopyOutResponse(3),
            .. CopyData([.. Header, .. First]),
            .. Notice("in between"),
            .. CopyData(Second),
            .. ParameterStatus("TimeZone", "Mars"),
            .. CopyData(First),
            .. Notification,
            .. Trailer,
            .. Notice("late"),
            .. CopyDone,
            .. CommandComplete("COPY 3"),
            .. Notice("later"),
            .. Ready,
        ];

    [Theory]
    [InlineData(1, 64)]
    [InlineData(1, 1 << 16)]
    [InlineData(7, 100)]
    [InlineData(int.MaxValue, 64)]
    [InlineData(int.MaxValue, 1 << 20)]
    public void Rows_arrive_whole_whatever_the_reads_and_the_buffer(int bytesPerRead, int bufferBytes)
    {
        using var connection = ScriptedStream.Connect(GoodCopy, bytesPerRead, bufferBytes);
        using var reader = connection.CopyOut("COPY");
        Assert.Equal(3, reader.ColumnCount);
        Assert.Equal([First, Second, First], reader.ReadAll());
        Assert.True(reader.IsCompleted);
        Assert.Equal(3, reader.RowsSent);
        Assert.Equal("Mars", connection.ServerParameters["TimeZone"]);
        Assert.False(connection.IsBroken);
    }

    [Fact]
    public void Random_rows_and_reads_arrive_as_sent()
    {
        for (var round = 0; round < 300; round++)
        {
            var seed = Environment.TickCount ^ (round << 16);
            var random = new Random(seed);
            var rows = Enumerable.Range(0, random.Next(60)).Select(_ => RandomRow(random)).ToList();
            var script = new List<byte>(CopyOutResponse());
            script.AddRange(CopyData([.. Header, .. rows.FirstOrDefault() ?? []]));
            foreach (var row in rows.Skip(1))
            {
                script.AddRange(random.Next(10) == 0 ? Notice(new string('n', random.Next(400))) : []);
                script.AddRange(CopyData(row));
            }

            script.AddRange(EndOfCopy(rows.Count));
            using var connection = ScriptedStream.Connect([.. script], random.Next(1, 900), random.Next(2000));
            using var reader = connection.CopyOut("COPY");
            var arrived = reader.ReadAll(random.Next(1, 20));
            Assert.True(
                rows.Select(Convert.ToHexString).SequenceEqual(arrived.Select(Convert.ToHexString)),
                $"seed {seed}"
            );
        }
    }

    [Fact]
    public void Stream_cut_at_any_byte_never_passes_for_complete()
    {
        var script = GoodCopy;
        for (var length = 0; length < script.Length; length++)
        {
            using var connection = ScriptedStream.Connect(script[..length]);
            var error = Assert.ThrowsAny<IOException>(() => connection.CopyOut("COPY").ReadAll());
            Assert.Contains("closed the connection", error.Message, StringComparison.Ordinal);
            Assert.True(connection.IsBroken);
        }
    }

    public static TheoryData<string, byte[]> FirstMessages =>
        new()
        {
            { "header alone", [.. CopyData(Header), .. CopyData(First)] },
            { "header and row", CopyData([.. Header, .. First]) },
            { "header with extension", CopyData([.. Header[..^4], .. Int32(5), .. "hello"u8, .. First]) },
            { "flags that do not matter", CopyData([.. Header[..11], .. Int32(0xffff), .. Int32(0), .. First]) },
        };

    [Theory]
    [MemberData(nameof(FirstMessages))]
    public void First_message_in_each_shape_gives_the_first_row(string shape, byte[] messages)
    {
        Assert.NotEmpty(shape);
        using var connection = ScriptedStream.Connect([.. CopyOutResponse(), .. messages, .. EndOfCopy(1)]);
        using var reader = connection.CopyOut("COPY");
        Assert.Equal([First], reader.ReadAll());
    }

    [Fact]
    public void Empty_result_is_complete_without_rows()
    {
        foreach (var start in new byte[][] { CopyData([.. Header, .. Int16(-1)]), [.. CopyData(Header), .. Trailer] })
        {
            byte[] script = [.. CopyOutResponse(), .. start, .. CopyDone, .. CommandComplete("COPY 0"), .. Ready];
            using var connection = ScriptedStream.Connect(script);
            using var reader = connection.CopyOut("COPY");
            Assert.Empty(reader.ReadAll());
            Assert.Equal(0, reader.RowsSent);
        }
    }

    [Fact]
    public void Row_without_columns_is_a_row()
    {
        byte[] script = [.. CopyOutResponse(0), .. CopyData([.. Header, 0, 0]), .. CopyData([0, 0]), .. EndOfCopy(2)];
        using var connection = ScriptedStream.Connect(script);
        using var reader = connection.CopyOut("COPY");
        Assert.Equal([new byte[2], new byte[2]], reader.ReadAll());
    }

    public static TheoryData<string, byte[]> Violations =>
        new()
        {
            { "signature", CopyData([.. "PGCOPY\n\n\r\n\0"u8, .. Int32(0), .. Int32(0), .. First]) },
            { "OIDs", CopyData([.. Header[..11], .. Int32(1 << 16), .. Int32(0)]) },
            { "flags", CopyData([.. Header[..11], .. Int32(1 << 20), .. Int32(0)]) },
            { "flags", CopyData([.. Header[..11], .. Int32(int.MinValue), .. Int32(0)]) },
            { "extension", CopyData([.. Header[..15], .. Int32(-1)]) },
            { "extension", CopyData([.. Header[..15], .. Int32(int.MaxValue)]) },
            { "header", CopyData(Header.AsSpan(0, 18)) },
            { "CopyDone", [.. CopyData([.. Header, .. First]), .. CopyDone, .. CommandComplete("COPY 1"), .. Ready] },
            { "'C'", [.. CopyData([.. Header, .. First]), .. CommandComplete("COPY 1"), .. Ready] },
            { "'Z'", [.. CopyData([.. Header, .. First]), .. Trailer, .. CopyDone, .. Ready] },
            { "after the end", [.. CopyData([.. Header, .. First]), .. Trailer, .. CopyData(First)] },
            {
                "number of rows",
                [.. CopyData(Header), .. Trailer, .. CopyDone, .. CommandComplete("SELECT 1"), .. Ready]
            },
            { "'?'", [.. CopyData([.. Header, .. First]), .. Message('?', "what"u8)] },
            { "0x00", [.. CopyData([.. Header, .. First]), 0, 0, 0, 0, 0] },
            { "row of 1 bytes", [.. CopyData(Header), .. CopyData([0])] },
            { "row of 0 bytes", [.. CopyData(Header), .. CopyData([])] },
            { "'d' with 3 bytes", [.. CopyData(Header), (byte)'d', .. Int32(3), 0] },
            { "'d' with 4294967295 bytes", [.. CopyData(Header), (byte)'d', .. Int32(-1), 0] },
            { "'d' with 2147483647 bytes", [.. CopyData(Header), (byte)'d', .. Int32(int.MaxValue), 0] },
            { "'E' with 1048577 bytes", [.. CopyData(Header), (byte)'E', .. Int32((1 << 20) + 1), 0] },
        };

    [Theory]
    [MemberData(nameof(Violations))]
    public void Frame_the_protocol_does_not_allow_breaks_the_connection(string expected, byte[] messages)
    {
        using var connection = ScriptedStream.Connect([.. CopyOutResponse(), .. messages]);
        var error = Assert.Throws<WireProtocolException>(() => connection.CopyOut("COPY").ReadAll());
        Assert.Contains(expected == "CopyDone" ? "'c'" : expected, error.Message, StringComparison.Ordinal);
        Assert.True(connection.IsBroken);
        Assert.Throws<InvalidOperationException>(() => connection.Execute("SELECT 1"));
    }

    [Fact]
    public void Announced_gigabyte_that_does_not_come_takes_no_memory()
    {
        byte[] script = [.. CopyOutResponse(), .. CopyData(Header), (byte)'d', .. Int32(1 << 30), .. new byte[5000]];
        using var connection = ScriptedStream.Connect(script, bufferBytes: 1024);
        var reader = connection.CopyOut("COPY");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<EndOfStreamException>(() => reader.TryNextRow(out _, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.InRange(reader.Buffer.Length, 5000, 3 * 5000);
    }

    [Fact]
    public void Error_in_the_middle_names_all_fields_and_leaves_the_connection_usable()
    {
        byte[] script =
        [
            .. CopyOutResponse(),
            .. CopyData([.. Header, .. First]),
            .. Error("22012", "division by zero"),
            .. Notice("still there"),
            .. Ready,
            .. CopyOutResponse(),
            .. CopyData([.. Header, .. Second]),
            .. EndOfCopy(1),
        ];
        using var connection = ScriptedStream.Connect(script);
        using var reader = connection.CopyOut("COPY");
        Assert.True(reader.TryNextRow(out _, out _));
        var error = Assert.Throws<PostgresServerException>(() =>
        {
            reader.BeginBatch();
            reader.TryNextRow(out _, out _);
        });
        Assert.Equal(
            ("ERROR", "22012", "division by zero", "some detail", "some hint", 7, "somewhere"),
            (error.Severity, error.SqlState, error.MessageText, error.Detail, error.Hint, error.Position, error.Where)
        );
        Assert.Equal(
            ("s", "t", "c", "d", "n"),
            (error.Schema, error.Table, error.Column, error.DataType, error.Constraint)
        );
        Assert.False(connection.IsBroken);
        Assert.Throws<InvalidOperationException>(() => reader.RowsSent);
        using var next = connection.CopyOut("COPY");
        Assert.Equal([Second], next.ReadAll());
    }

    [Theory]
    [InlineData("FATAL")]
    [InlineData("PANIC")]
    public void Error_that_ends_the_session_marks_the_connection_broken(string severity)
    {
        byte[] script = [.. CopyOutResponse(), .. CopyData(Header), .. Error("57P01", "shutting down", severity)];
        using var connection = ScriptedStream.Connect(script);
        var error = Assert.Throws<PostgresServerException>(() => connection.CopyOut("COPY").ReadAll());
        Assert.Equal("57P01", error.SqlState);
        Assert.True(connection.IsBroken);
    }

    [Fact]
    public void Error_before_a_lost_connection_is_the_one_thrown()
    {
        using var connection = ScriptedStream.Connect([.. CopyOutResponse(), .. Error("53100", "disk full")]);
        Assert.Equal(
            "53100",
            Assert.Throws<PostgresServerException>(() => connection.CopyOut("COPY").ReadAll()).SqlState
        );
        Assert.True(connection.IsBroken);
    }

    [Fact]
    public void Reader_not_read_to_its_end_gives_up_the_connection()
    {
        using var connection = ScriptedStream.Connect(GoodCopy);
        var reader = connection.CopyOut("COPY");
        Assert.Throws<InvalidOperationException>(() => connection.Execute("SELECT 1"));
        Assert.False(connection.IsBroken);
        reader.Dispose();
        Assert.True(connection.IsBroken);
    }

    [Fact]
    public void Text_copy_is_told_how_to_be_binary()
    {
        using var connection = ScriptedStream.Connect(CopyOutResponse(1, format: 0));
        var error = Assert.Throws<InvalidOperationException>(() => connection.CopyOut("COPY"));
        Assert.Contains("FORMAT binary", error.Message, StringComparison.Ordinal);
        Assert.True(connection.IsBroken);
    }

    [Fact]
    public void Room_of_one_huge_row_is_given_back_by_the_next_command()
    {
        var huge = Row(new byte[100_000]);
        byte[] copy = [.. CopyOutResponse(), .. CopyData([.. Header, .. huge]), .. EndOfCopy(1)];
        using var connection = ScriptedStream.Connect([.. copy, .. copy], 500, 1000);
        using var reader = connection.CopyOut("COPY");
        Assert.Equal([huge], reader.ReadAll());
        Assert.True(reader.Buffer.Length > 100_000);
        using var next = connection.CopyOut("COPY");
        Assert.Equal(1000, next.Buffer.Length);
        Assert.Equal([huge], next.ReadAll());
    }

    private static byte[] RandomRow(Random random)
    {
        var fields = new byte[]?[random.Next(6)];
        for (var i = 0; i < fields.Length; i++)
        {
            if (random.Next(4) > 0)
            {
                fields[i] = new byte[random.Next(random.Next(10) == 0 ? 3000 : 40)];
                random.NextBytes(fields[i]!);
            }
        }

        return Row(fields);
    }
}
