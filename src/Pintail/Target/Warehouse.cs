// Where the copy lives: a local DuckDB file or a MotherDuck database, behind one set of SQL statements.
//
// Both are attached to an in-memory DuckDB under one alias, so that every statement names catalog, schema and table, and
// neither a file called like a schema nor a schema called 'main' is ambiguous. Opening is all that differs: LocalFile and
// MotherDuck do it. What follows (staging, publishing, the audit and state tables) is the same SQL on both.

using System.Globalization;
using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>An opened target. One run uses it; other processes are kept out while it is open (a local file).</summary>
public sealed class Warehouse : IDisposable
{
    private readonly DuckDBDatabase _database;
    private readonly DuckDBConnection _control;
    private readonly string _defaultMemoryLimit;
    private readonly TargetOpening _opening;

    private Warehouse(
        TargetSpec spec,
        DuckDBDatabase database,
        DuckDBConnection control,
        string catalog,
        TargetOpening opening
    )
    {
        Spec = spec;
        _database = database;
        _control = control;
        Catalog = catalog;
        // RESET changes the setting's text and not the limit.
        using var limit = control.Query("SELECT current_setting('memory_limit')");
        _defaultMemoryLimit = (string)limit.Scalar()!;
        _opening = opening;
    }

    public TargetSpec Spec { get; }

    /// <summary>Name under which the target is attached.</summary>
    public string Catalog { get; }

    /// <summary>True when the copy is in a file that this process holds alone.</summary>
    public bool IsLocal => Spec.File is not null;

    /// <summary>Opens the target, waiting for another holder as long as the spec says.</summary>
    /// <param name="threads">DuckDB's threads to begin with; UseThreads changes them.</param>
    /// <exception cref="PintailException">TargetLocked, TargetUnreachable.</exception>
    public static Task<Warehouse> OpenAsync(
        TargetSpec spec,
        int threads,
        TimeProvider time,
        CancellationToken cancellation
    ) => OpenAsync(spec, OpeningOf(spec), threads, time, cancellation);

    internal static TargetOpening OpeningOf(TargetSpec spec) =>
        spec.File is { } file ? new LocalFile(spec, file) : new MotherDuck(spec);

    /// <param name="early">An instance that was started with the same spec and threads; null for a new one.</param>
    internal static Task<Warehouse> OpenAsync(
        TargetSpec spec,
        TargetOpening opening,
        int threads,
        TimeProvider time,
        CancellationToken cancellation,
        EarlyInstance? early = null
    ) => TargetWait.RunAsync(spec, time, () => Open(spec, opening, threads, early), cancellation);

    private static Warehouse Open(TargetSpec spec, TargetOpening opening, int threads, EarlyInstance? early)
    {
        opening.Enter();
        DuckDBDatabase? database = null;
        DuckDBConnection? control = null;
        var isAttached = false;
        try
        {
            database = early?.Take() ?? DuckDBDatabase.Open(null, EarlyInstance.Settings(spec, threads));
            control = database.Connect();
            var catalog = opening.Attach(control);
            isAttached = true;
            return new Warehouse(spec, database, control, catalog, opening);
        }
        catch (Exception e)
        {
            if (isAttached)
                opening.Discard();
            control?.Dispose();
            database?.Dispose();
            opening.Leave();
            if (e is DuckDBException error)
                throw opening.Explain(error);
            throw;
        }
    }

    /// <summary>A further connection, for one table's load. The caller disposes it.</summary>
    public DuckDBConnection Connect() => _database.Connect();

    /// <summary>The one connection for control statements. Not for use by several threads at a time.</summary>
    public DuckDBConnection Control => _control;

    /// <summary>The table's full name as SQL.</summary>
    public string Sql(TargetTable table) =>
        $"{DuckDBText.Identifier(Catalog)}.{DuckDBText.Identifier(table.Schema)}.{DuckDBText.Identifier(table.Name)}";

    /// <summary>Names and DuckDB types of a table's columns, in order. duckdb_columns() would go through those of all tables first.</summary>
    internal List<(string Name, string Type)> ColumnsOf(DuckDBConnection connection, TargetTable table) =>
        [
            .. connection
                .Select($"SELECT column_name, column_type FROM (DESCRIBE {Sql(table)})")
                .Select(row => ((string)row[0]!, (string)row[1]!)),
        ];

    /// <summary>
    /// Runs statements in one transaction. Whatever fails in it, we roll back ourselves: after some errors DuckDB leaves
    /// the transaction open and a COMMIT would publish the half.
    /// </summary>
    public void InTransaction(string doing, Action<DuckDBConnection> statements)
    {
        try
        {
            _control.Execute("BEGIN TRANSACTION");
            try
            {
                statements(_control);
                _control.Execute("COMMIT");
            }
            catch
            {
                RollBack();
                throw;
            }
        }
        catch (DuckDBException e)
        {
            throw TargetErrors.Classify(e, doing, Spec);
        }
    }

    /// <summary>
    /// Bounds what DuckDB holds to what the load needs, unless the spec names a limit. Without a bound DuckDB keeps every
    /// block it has written until 80 % of the machine's memory is full: the peak grows with the tables.
    /// </summary>
    public void LimitMemory(long bytes)
    {
        if (Spec.MemoryLimit is not null)
            return;
        try
        {
            SetMemoryLimit(string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20}MiB"));
        }
        catch (DuckDBException e) when (e.ErrorType == DuckDBErrorType.OutOfMemory)
        {
            // More than that is in use right now: the old limit stays.
        }
    }

    /// <summary>
    /// Back to DuckDB's default, for a load that needs more than was thought; false when the spec names a limit. Any thread.
    /// </summary>
    public bool TryLiftMemoryLimit()
    {
        if (Spec.MemoryLimit is not null)
            return false;
        SetMemoryLimit(_defaultMemoryLimit);
        return true;
    }

    /// <summary>
    /// Gives back the space of replaced tables; without it the file grows by a full copy per refresh. What was committed
    /// is safe without it, in the log beside the file. Where it fails, DuckDB does nothing more with the target.
    /// </summary>
    /// <returns>Why it failed; null when it did not.</returns>
    public PintailException? Checkpoint()
    {
        // MotherDuck looks after its own storage.
        if (!IsLocal)
            return null;
        try
        {
            // Prepared: else this thread would keep a core busy with asking for work while DuckDB's write.
            using var checkpoint = _control.Prepare($"CHECKPOINT {DuckDBText.Identifier(Catalog)}");
            checkpoint.Execute();
            return null;
        }
        catch (DuckDBException e)
        {
            return TargetErrors.Classify(e, $"Writing the log of '{Spec.Display}' into the file", Spec);
        }
    }

    /// <exception cref="PintailException">TargetFailed: the file that was opened is no longer where the spec says.</exception>
    public void ThrowIfMoved() => _opening.ThrowIfMoved();

    /// <summary>
    /// Leaves no trace of a target that this object made and nothing was published to; of an older one nothing changes.
    /// Only <see cref="Dispose"/> may follow.
    /// </summary>
    public void Discard()
    {
        // What is in the log goes into the file first: closing would otherwise write and remove a log by name, which
        // may be another process's new file by then.
        Checkpoint();
        _opening.Discard();
    }

    public void Dispose()
    {
        _control.Dispose();
        _database.Dispose();
        _opening.Leave();
    }

    /// <summary>How many threads DuckDB works with from now on, the caller's among them. While nothing runs.</summary>
    public void UseThreads(int threads) => Set("threads", threads.ToString(CultureInfo.InvariantCulture));

    private void SetMemoryLimit(string limit) => Set("memory_limit", limit);

    // Not on the control connection: any thread may ask.
    private void Set(string setting, string value)
    {
        using var connection = Connect();
        connection.Execute($"SET {setting} = {DuckDBText.Literal(value)}");
    }

    private void RollBack()
    {
        try
        {
            _control.Execute("ROLLBACK");
        }
        catch (DuckDBException)
        {
            // DuckDB had already ended the transaction: there is nothing left to roll back, and the first error matters.
        }
    }
}
