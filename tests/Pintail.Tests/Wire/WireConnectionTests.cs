using Pintail.Tests.Support;
using Pintail.Wire;
using static Pintail.Tests.Wire.ServerBytes;

namespace Pintail.Tests.Wire;

/// <summary>Commands, COPY and cancelling on real servers, both majors where it may differ.</summary>
public class WireConnectionTests(PostgresFixture fixture)
{
    public static TheoryData<string> Servers => PostgresFixture.Servers;

    /// <summary>Three columns with NULLs, empty and odd texts, and arrays; rows from tiny to some kilobytes.</summary>
    private const string MixedRows = """
        SELECT i, CASE WHEN i % 7 = 0 THEN NULL ELSE repeat('é', i % 5) || i END,
            CASE WHEN i % 100 = 0 THEN array_fill(i, ARRAY[i % 900]) END
        FROM generate_series(1, 20000) i
        """;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Copy_sends_the_same_bytes_as_through_npgsql(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        var sql = $"COPY ({MixedRows}) TO STDOUT (FORMAT binary)";
        using var connection = Connect(database);
        using var reader = connection.CopyOut(sql);
        var rows = reader.ReadAll();
        Assert.Equal(3, reader.ColumnCount);
        Assert.Equal(20000, reader.RowsSent);

        await using var npgsql = await database.OpenAsync();
        using var raw = new RawCopyReader(await npgsql.BeginRawBinaryCopyAsync(sql));
        Assert.Equal(rows.Select(Convert.ToHexString), raw.ReadAll().Select(Convert.ToHexString));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Copy_without_rows_or_columns_is_counted(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        using var connection = Connect(database);
        connection.Execute("CREATE TABLE nothing (); CREATE TABLE empty (a int, b text)");
        connection.Execute("INSERT INTO nothing SELECT FROM generate_series(1, 3)");
        using (var empty = connection.CopyOut("COPY empty TO STDOUT (FORMAT binary)"))
        {
            Assert.Empty(empty.ReadAll());
            Assert.Equal((0, 2), (empty.RowsSent, empty.ColumnCount));
        }

        using var columnless = connection.CopyOut("COPY nothing TO STDOUT (FORMAT binary)");
        Assert.Equal([new byte[2], new byte[2], new byte[2]], columnless.ReadAll());
        Assert.Equal((3, 0), (columnless.RowsSent, columnless.ColumnCount));
    }

    [Fact]
    public async Task Row_larger_than_the_buffer_arrives_between_small_ones()
    {
        const int bytes = 50_000_000;
        var database = await fixture.CreateDatabaseAsync();
        using var connection = Connect(database);
        using var reader = connection.CopyOut(
            $"COPY (VALUES (1, ''::bytea), (2, decode(repeat('ab', {bytes}), 'hex')), (3, '')) TO STDOUT (FORMAT binary)"
        );
        var rows = reader.ReadAll();
        Assert.Equal([14, 14 + bytes, 14], rows.Select(row => row.Length));
        Assert.Equal(bytes, rows[1].AsSpan().Count((byte)0xab));
        Assert.InRange(reader.BytesReceived, bytes, bytes + 1000);
    }

    [Fact]
    public async Task Fast_path_allocates_nothing_per_row()
    {
        var database = await fixture.CreateDatabaseAsync();
        using var connection = Connect(database, options => options with { BufferBytes = 1 << 20 });
        using var reader = connection.CopyOut("COPY (SELECT generate_series(1, 200000)) TO STDOUT (FORMAT binary)");
        reader.BeginBatch();
        Assert.True(reader.TryNextRow(out _, out _));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var rows = 1;
        while (rows < 200_000)
        {
            reader.BeginBatch();
            while (reader.TryNextRow(out _, out var length))
            {
                rows += length == 10 ? 1 : 0;
            }
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    [Fact]
    public async Task Query_gives_texts_and_nulls_and_execute_takes_several_statements()
    {
        var database = await fixture.CreateDatabaseAsync();
        using var connection = Connect(database, options => options with { ApplicationName = "app" });
        connection.Execute("CREATE TABLE t (a int); INSERT INTO t VALUES (1); COPY t TO STDOUT; ; SELECT 1");
        connection.Execute("");
        Assert.Equal(
            [
                [null, "", "ü€😀", "t"],
            ],
            connection.Query("SELECT NULL, '', 'ü€😀', true")
        );
        Assert.Equal(
            [
                ["app"],
            ],
            connection.Query("SHOW application_name")
        );
        Assert.Equal(
            [
                ["UTF8"],
            ],
            connection.Query("SHOW client_encoding")
        );
        Assert.Equal(
            [
                [connection.ProcessId.ToString()],
            ],
            connection.Query("SELECT pg_backend_pid()")
        );
        Assert.Empty(connection.Query("SELECT 1 WHERE false"));
        Assert.StartsWith("18", connection.ServerParameters["server_version"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Startup_parameters_and_options_are_the_sessions_settings()
    {
        var database = await fixture.CreateDatabaseAsync();
        using var connection = Connect(
            database,
            options =>
                options with
                {
                    Options = "-c extra_float_digits=2",
                    StartupParameters = new Dictionary<string, string> { ["TimeZone"] = "Asia/Tokyo" },
                }
        );
        Assert.Equal(
            [
                ["2", "Asia/Tokyo"],
            ],
            connection.Query("SELECT current_setting('extra_float_digits'), current_setting('TimeZone')")
        );
        connection.Execute("SET TimeZone = 'UTC'");
        Assert.Equal("UTC", connection.ServerParameters["TimeZone"]);
    }

    [Fact]
    public async Task Server_error_leaves_the_connection_usable()
    {
        var database = await fixture.CreateDatabaseAsync();
        using var connection = Connect(database);
        connection.Execute("BEGIN");
        Assert.Equal('T', connection.TransactionStatus);
        var error = Assert.Throws<PostgresServerException>(() => connection.Query("SELECT 1; SELECT nonsense"));
        Assert.Equal(("ERROR", "42703", 18), (error.Severity, error.SqlState, error.Position));
        Assert.Equal('E', connection.TransactionStatus);
        connection.Execute("ROLLBACK");
        Assert.Equal('I', connection.TransactionStatus);
        Assert.Throws<PostgresServerException>(() => connection.CopyOut("COPY missing TO STDOUT (FORMAT binary)"));
        var later = Assert.Throws<PostgresServerException>(() =>
            connection
                .CopyOut("COPY (SELECT 1 / (5000 - i) FROM generate_series(1, 9000) i) TO STDOUT (FORMAT binary)")
                .ReadAll()
        );
        Assert.Equal("22012", later.SqlState);
        // CopyFail is answered with query_canceled.
        var copyIn = Assert.Throws<PostgresServerException>(() =>
            connection.Execute("CREATE TEMP TABLE t (a int); COPY t FROM STDIN")
        );
        Assert.Equal("57014", copyIn.SqlState);
        Assert.Equal(
            [
                ["1"],
            ],
            connection.Query("SELECT 1")
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Server_that_ends_the_session_breaks_the_connection_and_says_why(bool unixSocket)
    {
        // On a unix socket the next command cannot even be sent; over TCP it is swallowed.
        var database = await fixture.CreateDatabaseAsync();
        using var connection = Connect(
            database,
            options => unixSocket ? options with { Host = database.Server.Folder } : options
        );
        await database.ExecuteAsync($"SELECT pg_terminate_backend({connection.ProcessId}, 5000)");
        var error = Assert.Throws<PostgresServerException>(() => connection.Execute("SELECT 1"));
        Assert.Equal(("FATAL", "57P01"), (error.Severity, error.SqlState));
        Assert.True(connection.IsBroken);
        Assert.Throws<InvalidOperationException>(() => connection.Execute("SELECT 1"));
    }

    [Fact]
    public async Task Cancel_from_another_thread_stops_the_query_only()
    {
        var database = await fixture.CreateDatabaseAsync();
        using var connection = Connect(database);
        var query = Task.Run(() => connection.Execute("SELECT pg_sleep(600)"));
        await database.ExecuteAsync(WaitUntilSleeping(connection.ProcessId));
        connection.Cancel();
        Assert.Equal("57014", (await Assert.ThrowsAsync<PostgresServerException>(() => query)).SqlState);
        Assert.Equal(
            [
                ["1"],
            ],
            connection.Query("SELECT 1")
        );
    }

    [Fact]
    public async Task Dispose_from_another_thread_ends_a_waiting_read()
    {
        var database = await fixture.CreateDatabaseAsync();
        var connection = Connect(database);
        var query = Task.Run(() => connection.Execute("SELECT pg_sleep(600)"));
        await database.ExecuteAsync(WaitUntilSleeping(connection.ProcessId));
        connection.Dispose();
        await Assert.ThrowsAnyAsync<IOException>(() => query);
        Assert.True(connection.IsBroken);
        connection.Dispose();
    }

    [Fact]
    public async Task Reader_given_up_in_the_middle_stops_the_server()
    {
        var database = await fixture.CreateDatabaseAsync();
        using var connection = Connect(database);
        var reader = connection.CopyOut(
            "COPY (SELECT i, pg_sleep(CASE WHEN i = 90000 THEN 600 ELSE 0 END) FROM generate_series(1, 90000) i) TO STDOUT (FORMAT binary)"
        );
        Assert.True(reader.TryNextRow(out _, out _));
        reader.Dispose();
        Assert.True(connection.IsBroken);
        await database.ExecuteAsync(
            $"DO $$ BEGIN WHILE EXISTS (SELECT FROM pg_stat_activity WHERE pid = {connection.ProcessId}) LOOP PERFORM pg_sleep(0.01), pg_stat_clear_snapshot(); END LOOP; END $$"
        );
    }

    [Fact]
    public async Task Statement_that_cannot_be_sent_is_refused_before_anything_is_sent()
    {
        var database = await fixture.CreateDatabaseAsync();
        using var connection = Connect(database);
        Assert.Throws<ArgumentException>(() => connection.Execute("SELECT '\0'"));
        Assert.ThrowsAny<ArgumentException>(() => connection.Execute("SELECT '\ud800'"));
        Assert.Equal(
            [
                ["1"],
            ],
            connection.Query("SELECT 1")
        );
    }

    [Fact]
    public void Text_that_is_not_utf8_is_an_error_and_not_a_replaced_character()
    {
        byte[] row = [.. Int16(2), .. Int32(1), (byte)'a', .. Int32(1), 0xe9];
        using var connection = ScriptedStream.Connect([.. Message('D', row), .. CommandComplete("SELECT 1"), .. Ready]);
        var error = Assert.Throws<WireProtocolException>(() => connection.Query("SELECT"));
        Assert.Contains("Column 2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Unix_socket_needs_no_tls_whatever_the_mode(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        using var connection = Connect(
            database,
            options => options with { Host = database.Server.Folder, SslMode = WireSslMode.VerifyFull }
        );
        Assert.Equal(
            [
                [null],
            ],
            connection.Query("SELECT inet_server_addr()")
        );
        Assert.False(connection.IsEncrypted);
        var query = Task.Run(() => connection.Execute("SELECT pg_sleep(600)"));
        await database.ExecuteAsync(WaitUntilSleeping(connection.ProcessId));
        connection.Cancel();
        await Assert.ThrowsAsync<PostgresServerException>(() => query);
    }

    /// <summary>Returns when the backend sleeps: a cancel before that would hit nothing.</summary>
    internal static string WaitUntilSleeping(int processId) =>
        $"""
            DO $$ BEGIN
                WHILE NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = {processId} AND wait_event = 'PgSleep') LOOP
                    PERFORM pg_sleep(0.01), pg_stat_clear_snapshot();
                END LOOP;
            END $$
            """;

    private static WireConnection Connect(TestDatabase database, Func<WireOptions, WireOptions>? change = null)
    {
        var options = new WireOptions
        {
            Host = database.Server.Host,
            Port = database.Server.Port,
            User = database.Server.User,
            Database = database.Name,
        };
        return WireConnection.Open(change is null ? options : change(options), CancellationToken.None);
    }
}
