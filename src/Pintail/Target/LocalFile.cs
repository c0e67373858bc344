using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>Opens a DuckDB file, alone: DuckDB's own lock keeps other processes out for as long as it is open.</summary>
internal sealed class LocalFile(TargetSpec spec, string path) : TargetOpening
{
    // Never part of what is stored: views and the tracker name the file's own database.
    private const string Alias = "pintail_target";

    // There is no notification for a released lock; once a second is soon enough for a run of minutes.
    private static readonly TimeSpan LockPollInterval = TimeSpan.FromSeconds(1);

    private readonly string _fullPath = Path.GetFullPath(path);
    private bool _entered;

    public override async Task EnterAsync(TimeProvider time, CancellationToken cancellation)
    {
        if (Directory.Exists(_fullPath))
            throw Unreachable("is a folder", "Name a file in it.");
        if (!Directory.Exists(Path.GetDirectoryName(_fullPath)))
            throw Unreachable("cannot be made: its folder does not exist", "Make the folder, or correct --target.");
        var started = time.GetTimestamp();
        while (true)
        {
            _entered = TargetLock.TryEnter(_fullPath);
            var holder = _entered ? TargetLock.Holder(_fullPath) : "another run in this process";
            if (holder is null)
                return;
            Leave();
            if (time.GetElapsedTime(started) >= spec.WaitLock)
                throw Locked(holder);
            await Task.Delay(LockPollInterval, time, cancellation).ConfigureAwait(false);
        }
    }

    public override string Attach(DuckDBConnection connection)
    {
        // The storage version only counts when the file is made; DuckDB refuses one older than an existing file's.
        var options = File.Exists(_fullPath) ? "" : $" (STORAGE_VERSION {DuckDBText.Literal(spec.StorageVersion)})";
        connection.Execute($"ATTACH {DuckDBText.Literal(_fullPath)} AS {Alias}{options}");
        return Alias;
    }

    public override PintailException Explain(DuckDBException error) =>
        TargetLock.Holder(_fullPath) is { } holder
            ? Locked(holder)
            : new PintailException(
                ErrorKind.TargetUnreachable,
                $"The target '{path}' could not be opened: {error.Message.Trim()}",
                "It must be a DuckDB file that this user may write, of a storage version this DuckDB reads "
                    + $"({DuckDBDatabase.LibraryVersion}); name another file with --target otherwise.",
                error
            );

    public override void Leave()
    {
        if (_entered)
            TargetLock.Leave(_fullPath);
        _entered = false;
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
