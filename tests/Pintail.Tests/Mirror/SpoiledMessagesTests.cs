using Pintail.Tests.Support;
using Pintail.Wire;
using static Pintail.Tests.Wire.ServerBytes;

namespace Pintail.Tests.Mirror;

/// <summary>
/// What a server, or something that takes itself for one, may say in the middle of a COPY: how it is classified, how often it
/// is tried, and what the target holds afterwards. The first connection of a run is the exporter's, the second a worker's.
/// </summary>
public class SpoiledMessagesTests(PostgresFixture fixture)
{
    private const string Sql =
        "CREATE TABLE t AS SELECT i AS id, repeat('x', 100) AS filler FROM generate_series(1, 2000) i; ANALYZE;";
    private const string Rows = "SELECT count(*), count(DISTINCT id), sum(id) FROM public.t";
    private const string AllRows = "2000|2000|2001000";
    private const int Gigabyte = 1 << 30;

    private static readonly byte[] Row = CopyData([.. Int16(2), .. Int32(4), .. Int32(7), .. Int32(1), (byte)'y']);

    /// <summary>What passes by itself: said, and why, and how often it was tried.</summary>
    public static TheoryData<string, byte[], string> Passing =>
        new()
        {
            { "shutdown", Error("57P01", "terminating connection due to administrator command", "FATAL"), "57P01" },
            {
                "crash",
                Error("57P02", "terminating connection because of crash of another server process", "FATAL"),
                "57P02"
            },
            {
                "recovery conflict",
                [.. Error("40001", "canceling statement due to conflict with recovery"), .. Ready],
                "40001"
            },
            { "deadlock", [.. Error("40P01", "deadlock detected"), .. Ready], "40P01" },
            { "half a row", Row[..9], "the connection was lost" },
            { "half a head", Row[..3], "the connection was lost" },
            {
                "a gigabyte that does not come",
                [(byte)'d', .. Int32(Gigabyte), .. new byte[100]],
                "the connection was lost"
            },
            { "nothing", [], "the connection was lost" },
        };

    /// <summary>What does not: the table fails at once.</summary>
    public static TheoryData<string, byte[], ErrorKind> Lasting =>
        new()
        {
            { "error of the query", [.. Error("22012", "division by zero"), .. Ready], ErrorKind.SourceQuery },
            { "no such table", [.. Error("42P01", "relation does not exist"), .. Ready], ErrorKind.SourceMissing },
            { "no privilege", [.. Error("42501", "permission denied"), .. Ready], ErrorKind.SourcePermission },
            { "corruption", [.. Error("XX001", "invalid page in block 0"), .. Ready], ErrorKind.SourceQuery },
            { "unknown message", Message('?', [1, 2, 3]), ErrorKind.SourceProtocol },
            { "message out of order", Message('T', Int16(0)), ErrorKind.SourceProtocol },
            { "negative length", [(byte)'d', .. Int32(-1)], ErrorKind.SourceProtocol },
            { "length of nothing", [(byte)'d', .. Int32(0)], ErrorKind.SourceProtocol },
            { "error of two megabytes", [(byte)'E', .. Int32(2 << 20)], ErrorKind.SourceProtocol },
            {
                "row of too many columns",
                CopyData([.. Int16(3), .. Int32(-1), .. Int32(-1), .. Int32(-1)]),
                ErrorKind.SourceProtocol
            },
            { "row of too few columns", CopyData([.. Int16(1), .. Int32(-1)]), ErrorKind.SourceProtocol },
            {
                "field longer than its row",
                CopyData([.. Int16(2), .. Int32(400), .. Int32(7)]),
                ErrorKind.SourceProtocol
            },
            { "end after some rows", [.. EndOfCopy(50)], ErrorKind.ProofFailed },
            { "end with another number", [.. EndOfCopy(2000)], ErrorKind.ProofFailed },
        };

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_passes_by_itself_is_one_attempt_of_its_table(string what, byte[] says, string told)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        using var proxy = Between(mirror, says, isLast: true);

        var result = await mirror.SucceedAsync();

        Assert.True(proxy.HasSaid, what);
        var wait = Assert.Single(mirror.Waits);
        Assert.True(wait.Kind.IsTransient(), $"{what}: {wait}");
        Assert.Contains(told, wait.Message);
        Assert.Equal(2, Assert.Single(result.Tables).Attempts);
        Assert.Equal(AllRows, mirror.Scalar(Rows));
    }

    [Theory]
    [MemberData(nameof(Lasting))]
    public async Task What_does_not_fails_its_table_which_keeps_its_content(string what, byte[] says, ErrorKind kind)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("UPDATE t SET id = 0");
        using var proxy = Between(mirror, says, isLast: true);
        mirror.Spec = mirror.Spec with { Full = true };

        var result = await mirror.RunAsync();

        Assert.True(proxy.HasSaid, what);
        var error = Assert.Single(result.Tables).Error!;
        Assert.True(kind == error.Kind, $"{what}: {error}");
        Assert.Contains("public.t", error.Message);
        Assert.Empty(mirror.Waits);
        Assert.Equal(
            kind == ErrorKind.ProofFailed ? ExitCodes.ProofFailed : ExitCodes.SomeTableFailed,
            result.ExitCode
        );
        Assert.Equal(AllRows, mirror.Scalar(Rows));
        Assert.Equal("0", mirror.Scalar("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '%staging%'"));
    }

    [Fact]
    public async Task Notices_at_odd_moments_are_no_rows()
    {
        byte[] says =
        [
            .. Notice("a checkpoint was slow"),
            .. ParameterStatus("TimeZone", "Asia/Tokyo"),
            .. Notification,
            .. Notice("another"),
        ];
        foreach (var after in new[] { 1, 2, 1000, 2000 })
        {
            using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
            using var proxy = Between(mirror, says, isLast: false, after);

            await mirror.SucceedAsync();

            Assert.True(proxy.HasSaid);
            Assert.Empty(mirror.Waits);
            Assert.Equal(AllRows, mirror.Scalar(Rows));
        }
    }

    /// <summary>A server checks its texts, so DuckDB's check of them is the only other.</summary>
    public static TheoryData<string, byte[], ErrorKind> BadValues =>
        new()
        {
            {
                "number of three bytes",
                CopyData([.. Int16(2), .. Int32(3), 0, 0, 7, .. Int32(-1)]),
                ErrorKind.SourceProtocol
            },
            {
                "text that is no UTF-8",
                CopyData([.. Int16(2), .. Int32(-1), .. Int32(1), 0xff]),
                ErrorKind.TargetFailed
            },
        };

    [Theory]
    [MemberData(nameof(BadValues))]
    public async Task Value_that_is_none_of_its_type_fails_the_table(string what, byte[] says, ErrorKind kind)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        using var proxy = Between(mirror, says, isLast: false);

        var error = await mirror.FailTableAsync("public.t");

        Assert.True(error.Kind == kind, $"{what}: {error}");
        Assert.Empty(mirror.Waits);
    }

    [Fact]
    public async Task Row_that_the_table_does_not_have_is_never_published()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        using var proxy = Between(mirror, Row, isLast: false);
        mirror.Spec = mirror.Spec with { Full = true };

        var error = (await mirror.RunAsync()).Tables.Single().Error!;

        Assert.Equal(ErrorKind.ProofFailed, error.Kind);
        Assert.Equal(AllRows, mirror.Scalar(Rows));
    }

    [Fact]
    public async Task Sample_of_which_rows_are_missing_is_no_proof()
    {
        // So few pages that the sample is of all of them.
        const int few = 300;
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql.Replace("2000", $"{few}"));
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("UPDATE t SET id = 0");
        // COPY's head, the table's rows and COPY's end; then those of the sample.
        using var proxy = Between(mirror, EndOfCopy(few), isLast: true, afterRows: 1 + few + 1 + 51);
        mirror.Spec = mirror.Spec with { Full = true };

        var error = (await mirror.RunAsync()).Tables.Single().Error!;

        Assert.True(proxy.HasSaid);
        Assert.Equal(ErrorKind.ProofFailed, error.Kind);
        Assert.Matches($"of a sample's {few} rows that Postgres sent, 5[0-9] were compared", error.Message);
        Assert.Equal($"{few}|{few}|{few * (few + 1) / 2}", mirror.Scalar(Rows));
    }

    private static MessageProxy Between(MirrorHarness mirror, byte[] says, bool isLast, int afterRows = 51)
    {
        var proxy = new MessageProxy(mirror.Source.Server.Host, mirror.Source.Server.Port)
        {
            Connection = 2,
            AfterRows = afterRows,
            Says = says,
            IsLast = isLast,
        };
        mirror.Spec = mirror.Spec with
        {
            Source = mirror.Spec.Source with { Port = proxy.Port, SslMode = WireSslMode.Disable },
            Jobs = 1,
        };
        return proxy;
    }
}
