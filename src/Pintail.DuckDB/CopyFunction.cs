namespace Pintail.DuckDB;

// A format of COPY … TO and COPY … FROM written in C#. For TO, DuckDB calls it in three steps:
//   CopyFunction  one per registration: the format's name;
//   CopyBinding   one per statement: the columns' types and the options. DuckDB does not tell the columns' names;
//   CopyTarget    one per file that is written: takes the rows, in their order, and is told when they are all there.
// A target that is disposed without that was given up, by an error or an interrupt, and leaves nothing behind.
// FROM is a table function whose one parameter is the path and whose named parameters are the options;
// BindContext.WantedColumns says which columns it has to have.
// An exception thrown by any of them ends the statement with its message, and is the InnerException of the
// DuckDBException there.

/// <summary>Derive and give it to <see cref="DuckDBConnection.Register(CopyFunction)"/>.</summary>
public abstract class CopyFunction(string name)
{
    /// <summary>What FORMAT says.</summary>
    public string Name { get; } = name;

    /// <summary>What reads for COPY … FROM; null when nothing does.</summary>
    public virtual TableFunction? From => null;

    /// <summary>Looks at types and options. The context is valid during the call only.</summary>
    public abstract CopyBinding Bind(CopyBindContext context);
}

/// <summary>A planned COPY … TO.</summary>
public abstract class CopyBinding : IDisposable
{
    /// <summary>Opens a file.</summary>
    /// <param name="files">The target's; to be disposed by it.</param>
    public abstract CopyTarget Open(string path, DuckDBFileSystem files);

    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>A file that is being written. Calls come one at a time, from any of DuckDB's threads.</summary>
public abstract class CopyTarget : IDisposable
{
    /// <summary>Takes rows. All vectors are flat; the chunk is valid during the call only.</summary>
    public abstract void Write(DataChunk rows);

    /// <summary>There are no more rows.</summary>
    public abstract void Complete();

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
