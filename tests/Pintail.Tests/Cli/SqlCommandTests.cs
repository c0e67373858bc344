using System.Text.Json;
using Pintail.Tests.Support;

namespace Pintail.Tests.Cli;

/// <summary>pintail sql from its arguments to its output and exit code.</summary>
public sealed class SqlCommandTests(PostgresFixture fixture) : IDisposable
{
    private const string Row =
        "SELECT 1 AS i, NULL AS n, '' AS e, 'a|b,\"c\nd' AS t, true AS b, 0.5::DECIMAL(2,2) AS d, [1, NULL] AS l";

    private readonly CliRunner _cli = new();

    [Fact]
    public async Task Plan_is_drawn_and_not_put_into_a_cell()
    {
        var result = await _cli.RunAsync("sql", "-c", "EXPLAIN SELECT 42 AS answer");
        Assert.StartsWith("┌", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("explain_key", result.Out, StringComparison.Ordinal);
        Assert.Contains("PROJECTION", result.Out, StringComparison.Ordinal);
        Assert.Contains(
            "explain_key",
            (await _cli.RunAsync("sql", "--format", "csv", "-c", "EXPLAIN SELECT 42")).Out,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        "table",
        """
            ┌───┬──────┬───┬───────────┬──────┬─────┬───────────┐
            │ i │    n │ e │ t         │ b    │   d │ l         │
            ├───┼──────┼───┼───────────┼──────┼─────┼───────────┤
            │ 1 │ NULL │   │ a|b,"c\nd │ true │ .50 │ [1, NULL] │
            └───┴──────┴───┴───────────┴──────┴─────┴───────────┘

            """
    )]
    [InlineData("csv", "i,n,e,t,b,d,l\r\n1,,\"\",\"a|b,\"\"c\nd\",true,.50,\"[1, NULL]\"\r\n")]
    [InlineData(
        "json",
        """
            [{"i":1,"n":null,"e":"","t":"a|b,\"c\nd","b":true,"d":0.50,"l":[1,null]}]

            """
    )]
    [InlineData(
        "markdown",
        """
            | i | n | e | t | b | d | l |
            |---:|---:|---|---|---|---:|---|
            | 1 | NULL |  | a\|b,"c<br>d | true | .50 | [1, NULL] |

            """
    )]
    [InlineData("line", "i = 1\nn = NULL\ne = \nt = a|b,\"c\\nd\nb = true\nd = .50\nl = [1, NULL]\n")]
    public async Task Format_writes_values_and_tells_null_from_empty(string format, string expected)
    {
        var result = await _cli.RunAsync("sql", "--format", format, "-c", Row);
        Assert.Equal(new CliResult(ExitCodes.Success, expected, ""), result);
    }

    [Fact]
    public async Task Every_type_is_written_as_the_session_casts_it_in_its_time_zone()
    {
        const string zone = "SET TimeZone = 'America/St_Johns';";
        var direct = await _cli.RunAsync("sql", "--format", "csv", "-c", zone, "-c", "FROM test_all_types()");
        var cast = await _cli.RunAsync(
            "sql",
            "--format",
            "csv",
            "-c",
            zone + "SELECT COLUMNS(*)::VARCHAR FROM test_all_types()"
        );
        Assert.Equal(ExitCodes.Success, direct.ExitCode);
        Assert.Contains("-03:30", direct.Out);
        Assert.Equal(cast, direct);
    }

    [Fact]
    public async Task Json_is_an_array_per_result_that_holds_each_number_exactly()
    {
        var result = await _cli.RunAsync(
            "sql",
            "--format",
            "json",
            "-c",
            "SELECT 9007199254740991 AS most, 9007199254740992 AS more, 1e300 AS wide, 'nan'::FLOAT AS nan, "
                + "1.5::DECIMAL(15,1) AS fits, 1.5::DECIMAL(16,1) AS long, 7 AS x, 8 AS x; SELECT 1 AS a WHERE false; "
                + "FROM range(5000) t(i)"
        );
        Assert.Equal("", result.Error);
        var arrays = result.Out.Split("]\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            """[{"most":9007199254740991,"more":"9007199254740992","wide":1e+300,"nan":"nan","fits":1.5,"long":"1.5","x":7,"x_1":8}""",
            arrays[0]
        );
        Assert.Equal("[", arrays[1]);
        var rows = JsonDocument.Parse(arrays[2] + "]").RootElement;
        Assert.Equal(Enumerable.Range(0, 5000), rows.EnumerateArray().Select(row => row.GetProperty("i").GetInt32()));
    }

    [Theory]
    [InlineData("[[1], [], NULL]", "[[1],[],null]")]
    [InlineData("NULL::INT[]", "null")]
    [InlineData("[1, 2]::INT[2]", "[1,2]")]
    [InlineData("""{'a': 'x"y', 'B c': [{'d': NULL}]}""", """{"a":"x\"y","B c":[{"d":null}]}""")]
    [InlineData("NULL::STRUCT(a INT)", "null")]
    [InlineData("row(1, [row(2)])", "[1,[[2]]]")]
    [InlineData("""MAP {'k"': [1.10::DECIMAL(3,2)], 'l': NULL}""", """{"k\"":[1.10],"l":null}""")]
    [InlineData("MAP {1: 'one'}", """{"1":"one"}""")]
    [InlineData("[9007199254740991, -9007199254740993]", """[9007199254740991,"-9007199254740993"]""")]
    [InlineData("['nan'::DOUBLE, 1e300, '-inf']", """["nan",1e+300,"-inf"]""")]
    [InlineData("[.5::DECIMAL(2,2), -.5, 0]", "[0.50,-0.50,0.00]")]
    [InlineData("[1.5::DECIMAL(16,1)]", """["1.5"]""")]
    [InlineData("[true, false]", "[true,false]")]
    [InlineData("[DATE '2020-01-02', NULL]", """["2020-01-02",null]""")]
    [InlineData(
        "E'{\"n\": 12345678901234567890.10,\\r\\n\"s\": \"\\\\n\"}'::JSON",
        """{"n": 12345678901234567890.10,  "s": "\n"}"""
    )]
    [InlineData("""['[1.10,  12345678901234567890.10]'::JSON, NULL]""", "[[1.10,  12345678901234567890.10],null]")]
    [InlineData("to_json('nan'::DOUBLE)", "\"NaN\"")]
    [InlineData("'[1,]'::JSON", "\"[1,]\"")]
    [InlineData("['[1,]'::JSON]", "\"[[1,]]\"")]
    [InlineData(
        "['340282366920938463463374607431768211455'::UHUGEINT, 1]",
        "[\"340282366920938463463374607431768211455\",1]"
    )]
    [InlineData("(SELECT list(i::UNION(a INT, b VARCHAR)) FROM (VALUES (1), (NULL)) t(i))", "[\"1\",\"NULL\"]")]
    public async Task Json_has_nested_values_as_what_they_are_and_loses_no_digit(string value, string expected)
    {
        var result = await _cli.RunAsync("sql", "--format", "json", "-c", $"SELECT {value} AS v");
        Assert.Equal(new CliResult(ExitCodes.Success, $$"""[{"v":{{expected}}}]""" + "\n", ""), result);
    }

    [Fact]
    public async Task Json_of_a_wide_row_can_be_read()
    {
        var columns = string.Join(", ", Enumerable.Range(0, 1600).Select(i => $"{i} AS c{i}"));
        var result = await _cli.RunAsync("sql", "--format", "json", "-c", $"SELECT t FROM (SELECT {columns}) t");
        Assert.Equal("", result.Error);
        var row = JsonDocument.Parse(result.Out).RootElement[0].GetProperty("t");
        Assert.Equal(1599, row.GetProperty("c1599").GetInt32());
    }

    [Fact]
    public async Task Json_of_every_type_can_be_read()
    {
        var all = await _cli.RunAsync("sql", "--format", "json", "-c", "FROM test_all_types()");
        Assert.Equal("", all.Error);
        Assert.Equal(3, JsonDocument.Parse(all.Out).RootElement.GetArrayLength());
    }

    [Fact]
    public async Task Commands_run_first_then_the_script_and_a_file_keeps_what_they_made()
    {
        File.WriteAllText(_cli.PathOf("two.sql"), "-- the second\nINSERT INTO t VALUES (2);\nFROM t ORDER BY i");
        string[] run = ["sql", "kept.duckdb", "--format", "csv"];
        var result = await _cli.RunAsync([
            .. run,
            "-f",
            "two.sql",
            "-c",
            "CREATE TABLE t (i int)",
            "-c",
            "INSERT INTO t VALUES (1)",
        ]);
        Assert.Equal(new CliResult(ExitCodes.Success, "i\r\n1\r\n2\r\n", ""), result);
        Assert.Equal("n\r\n2\r\n", (await _cli.RunAsync([.. run, "-c", "SELECT count(*) AS n FROM t"])).Out);
    }

    [Theory]
    [InlineData]
    [InlineData("-f", "-")]
    public async Task Statements_come_from_standard_input(params string[] arguments)
    {
        _cli.Input = "SELECT 'a;b' AS x;\n/* ; */ SELECT 2 AS y";
        var result = await _cli.RunAsync(["sql", "--format", "line", .. arguments]);
        Assert.Equal(new CliResult(ExitCodes.Success, "x = a;b\ny = 2\n", ""), result);
    }

    [Fact]
    public async Task Failing_statement_ends_with_1_is_named_and_told_in_the_words_of_DuckDB()
    {
        File.WriteAllText(_cli.PathOf("bad.sql"), "SELECT 1 AS one;\n\nSELEC 2;\nSELECT 3 AS three;");
        var result = await _cli.RunAsync("sql", "--format", "csv", "-f", "bad.sql");
        Assert.Equal(ExitCodes.SomeTableFailed, result.ExitCode);
        Assert.Equal("one\r\n1\r\n", result.Out);
        Assert.Equal(
            "error: Parser Error: syntax error at or near \"SELEC\"\n\nLINE 1: SELEC 2\n        ^\nat: bad.sql, line 3\n",
            result.Error
        );
    }

    [Fact]
    public async Task Error_that_comes_with_a_later_row_ends_with_1_after_the_rows_before_it()
    {
        var result = await _cli.RunAsync(
            "sql",
            "--format",
            "csv",
            "-c",
            "SET threads = 1; SELECT CASE WHEN i < 1000000 THEN i ELSE error('stop here') END AS x FROM range(2000000) t(i)"
        );
        Assert.Equal(ExitCodes.SomeTableFailed, result.ExitCode);
        Assert.StartsWith("x\r\n0\r\n", result.Out);
        Assert.Contains("stop here", result.Error);
        Assert.EndsWith("at: -c, line 1\n", result.Error);
    }

    [Theory]
    [InlineData("sql one.duckdb two.duckdb", "belongs to no option")]
    [InlineData("sql --format xml", "'xml' is not table or csv")]
    [InlineData("sql -f nowhere.sql", "'nowhere.sql' cannot be read")]
    [InlineData("sql postgresql://u:hunter2@h/d", "not a DuckDB file but a connection string")]
    [InlineData("sql --attach postgresql://u:hunter2@h/d", "the value is not name=conninfo")]
    [InlineData("sql --attach a=dbname=x --attach A=dbname=hunter2", "the value is not a name of its own")]
    [InlineData("sql --attach pg=port=x -c 42", "at: --attach pg")]
    public async Task Wrong_command_line_ends_with_2_and_shows_no_password(string arguments, string error)
    {
        var result = await _cli.RunAsync(arguments.Split(' '));
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains(error, result.Error);
        Assert.DoesNotContain("hunter2", result.Error);
        Assert.Empty(Directory.EnumerateFiles(_cli.Folder));
    }

    [Theory]
    [InlineData("--attach", "pg=host=/nonexistent dbname=x", "-c", "SELECT 1")]
    [InlineData("-c", "ATTACH 'host=/nonexistent dbname=x password=hunter2' AS pg (TYPE postgres)")]
    [InlineData("no/such/folder/x.duckdb", "-c", "SELECT 1")]
    public async Task Database_that_cannot_be_reached_ends_with_3(params string[] arguments)
    {
        var result = await _cli.RunAsync(["sql", .. arguments]);
        Assert.Equal(ExitCodes.Unreachable, result.ExitCode);
        Assert.StartsWith("error: ", result.Error);
        Assert.Contains("hint: ", result.Error);
        Assert.DoesNotContain("hunter2", result.Error);
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task Queries_that_postgres_gets_are_written_to_standard_error_when_asked_for()
    {
        var database = await fixture.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE item AS SELECT 1 AS id");
        var result = await _cli.RunAsync(
            "sql",
            "--attach",
            $"pg={database.Conninfo}",
            "-c",
            "SET pg_debug_show_queries = true; FROM pg.item; FROM postgres_query('pg', E'SELECT 2\\nAS x')"
        );
        Assert.Equal(0, result.ExitCode);
        var lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("-- COPY (SELECT", lines[0], StringComparison.Ordinal);
        Assert.Equal(["-- SELECT 2", "-- AS x"], lines[1..]);
    }

    [Fact]
    public async Task Attached_databases_are_read_and_joined_and_not_written()
    {
        var one = await fixture.CreateDatabaseAsync();
        var two = await fixture.CreateDatabaseAsync("debian");
        await one.ExecuteAsync("CREATE TABLE t (id int, v text); INSERT INTO t VALUES (1, 'a'), (2, NULL), (3, '')");
        await two.ExecuteAsync(
            "CREATE TABLE t (id int, seen timestamptz); INSERT INTO t VALUES (2, '2020-02-29 12:00Z')"
        );
        string[] attach = ["sql", "--attach", $"one={one.Conninfo}", "--attach", $"two={two.Conninfo}"];

        var read = await _cli.RunAsync([
            .. attach,
            "--format",
            "csv",
            "-c",
            "SET TimeZone = 'UTC'",
            "-c",
            "SELECT id, v, seen FROM one.t LEFT JOIN two.t USING (id) ORDER BY id",
        ]);
        Assert.Equal("", read.Error);
        Assert.Equal("id,v,seen\r\n1,a,\r\n2,,2020-02-29 12:00:00+00\r\n3,\"\",\r\n", read.Out);

        var written = await _cli.RunAsync([.. attach, "-c", "INSERT INTO one.t VALUES (4, 'x')"]);
        Assert.Equal(ExitCodes.SomeTableFailed, written.ExitCode);
        Assert.Contains("attached in read-only mode", written.Error);
        Assert.Equal("3", await one.ScalarAsync("SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task Signal_ends_a_statement_with_130_and_its_query_at_the_source()
    {
        var database = await fixture.CreateDatabaseAsync();
        // Reading a row waits for this advisory lock, which the test holds.
        await database.ExecuteAsync(
            "CREATE VIEW slow AS SELECT i FROM generate_series(1, 10) i WHERE pg_advisory_xact_lock_shared(42)::text = ''"
        );
        await using var holder = await database.OpenAsync();
        await using (var hold = new Npgsql.NpgsqlCommand("SELECT pg_advisory_lock(42)", holder))
            await hold.ExecuteNonQueryAsync();
        using var process = PintailProcess.Start(
            _cli.Folder,
            new Dictionary<string, string>(),
            "sql",
            "--attach",
            $"pg={database.Conninfo}",
            "-c",
            "SELECT count(*) FROM pg.slow"
        );
        const string waiting =
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
            + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        while (await database.ScalarAsync(waiting) == "0")
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();

        process.Signal("INT");
        var result = await process.ResultAsync();

        Assert.Equal(new CliResult(ExitCodes.Interrupted, "", "interrupted\n"), result);
        Assert.Equal("0", await database.ScalarAsync(waiting));
    }

    [Fact]
    public async Task Help_shows_short_options_and_the_file()
    {
        var result = await _cli.RunAsync("sql", "--help");
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Contains("pintail sql [<file.duckdb>] [options]", result.Out);
        Assert.Contains("  -c, --command <sql>", result.Out);
        Assert.Contains("  -f, --file <file>", result.Out);
        Assert.DoesNotContain("--target", result.Out);
        Assert.DoesNotContain("--attach", (await _cli.RunAsync("mirror", "--help")).Out);
    }

    public void Dispose() => _cli.Dispose();
}
