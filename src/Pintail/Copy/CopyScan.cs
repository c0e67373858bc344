// The seam between COPY streams and DuckDB: the table function pintail_copy(id). DuckDB runs
// CREATE TABLE … AS SELECT * FROM pintail_copy(id) on as many of its threads as the job has streams; each thread fills
// its own chunks from its own Postgres connection. Binding only looks the job's columns up, since DuckDB may bind more than
// once; each run of a prepared statement looks up by the id whose rows it reads.

using System.Collections.Concurrent;
using Pintail.DuckDB;

namespace Pintail.Copy;

/// <summary>The table function through which DuckDB pulls copied rows.</summary>
internal sealed class CopyScan() : TableFunction(FunctionName)
{
    public const string FunctionName = "pintail_copy";

    private readonly ConcurrentDictionary<long, CopyJob> _jobs = new();
    private long _lastId;

    public override IReadOnlyList<DuckDBType> Parameters => [DuckDBType.BigInt];

    /// <summary>Makes a job known; the id is the function's argument.</summary>
    public long Add(CopyJob job)
    {
        var id = Interlocked.Increment(ref _lastId);
        _jobs[id] = job;
        return id;
    }

    /// <summary>
    /// Makes a job known under the id of an earlier one that was removed: a statement that was prepared over it reads this one
    /// when it runs next. Its columns have the same names and types.
    /// </summary>
    public void Put(long id, CopyJob job) => _jobs[id] = job;

    public void Remove(long id) => _jobs.TryRemove(id, out _);

    public override TableBinding Bind(BindContext context)
    {
        var id = Convert.ToInt64(context.Parameter(0), System.Globalization.CultureInfo.InvariantCulture);
        var job = Job(id);
        foreach (var column in job.Columns)
        {
            using var type = column.CreateLogicalType();
            context.AddColumn(column.Name, type);
        }
        return new Binding(this, id, job.ExpectedRows);
    }

    private CopyJob Job(long id) =>
        _jobs.TryGetValue(id, out var job)
            ? job
            : throw new InvalidOperationException($"There is no copy with the id {id}.");

    private sealed class Binding(CopyScan scan, long id, long? expectedRows) : TableBinding
    {
        public override long? Cardinality => expectedRows;

        public override TableScan Init(InitContext context) => new JobScan(scan.Job(id));
    }
}
