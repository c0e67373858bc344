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
    }

    public override string Attach(DuckDBConnection connection)
    {
        for (var attempt = 1; ; attempt++)
        {
            // The storage version only counts when the file is made; DuckDB refuses one older than an existing file's.
            _isNew = !spec.IsReadOnly && !File.Exists(_fullPath);
            var options =
                spec.IsReadOnly ? " (READ_ONLY)"
                : _isNew ? $" (STORAGE_VERSION {DuckDBText.Literal(spec.StorageVersion)})"
                : "";
            try
            {
                connection.Execute($"ATTACH {DuckDBText.Literal(_fullPath)} AS {Alias}{options}");
                return Alias;
            }
            catch (DuckDBException e) when (e.ErrorType == DuckDBErrorType.IO && attempt < MaxAttempts)
            {
                // DuckDB gives a held file and a broken one the same kind of error. When nobody holds it now, it may
                // have been let go of in between: then the next attempt succeeds.
                if (TargetLock.Holder(_fullPath) is { } holder)
                    throw Locked(holder);
            }
        }
    }

    public override PintailException Explain(DuckDBException error) =>
        new PintailException(
            ErrorKind.TargetUnreachable,
            $"The target '{path}' could not be opened: {error.Message.Trim()}",
            "It must be a DuckDB file that this user may write, of a storage version this DuckDB reads "
                + $"({DuckDBDatabase.LibraryVersion}); name another file with --target otherwise.",
            error
        );

    // While the file is still open and locked: nobody else can have begun to write to it.
    public override void Discard()
    {
        if (_isNew)
            File.Delete(_fullPath);
    }

    public override void Leave()
    {
        if (_entered)
            TargetLock.Leave(_fullPath);
        _entered = false;
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
