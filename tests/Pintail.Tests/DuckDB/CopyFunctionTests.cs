using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

public sealed class CopyFunctionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pintail-test-");
    private readonly DuckDBDatabase _database = DuckDBDatabase.Open(
        null,
        new Dictionary<string, string> { ["threads"] = "4" }
    );

    private readonly DuckDBConnection _connection;
    private readonly TestCopyFunction _kept = new();

    public CopyFunctionTests()
    {
        _connection = _database.Connect();
        _connection.Register(_kept);
    }

    private string FilePath => Path.Combine(_folder.FullName, "f");

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Rows_arrive_in_their_order_with_the_path()
    {
        var count = _connection.Execute(
            $"COPY (SELECT i::INTEGER, 'text ' || i FROM range(10000) r(i)) TO '{FilePath}' (FORMAT kept)"
        );
        Assert.Equal(10_000, count);
        Assert.Equal(Enumerable.Range(0, 10_000), _kept.Rows.Select(row => (int)row[0]!));
        Assert.Equal("text 9999", _kept.Rows[^1][1]);
        Assert.Equal([FilePath], _kept.Paths);
        Assert.Equal((1, 0), (_kept.Completed, _kept.Open));
    }

    [Fact]
    public void Nested_constants_arrive_flat()
    {
        _connection.Execute($"COPY (SELECT [1, 2], {{'a': 'x'}} FROM range(3000)) TO '{FilePath}' (FORMAT kept)");
        Assert.Equal(3000, _kept.Rows.Count);
        Assert.All(_kept.Rows, row => Assert.Equal([1, 2], (object?[])row[0]!));
    }

    [Fact]
    public void No_rows_are_a_file_too()
    {
        _connection.Execute($"COPY (SELECT 1 WHERE false) TO '{FilePath}' (FORMAT kept)");
        Assert.Equal((1, 0), (_kept.Completed, _kept.Rows.Count));
    }

    [Fact]
    public void Options_of_the_format_are_told_and_DuckDB_s_own_are_not()
    {
        _connection.Execute($"COPY (SELECT 1) TO '{FilePath}' (FORMAT kept, level 3, word 'x', USE_TMP_FILE false)");
        Assert.Equal(["LEVEL=3", "WORD=x"], _kept.Options.Order());
    }

    [Theory]
    [InlineData("Bind")]
    [InlineData("Open")]
    [InlineData("Write")]
    [InlineData("Complete")]
    public void Exception_ends_the_statement_and_lets_go_of_everything(string step)
    {
        _kept.FailsIn = step;
        var sql = $"COPY (FROM range(10000)) TO '{FilePath}' (FORMAT kept)";
        var error = Assert.Throws<DuckDBException>(() => _connection.Execute(sql));
        Assert.Contains($"{step} fails", error.Message);
        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.Equal((0, 0), (_kept.Completed, _kept.Open));

        _kept.FailsIn = null;
        _connection.Execute(sql);
        Assert.Equal((1, 0), (_kept.Completed, _kept.Open));
    }

    [Fact]
    public void Rows_that_fail_end_the_file_without_completing_it()
    {
        Assert.Throws<DuckDBException>(() =>
            _connection.Execute(
                $"COPY (SELECT CASE WHEN i = 9999 THEN error('late') END FROM range(10000) r(i)) TO '{FilePath}' (FORMAT kept)"
            )
        );
        Assert.Equal((0, 0), (_kept.Completed, _kept.Open));
    }

    [Fact]
    public void Partitions_are_files_of_their_own()
    {
        _connection.Execute(
            $"COPY (SELECT i % 3 AS p, i FROM range(9000) r(i)) TO '{FilePath}' (FORMAT kept, PARTITION_BY (p))"
        );
        Assert.Equal((9000, 0), (_kept.Rows.Count, _kept.Open));
        Assert.Equal(_kept.Paths.Count, _kept.Completed);
        Assert.Equal(3, _kept.Paths.Select(Path.GetDirectoryName).Distinct().Count());
    }

    [Fact]
    public void Columns_of_the_table_are_what_COPY_FROM_wants()
    {
        _connection.Register(new TestCopyFunction("wanted") { Source = new WantedColumns() });
        _connection.Execute("CREATE TABLE t (a VARCHAR, b INTEGER, c VARCHAR)");
        Assert.Equal(1, _connection.Execute($"COPY t (c, a) FROM '{FilePath}' (FORMAT wanted)"));
        using var result = _connection.Query("SELECT a, b, c FROM t");
        Assert.Equal(["a Varchar", null, "c Varchar"], Assert.Single(result.Rows()));
    }

    [Fact]
    public void Format_that_only_writes_does_not_read()
    {
        _connection.Execute("CREATE TABLE t (a VARCHAR)");
        Assert.Throws<DuckDBException>(() => _connection.Execute($"COPY t FROM '{FilePath}' (FORMAT kept)"));
    }

    /// <summary>One row: in each column its own name and type.</summary>
    private sealed class WantedColumns() : TableFunction("wanted_columns")
    {
        public override IReadOnlyList<DuckDBType> Parameters => [DuckDBType.Varchar];

        public override TableBinding Bind(BindContext context)
        {
            var texts = new List<string>();
            foreach (var (name, type) in context.WantedColumns())
            {
                using (type)
                    texts.Add($"{name} {type.Id}");
            }
            return new Binding([.. texts]);
        }

        private sealed class Binding(string[] texts) : TableBinding
        {
            public override TableScan Init(InitContext context) => new Scan(texts);
        }

        private sealed class Scan(string[] texts) : TableScan
        {
            public override LocalScan InitLocal() => new Local(texts);
        }

        private sealed class Local(string[] texts) : LocalScan
        {
            private bool _isRead;

            public override int Fill(DataChunk output)
            {
                if (_isRead)
                    return 0;
                _isRead = true;
                for (var i = 0; i < texts.Length; i++)
                    output[i].Strings(1).Set(0, System.Text.Encoding.UTF8.GetBytes(texts[i]));
                return 1;
            }
        }
    }
}
