using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

public sealed class DuckDBDatabaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pintail-grüße-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_of_a_file_keeps_what_was_written()
    {
        var path = Path.Combine(_folder, "🦆 a.duckdb");
        using (var database = DuckDBDatabase.Open(path))
        using (var connection = database.Connect())
        {
            connection.Execute("CREATE TABLE t AS SELECT 42 AS a");
        }

        Assert.True(File.Exists(path));
        Assert.False(File.Exists(path + ".wal"));
        using var again = DuckDBDatabase.Open(path);
        using var reader = again.Connect();
        using var result = reader.Query("SELECT a FROM t");
        Assert.Equal(42, result.Scalar());
    }

    [Fact]
    public void Connection_outlives_the_database_object()
    {
        var path = Path.Combine(_folder, "b.duckdb");
        var database = DuckDBDatabase.Open(path);
        var connection = database.Connect();
        database.Dispose();
        connection.Execute("CREATE TABLE t AS SELECT 1 AS a");
        Assert.Throws<ObjectDisposedException>(database.Connect);
        connection.Dispose();
        using var again = DuckDBDatabase.Open(path);
        using var reader = again.Connect();
        Assert.Equal(1L, reader.Execute("CREATE TABLE u AS SELECT * FROM t"));
    }

    [Fact]
    public void Open_in_a_missing_folder_is_an_IO_error_that_names_the_file()
    {
        var path = Path.Combine(_folder, "missing", "c.duckdb");
        var error = Assert.Throws<DuckDBException>(() => DuckDBDatabase.Open(path));
        Assert.Equal(DuckDBErrorType.IO, error.ErrorType);
        Assert.Contains(path, error.Message);
    }

    [Fact]
    public void Open_of_a_file_that_is_no_database_is_an_IO_error()
    {
        var path = Path.Combine(_folder, "d.duckdb");
        File.WriteAllText(path, new string('x', 10_000));
        Assert.Equal(DuckDBErrorType.IO, Assert.Throws<DuckDBException>(() => DuckDBDatabase.Open(path)).ErrorType);
    }

    [Fact]
    public void Open_applies_the_settings()
    {
        using var database = DuckDBDatabase.Open(null, new Dictionary<string, string> { ["threads"] = "3" });
        using var connection = database.Connect();
        using var result = connection.Query("SELECT current_setting('threads')");
        Assert.Equal(3L, result.Scalar());
    }

    [Theory]
    [InlineData("no_such_option", "1")]
    [InlineData("threads", "many")]
    public void Open_with_a_wrong_setting_is_an_error_that_names_it(string name, string value)
    {
        var settings = new Dictionary<string, string> { [name] = value };
        var error = Assert.Throws<DuckDBException>(() => DuckDBDatabase.Open(null, settings));
        Assert.Contains(name, error.Message);
        Assert.DoesNotContain("many", error.Message);
    }

    [Fact]
    public void Open_of_a_path_with_a_NUL_is_refused()
    {
        Assert.Throws<ArgumentException>(() => DuckDBDatabase.Open(Path.Combine(_folder, "a\0b")));
        Assert.Empty(Directory.GetFiles(_folder));
    }
}
