// Speed and memory of a full copy, measured beside what Postgres and DuckDB need for themselves on the same machine.
//
//   dotnet run -c Release --project benchmarks/Pintail.Benchmarks -- ladder     the table in benchmarks/results
//   … -- memory                                                                 peak memory against the table's size
//   … -- startup                                                                pintail --version
//   … -- proof                                                                  what --prove costs
//   … -- keys                                                                   what --keys costs
//   … -- refresh                                                                what a second run costs
//   … -- tables                                                                 what many small tables cost
//   … -- session                                                                what statements on an attached database cost
//   … -- serve                                                                  a filled server, to profile against
//
// The server is a throw-away one with the table in its shared buffers, so that no disk is measured on the reading side.
// Each rung is a process of its own, so that its processor time and its peak memory are its own. Figures drift on a
// shared or warm machine; rungs are run in turns (interleaved) and medians compared, so that ratios hold still.

using Pintail;
using Pintail.Benchmarks;

try
{
    if (args is ["child", .. var rest])
        return await ChildProgram.RunAsync(rest);
    var options = BenchmarkOptions.Parse(args);
    return options.Mode switch
    {
        "ladder" => await Ladder.RunAsync(options),
        "memory" => await MemoryGrowth.RunAsync(options),
        "startup" => StartUp.Run(options),
        "proof" => await ProofCost.RunAsync(options),
        "keys" => await KeyCost.RunAsync(options),
        "refresh" => await RefreshCost.RunAsync(options),
        "tables" => await ManyTables.RunAsync(options),
        "session" => await SessionCost.RunAsync(options),
        "serve" => await Serve.RunAsync(options),
        _ => throw BenchmarkOptions.Wrong($"There is no mode '{options.Mode}'."),
    };
}
catch (PintailException e)
{
    Console.Error.WriteLine(e.Message);
    if (e.Hint is { } hint)
        Console.Error.WriteLine(hint);
    return 1;
}
