using System.Diagnostics;
using Pintail.DuckDB;
using Pintail.Target;

namespace Pintail.Benchmarks;

/// <summary>
/// DuckDB's own share: the rows of a finished copy are first held in a table in memory, then written into a fresh file
/// with the settings of a mirror, checkpoint included. Only that is measured. The memory is what the writing adds.
/// </summary>
internal static class StoreWorkload
{
    public static void Run(string table, string mirroredFile, string storedFile)
    {
        var target = new TargetSpec { File = storedFile };
        using var warehouse = Warehouse
            .OpenAsync(target, DuckDBThreads, TimeProvider.System, CancellationToken.None)
            .GetAwaiter()
            .GetResult();
        using var connection = warehouse.Connect();
        connection.Execute($"ATTACH {DuckDBText.Literal(mirroredFile)} AS mirrored (READ_ONLY)");
        connection.Execute(
            $"CREATE TABLE memory.main.rows AS SELECT * FROM mirrored.public.{DuckDBText.Identifier(table)}"
        );
        connection.Execute("DETACH mirrored");
        var memoryBefore = ResetPeakMemory();

        var cpuBefore = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        connection.Execute(
            $"CREATE TABLE {DuckDBText.Identifier(warehouse.Catalog)}.main.stored AS SELECT * FROM memory.main.rows"
        );
        warehouse.Checkpoint();
        var wall = clock.Elapsed;
        var cpu = Process.GetCurrentProcess().TotalProcessorTime - cpuBefore;
        Console.WriteLine($"{wall.Ticks} {cpu.Ticks} {Memory("VmHWM") - memoryBefore}");
    }

    /// <summary>As <see cref="Mirror.MirrorRun"/> has them for the streams of the ladder.</summary>
    private static int DuckDBThreads => Math.Max(Environment.ProcessorCount, 2 * Rungs.Streams);

    // proc(5): writing 5 sets the peak back to what is in use now.
    private static long ResetPeakMemory()
    {
        File.WriteAllText("/proc/self/clear_refs", "5");
        return Memory("VmRSS");
    }

    private static long Memory(string name)
    {
        var line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]);
    }
}
