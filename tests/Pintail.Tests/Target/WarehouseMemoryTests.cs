using Pintail.DuckDB;
using Pintail.Mirror;
using Pintail.Target;

namespace Pintail.Tests.Target;

public sealed class WarehouseMemoryTests : IDisposable
{
    private const long MiB = 1 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("pintail-test-").FullName;

    // Each column's values and validity take a block of 256 KiB at least, which cannot be written out meanwhile.
    private static readonly string Columns = string.Join(
        ", ",
        Enumerable.Range(0, 300).Select(i => $"i + {i} AS c{i}")
    );

    [Fact]
    public async Task Load_that_needs_more_than_the_limit_succeeds_once_it_is_lifted()
    {
        using var warehouse = await OpenAsync(new TargetSpec { File = Path.Combine(_folder, "copy.duckdb") });
        using var connection = warehouse.Connect();
        warehouse.LimitMemory(40 * MiB);

        var failure = Assert.Throws<DuckDBException>(() => Load(connection, warehouse));
        var lifted = warehouse.TryLiftMemoryLimit();

        Assert.True(LoadMemory.IsShortage(new PintailException(ErrorKind.TargetFailed, "Copying", null, failure)));
        Assert.True(lifted);
        Assert.Equal(10_000, Load(connection, warehouse));
    }

    [Fact]
    public async Task Limit_of_the_user_stays()
    {
        var spec = new TargetSpec { File = Path.Combine(_folder, "copy.duckdb"), MemoryLimit = "50MiB" };
        using var warehouse = await OpenAsync(spec);

        warehouse.LimitMemory(200 * MiB);

        Assert.False(warehouse.TryLiftMemoryLimit());
        using var limit = warehouse.Control.Query("SELECT current_setting('memory_limit')");
        Assert.Equal("50.0 MiB", limit.Scalar());
    }

    [Fact]
    public async Task Spilled_blocks_lie_beside_the_target()
    {
        var file = Path.Combine(_folder, "copy.duckdb");
        using var warehouse = await OpenAsync(new TargetSpec { File = file });

        using var folder = warehouse.Control.Query("SELECT current_setting('temp_directory')");

        Assert.Equal(file + ".tmp", folder.Scalar());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static long Load(DuckDBConnection connection, Warehouse warehouse) =>
        connection.Execute(
            $"CREATE TABLE {DuckDBText.Identifier(warehouse.Catalog)}.main.wide AS SELECT {Columns} FROM range(10000) r(i)"
        );

    private static Task<Warehouse> OpenAsync(TargetSpec spec) =>
        Warehouse.OpenAsync(spec, threads: 2, TimeProvider.System, CancellationToken.None);
}
