using Pintail.DuckDB;

namespace Pintail.Cli.Demo;

/// <summary>
/// ./demo.duckdb. A file that a demo made carries a mark from its first moment on, so that a demo that was interrupted
/// can be followed by another, and a file that is somebody's work is never replaced.
/// </summary>
internal sealed class DemoFile(string path)
{
    public const string Name = "demo.duckdb";

    // In our own schema, where no mirrored table lands.
    private const string Mark = "pintail.demo";

    public string Path { get; } = path;

    /// <exception cref="PintailException">There is a file of that name that no demo made, or none can be made.</exception>
    public void CheckReplaceable()
    {
        CheckWritable();
        if (File.Exists(Path) && !HasMark())
        {
            throw new PintailException(
                ErrorKind.TargetConflict,
                $"./{Name} exists and was not made by a demo.",
                "Move it away, or run the demo in another folder."
            );
        }
    }

    // Known now, before a server is made for nothing.
    private void CheckWritable()
    {
        try
        {
            var probe = $"{Path}.{Environment.ProcessId}";
            new FileStream(
                probe,
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                1,
                FileOptions.DeleteOnClose
            ).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PintailException(
                ErrorKind.TargetUnreachable,
                $"./{Name} cannot be made in this folder: {e.Message}",
                "Run the demo in a folder that this user may write.",
                e
            );
        }
    }

    /// <summary>Puts an empty, marked file in the place of the old one, if any.</summary>
    public void Create()
    {
        foreach (var old in new[] { Path, Path + ".wal" })
            File.Delete(old);
        using var database = DuckDBDatabase.Open();
        using var connection = database.Connect();
        // The newest storage version is the fastest to write.
        connection.Execute(
            $"""
            ATTACH {DuckDBText.Literal(Path)} AS demo (STORAGE_VERSION 'v1.5.0');
            CREATE SCHEMA demo.pintail;
            CREATE TABLE demo.{Mark} (made_at TIMESTAMP);
            INSERT INTO demo.{Mark} VALUES (now() AT TIME ZONE 'UTC');
            DETACH demo;
            """
        );
    }

    private bool HasMark()
    {
        try
        {
            using var database = DuckDBDatabase.Open(
                Path,
                new Dictionary<string, string> { ["access_mode"] = "READ_ONLY" }
            );
            using var connection = database.Connect();
            using var result = connection.Query(
                "SELECT count(*) FROM duckdb_tables() WHERE schema_name || '.' || table_name = '" + Mark + "'"
            );
            return Convert.ToInt64(result.Scalar()) > 0;
        }
        catch (DuckDBException)
        {
            // No DuckDB file, or one that another process holds: not to be replaced either way.
            return false;
        }
    }
}
