namespace Pintail.DuckDB;

// A table function written in C#. DuckDB calls it in four steps, each with an object of its own:
//   TableFunction  one per registration: name and parameters;
//   TableBinding   one per time that a query with it is planned: the columns. EXPLAIN and json_serialize_plan plan
//                  again without running, so binding must be cheap and without side effects;
//   TableScan      one per execution of the plan: what all threads share. A prepared statement makes several of one binding;
//   LocalScan      one per DuckDB thread that reads: fills chunks.
// Each object is disposed exactly once, when DuckDB lets go of it, on a thread of DuckDB's choice, errors and interrupts
// included. An exception thrown by any of them ends the query with its message, and is the InnerException of the
// DuckDBException there. DuckDB has no batch index for these functions, so a parallel scan has no order
// (SET preserve_insertion_order = false lets CREATE TABLE AS run in parallel).

/// <summary>Derive and give it to <see cref="DuckDBConnection.Register(TableFunction)"/>.</summary>
public abstract class TableFunction(string name)
{
    public string Name { get; } = name;

    /// <summary>Types of the positional parameters.</summary>
    public virtual IReadOnlyList<DuckDBType> Parameters => [];

    public virtual IReadOnlyList<(string Name, DuckDBType Type)> NamedParameters => [];

    /// <summary>True if a scan fills only the columns that <see cref="InitContext.ColumnIndexes"/> tells.</summary>
    public virtual bool SupportsProjection => false;

    /// <summary>Reads the parameters and adds at least one column. The context is valid during the call only.</summary>
    public abstract TableBinding Bind(BindContext context);
}

/// <summary>A planned call with its parameters.</summary>
public abstract class TableBinding : IDisposable
{
    /// <summary>The rows that are to be expected, for the optimizer; null if unknown.</summary>
    public virtual long? Cardinality => null;

    public virtual bool CardinalityIsExact => false;

    /// <summary>May be called several times, also by several threads. The context is valid during the call only.</summary>
    public abstract TableScan Init(InitContext context);

    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>One execution.</summary>
public abstract class TableScan : IDisposable
{
    /// <summary>How many threads may read at once; DuckDB may use fewer.</summary>
    public virtual int MaxThreads => 1;

    /// <summary>Called by each thread before its first <see cref="LocalScan.Fill"/>, by several at the same time.</summary>
    public abstract LocalScan InitLocal();

    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>One thread's part of an execution.</summary>
public abstract class LocalScan : IDisposable
{
    /// <summary>
    /// Writes rows from row 0 on and says how many, at most <see cref="DataChunk.Capacity"/>; 0 ends this thread's part.
    /// The chunk comes empty with nothing NULL, its columns in the order of the projection, and is valid during the call
    /// only. The size is set by the caller.
    /// </summary>
    public abstract int Fill(DataChunk output);

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
