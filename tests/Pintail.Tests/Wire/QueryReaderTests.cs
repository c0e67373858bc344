using Pintail.Wire;
using static Pintail.Tests.Wire.ServerBytes;

namespace Pintail.Tests.Wire;

/// <summary>The extended query exchange over scripted bytes: every message a server may send, and those it must not.</summary>
public class QueryReaderTests
{
    private static readonly byte[] First = Row([1, 2, 3], null);
    private static readonly byte[] Second = Row([.. Enumerable.Repeat((byte)7, 300)], []);

    private static byte[] ParseComplete => Message('1', []);
    private static byte[] BindComplete => Message('2', []);
    private static byte[] NoData => Message('n', []);

    private static byte[] Parameters(params int[] types) =>
        Message('t', [.. Int16((short)types.Length), .. types.SelectMany(Int32)]);

    private static byte[] Column(string name, int type, int modifier) =>
        [.. Text(name), .. Int32(0), .. Int16(0), .. Int32(type), .. Int16(4), .. Int32(modifier), .. Int16(0)];

    private static byte[] Columns(params byte[][] columns) =>
        Message('T', [.. Int16((short)columns.Length), .. columns.SelectMany(column => column)]);

    private static byte[] Description =>
        [
            .. ParseComplete,
            .. Notice("in between"),
            .. Parameters(23, 25),
            .. Columns(Column("a", 23, -1), Column("é", 1700, 589830)),
            .. Ready,
        ];

    private static byte[] DataRow(byte[] row) => Message('D', row);

    private static byte[] GoodQuery =>
        [
            .. Description,
            .. BindComplete,
            .. DataRow(First),
            .. Notice("in between"),
            .. DataRow(Second),
            .. ParameterStatus("TimeZone", "Mars"),
            .. DataRow(First),
            .. Notification,
            .. CommandComplete("SELECT 3"),
            .. Notice("later"),
            .. Ready,
        ];

    private static QueryReader Query(WireConnection connection) =>
        connection.Query("SELECT", ["1", null], found => [.. found.Columns!.Select(_ => true)]);

    [Fact]
    public void Description_tells_parameters_and_columns()
    {
        using var connection = ScriptedStream.Connect(Description);
        var found = connection.Describe("SELECT");
        Assert.Equal([23u, 25u], found.ParameterTypes);
        Assert.Equal([new ResultColumn("a", 23, -1), new ResultColumn("é", 1700, 589830)], found.Columns);
        Assert.False(connection.IsBroken);
    }

    [Fact]
    public void Statement_without_a_result_is_described_as_such()
    {
        using var connection = ScriptedStream.Connect([.. ParseComplete, .. Parameters(), .. NoData, .. Ready]);
        var found = connection.Describe("CREATE TABLE");
        Assert.Null(found.Columns);
        Assert.Empty(found.ParameterTypes);
    }

    [Theory]
    [InlineData(1, 64)]
    [InlineData(1, 1 << 16)]
    [InlineData(7, 100)]
    [InlineData(int.MaxValue, 64)]
    [InlineData(int.MaxValue, 1 << 20)]
    public void Rows_arrive_whole_whatever_the_reads_and_the_buffer(int bytesPerRead, int bufferBytes)
    {
        using var connection = ScriptedStream.Connect(GoodQuery, bytesPerRead, bufferBytes);
        using var reader = Query(connection);
        Assert.Equal([First, Second, First], reader.ReadAll());
        Assert.True(reader.IsCompleted);
        Assert.Equal("Mars", connection.ServerParameters["TimeZone"]);
        Assert.False(connection.IsBroken);
    }

    [Fact]
    public void Stream_cut_at_any_byte_never_passes_for_complete()
    {
        var script = GoodQuery;
        for (var length = 0; length < script.Length; length++)
        {
            using var connection = ScriptedStream.Connect(script[..length]);
            Assert.ThrowsAny<IOException>(() =>
            {
                using var reader = Query(connection);
                reader.ReadAll();
            });
            Assert.True(connection.IsBroken);
        }
    }

    [Fact]
    public void Error_after_rows_is_thrown_and_leaves_the_connection_usable()
    {
        using var connection = ScriptedStream.Connect([
            .. Description,
            .. BindComplete,
            .. DataRow(First),
            .. Error("22012", "division by zero"),
            .. Ready,
            .. CommandComplete("SET"),
            .. Ready,
        ]);
        using (var reader = Query(connection))
        {
            var error = Assert.Throws<PostgresServerException>(() => reader.ReadAll());
            Assert.Equal(("22012", 7), (error.SqlState, error.Position));
            Assert.True(reader.IsCompleted);
        }
        connection.Execute("SET x");
        Assert.False(connection.IsBroken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Error_of_parsing_or_binding_is_thrown_and_leaves_the_connection_usable(bool parsing)
    {
        byte[] error = [.. Error("42601", "syntax error"), .. Ready, .. CommandComplete("SET"), .. Ready];
        using var connection = ScriptedStream.Connect(parsing ? error : [.. Description, .. error]);
        Assert.Equal("42601", Assert.Throws<PostgresServerException>(() => Query(connection)).SqlState);
        connection.Execute("SET x");
        Assert.False(connection.IsBroken);
    }

    [Fact]
    public void Statement_that_is_not_what_was_planned_is_left_alone()
    {
        using var connection = ScriptedStream.Connect([.. Description, .. CommandComplete("SET"), .. Ready]);
        Assert.Throws<InvalidOperationException>(() =>
            connection.Query("SELECT", [], _ => throw new InvalidOperationException())
        );
        connection.Execute("SET x");
        Assert.False(connection.IsBroken);
    }

    public static TheoryData<string, byte[]> Violations =>
        new()
        {
            { "rows before BindComplete", [.. Description, .. DataRow(First)] },
            {
                "rows after the end",
                [.. Description, .. BindComplete, .. CommandComplete("SELECT 0"), .. DataRow(First)]
            },
            { "ready without an end", [.. Description, .. BindComplete, .. Ready] },
            { "a row of one byte", [.. Description, .. BindComplete, .. DataRow([0]), .. CommandComplete("SELECT 1")] },
            { "COPY data in a query", [.. Description, .. BindComplete, .. CopyData(First)] },
            { "a description without ParseComplete", [.. Parameters(), .. NoData, .. Ready] },
            { "a description without parameters", [.. ParseComplete, .. NoData, .. Ready] },
            {
                "columns that are announced and missing",
                [.. ParseComplete, .. Parameters(), .. Message('T', Int16(3)), .. Ready]
            },
            {
                "a negative number of columns",
                [.. ParseComplete, .. Parameters(), .. Message('T', Int16(-1)), .. Ready]
            },
            {
                "parameters that are announced and missing",
                [.. ParseComplete, .. Message('t', Int16(2)), .. NoData, .. Ready]
            },
            { "more than is announced", [.. ParseComplete, .. Message('t', [.. Int16(0), 1]), .. NoData, .. Ready] },
            {
                "a column's name that is not UTF-8",
                [
                    .. ParseComplete,
                    .. Parameters(),
                    .. Message(
                        'T',
                        [
                            .. Int16(1),
                            0xff,
                            0,
                            .. Int32(0),
                            .. Int16(0),
                            .. Int32(23),
                            .. Int16(4),
                            .. Int32(-1),
                            .. Int16(0),
                        ]
                    ),
                    .. Ready,
                ]
            },
        };

    [Theory]
    [MemberData(nameof(Violations))]
    public void Violation_of_the_protocol_ends_the_connection(string what, byte[] script)
    {
        using var connection = ScriptedStream.Connect(script);
        var error = Record.Exception(() =>
        {
            using var reader = Query(connection);
            reader.ReadAll();
        });
        Assert.True(error is WireProtocolException, $"{what}: {error}");
        Assert.True(connection.IsBroken);
    }

    [Fact]
    public void Parameters_are_sent_as_values_and_never_as_sql()
    {
        var stream = new ScriptedStream([.. Start, .. GoodQuery]);
        using var connection = stream.Open();
        using var reader = connection.Query("SELECT $1, $2", ["'; DROP TABLE t; --", null], _ => [true, false]);
        reader.ReadAll();
        var sent = Convert.ToHexString(stream.Written.ToArray());
        byte[] bind =
        [
            .. Text(""),
            .. Text(""),
            .. Int16(0),
            .. Int16(2),
            .. Int32(19),
            .. "'; DROP TABLE t; --"u8,
            .. Int32(-1),
            .. Int16(2),
            .. Int16(1),
            .. Int16(0),
        ];
        Assert.Contains(Convert.ToHexString(Message('B', bind)), sent);
        Assert.Contains(Convert.ToHexString(Message('P', [.. Text(""), .. Text("SELECT $1, $2"), .. Int16(0)])), sent);
    }
}
