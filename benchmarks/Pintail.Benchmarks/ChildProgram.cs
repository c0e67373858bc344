using System.Globalization;
using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Types;

namespace Pintail.Benchmarks;

/// <summary>What the program does when it is started again as one of its rungs.</summary>
internal static class ChildProgram
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        switch (arguments)
        {
            case ["read", var conninfo, var table, var pages]:
                InStreams(conninfo, table, pages, Read);
                return 0;
            case ["decode", var conninfo, var table, var pages]:
                var columns = await MapColumnsAsync(conninfo, table);
                InStreams(conninfo, table, pages, (source, sql) => Decode(source, sql, columns));
                return 0;
            case ["store", _, var table, _, var mirrored, var stored]:
                StoreWorkload.Run(table, mirrored, stored);
                return 0;
            default:
                throw BenchmarkOptions.Wrong("This is for the program's own use.");
        }
    }

    /// <summary>A thread and a connection for each part of the heap, as DuckDB's threads are in a mirror.</summary>
    private static void InStreams(string conninfo, string table, string pages, Action<string, string> work)
    {
        var failures = new List<Exception>();
        var threads = Rungs
            .CopyStatements(table, long.Parse(pages, CultureInfo.InvariantCulture))
            .Select(sql => new Thread(() =>
            {
                try
                {
                    work(conninfo, sql);
                }
                catch (Exception e)
                {
                    lock (failures)
                        failures.Add(e);
                }
            }))
            .ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        if (failures.Count > 0)
            throw new AggregateException(failures);
    }

    private static void Read(string conninfo, string copySql)
    {
        using var connection = SourceServer.Connect(conninfo);
        using var rows = connection.CopyOut(copySql);
        while (!rows.IsCompleted)
        {
            rows.BeginBatch();
            while (rows.TryNextRow(out _, out _)) { }
        }
    }

    private static void Decode(string conninfo, string copySql, IReadOnlyList<ColumnMapping> columns)
    {
        var types = columns.Select(column => column.CreateLogicalType()).ToArray();
        using var connection = SourceServer.Connect(conninfo);
        using var rows = connection.CopyOut(copySql);
        using var chunk = DataChunk.Create(types);
        var reader = new ChunkReader(rows, [.. columns.Select(column => column.CreateDecoder())]);
        while (reader.Read(chunk) > 0)
            chunk.Reset();
        foreach (var type in types)
            type.Dispose();
    }

    private static async Task<IReadOnlyList<ColumnMapping>> MapColumnsAsync(string conninfo, string table)
    {
        await using var session = await SnapshotSession.OpenAsync(
            SourceServer.Settings(conninfo),
            new SnapshotOptions(),
            CancellationToken.None
        );
        var catalog = await session.ListAsync(CancellationToken.None);
        var relation = catalog.Relations.Single(one => one.Schema == "public" && one.Name == table);
        var options = TypeOptions.For(catalog);
        return [.. relation.Columns.Select(column => TypeTable.Map(column, options))];
    }
}
