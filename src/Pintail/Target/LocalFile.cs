using System.Globalization;
using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>Opens a DuckDB file, alone: DuckDB's own lock keeps other processes out for as long as it is open.</summary>
internal sealed class LocalFile(TargetSpec spec, string path) : TargetOpening
{
    // Never part of what is stored: views and the tracker name the file's own database.
    private const string Alias = "pintail_target";

    private const int MaxAttempts = 3;

    private string _fullPath = Path.GetFullPath(path);
    private bool _entered;
    private bool _isNew;
    private OpenedFile? _opened;

    public override void Enter()
    {
        _fullPath = Followed();
        if (Directory.Exists(_fullPath))
            throw Unreachable("is a folder", "Name a file in it.");
        if (!Directory.Exists(Path.GetDirectoryName(_fullPath)))
            throw Unreachable("cannot be made: its folder does not exist", "Make the folder, or correct --target.");
        if (spec.IsReadOnly && !File.Exists(_fullPath))
            throw Unreachable("does not exist", "Name the file that 'pintail mirror' made with --target.");
        _entered = TargetLock.TryEnter(_fullPath);
        if (!_entered)
            throw Locked("another run in this process");
        // DuckDB would wait for whoever writes to a pipe. Files of some length are left to it.
        if (File.Exists(_fullPath) && new FileInfo(_fullPath).Length == 0 && Fault() is { } fault)
        {
            Leave();
            throw Unreachable(fault.What, fault.Remedy);
        }
    }

    public override string Attach(DuckDBConnection connection)
    {
        for (var attempt = 1; ; attempt++)
        {
            // The storage version only counts when the file is made; DuckDB refuses one older than an existing file's.
            _isNew = !spec.IsReadOnly && !File.Exists(_fullPath);
            // Told what it is, DuckDB does not fetch an extension for a file of another kind, and write to it.
            var options =
                spec.IsReadOnly ? "TYPE duckdb, READ_ONLY"
                : _isNew ? $"TYPE duckdb, {NewFile()}"
                : "TYPE duckdb";
            try
            {
                connection.Execute($"ATTACH {DuckDBText.Literal(_fullPath)} AS {Alias} ({options})");
                ThrowIfCutOff(connection);
                RemoveSpilled();
                _opened = OpenedFile.Find(_fullPath);
                return Alias;
            }
            catch (DuckDBException e)
            {
                // DuckDB gives a held file and a broken one the same kind of error. When nobody holds it now, it may
                // have been let go of in between: then the next attempt succeeds.
                if (TargetLock.Holder(_fullPath) is { } holder)
                    throw Locked(holder);
                RemoveHalfMade();
                if (e.ErrorType != DuckDBErrorType.IO || attempt == MaxAttempts)
                    throw;
            }
        }
    }

    public override PintailException Explain(DuckDBException error)
    {
        if (Fault() is { } fault)
            return new PintailException(
                ErrorKind.TargetUnreachable,
                $"The target '{path}' {fault.What}.",
                fault.Remedy,
                error
            );
        if (_isNew && spec.StorageVersion is { } version && error.ErrorType == DuckDBErrorType.InvalidInput)
            return new PintailException(
                ErrorKind.Configuration,
                $"The target '{path}' cannot be made in the storage version {version}: {error.Message.TrimEnd()}",
                "Name one of these with --storage-version, or leave it out.",
                error
            );
        var unusable = TargetErrors.Unusable(error, "could not be opened", spec);
        var log = new FileInfo(LogPath);
        return log is { Exists: true, Length: > 0 }
            ? new PintailException(
                ErrorKind.TargetUnreachable,
                unusable.Message,
                $"The file begins as it should; where the message speaks of the log '{log.FullName}' (WAL), that is damaged or "
                    + "another file's: move it away, and what was published but is not yet in the file is copied again. "
                    + unusable.Hint,
                error
            )
            : unusable;
    }

    public override void ThrowIfMoved()
    {
        if (_opened?.Moved() is { } place)
            throw new PintailException(
                ErrorKind.TargetFailed,
                $"The target '{path}' is no longer the file that this run opened, which was moved, deleted or replaced meanwhile: "
                    + $"the system has it as '{place}'.",
                "What this run writes is only in that file. Run again, and leave the target in its place while a run writes to it."
            );
    }

    // While the file is still open and locked: nobody else can have begun to write to it. The log is there only when it
    // could not be written into the file; left alone it would be taken for the next file's.
    public override void Discard()
    {
        // What stands in its place by now is somebody else's.
        if (!_isNew || _opened?.Moved() is not null)
            return;
        File.Delete(LogPath);
        File.Delete(_fullPath);
    }

    public override void Leave()
    {
        if (_entered)
            TargetLock.Leave(_fullPath);
        _entered = false;
    }

    private string NewFile() =>
        $"STORAGE_VERSION {DuckDBText.Literal(spec.StorageVersion ?? TargetSpec.DefaultStorageVersion)}"
        + (spec.BlockBytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $", BLOCK_SIZE {bytes}") : "");

    private DuckDBFileFault? Fault() => DuckDBFile.FaultOf(_fullPath, spec.IsReadOnly);

    private string LogPath => _fullPath + ".wal";

    // DuckDB does not look at blocks that nobody reads, and a refresh reads few. What is cut off within the room of free
    // blocks is not seen here either, but by whoever reads the rows that stood there.
    private void ThrowIfCutOff(DuckDBConnection connection)
    {
        var used = (long)
            connection.Select(
                "SELECT (used_blocks * block_size)::BIGINT FROM pragma_database_size() WHERE database_name = $1",
                Alias
            )[0][0]!;
        var length = new FileInfo(_fullPath).Length;
        if (length >= DuckDBFile.HeaderBytes + used)
            return;
        var fault = DuckDBFile.CutOff(length, DuckDBFile.HeaderBytes + used);
        throw Unreachable(fault.What, fault.Remedy);
    }

    // A disk that is full from the beginning leaves a part of the headers, and every later run would find no database.
    private void RemoveHalfMade()
    {
        if (_isNew && new FileInfo(_fullPath) is { Exists: true, Length: <= DuckDBFile.HeaderBytes } file)
            file.Delete();
    }

    // What a killed run had spilled: DuckDB gives its files these names, and nobody else has the target open.
    private void RemoveSpilled()
    {
        var folder = EarlyInstance.SpillFolder(_fullPath);
        if (spec.IsReadOnly || !Directory.Exists(folder))
            return;
        try
        {
            foreach (var spilled in Directory.EnumerateFiles(folder, "duckdb_temp_*"))
                File.Delete(spilled);
            if (!Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It takes room and does no harm.
        }
    }

    // A link and the file behind it are one file: opened twice in one process, neither lock would hold off the other.
    private string Followed()
    {
        try
        {
            var file = new FileInfo(path);
            return file.LinkTarget is null
                ? file.FullName
                : file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName;
        }
        catch (IOException e)
        {
            throw Unreachable(
                $"cannot be opened: {e.Message}",
                "Correct the link, or name another file with --target."
            );
        }
    }

    private PintailException Locked(string holder) =>
        new(
            ErrorKind.TargetLocked,
            $"The target '{path}' is held by {holder}.",
            "Close it there, or let this run wait with --wait-lock 10m."
        );

    private PintailException Unreachable(string what, string hint) =>
        new(ErrorKind.TargetUnreachable, $"The target '{path}' {what}.", hint);
}
