using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>What outlives an attempt of a run. One thread at a time.</summary>
internal sealed class RunState(string id, DateTimeOffset startedAt) : IAsyncDisposable
{
    /// <summary>32 hexadecimal digits.</summary>
    public string Id { get; } = id;
    public Warehouse? Warehouse { get; private set; }

    /// <summary>The table function through which all attempts copy; DuckDB knows it once the target is open.</summary>
    public CopyScan Scan { get; } = new();

    /// <summary>The function through which they read back what is stored.</summary>
    public StoredContent Stored { get; } = new();

    /// <summary>The function that finds the rows of which they differ.</summary>
    public StoredFieldHash FieldHash { get; } = new();

    /// <summary>Set once the run is entered in the target.</summary>
    public RunRegister? Register { get; private set; }

    private Heartbeat? _heartbeat;
    private Action? _startHeartbeat;

    /// <summary>Tables that an earlier attempt has published already (--publish table), by OID.</summary>
    public Dictionary<uint, TableResult> Published { get; } = [];

    /// <summary>Something stands in the target that must stay, whatever happens afterwards.</summary>
    public bool HasPublished { get; set; }

    /// <summary>Numbers staging tables, over all attempts.</summary>
    public int StagingCount { get; set; }

    public void Use(Warehouse warehouse)
    {
        Warehouse = warehouse;
        warehouse.Control.Register(Scan);
        warehouse.Control.Register(Stored);
        warehouse.Control.Register(FieldHash);
    }

    /// <summary>Makes our tables where there are none, and enters the run.</summary>
    /// <exception cref="PintailException">TargetLocked; TargetUnreachable: the target cannot be written to.</exception>
    public void Enter(string source, TimeProvider time)
    {
        var register = new RunRegister(Warehouse!, time);
        try
        {
            StateTables.Create(Warehouse!);
            register.Enter(Id, source, PintailVersion.Current, startedAt);
        }
        catch (Exception e) when ((e as DuckDBException ?? e.InnerException) is DuckDBException error)
        {
            throw TargetErrors.Unusable(error, "could not be written to", Warehouse!.Spec);
        }
        Register = register;
        _startHeartbeat = () => _heartbeat = Heartbeat.Start(Warehouse!, register, Id, time);
        StartHeartbeat();
    }

    /// <summary>Others see again that the run lives. After <see cref="StopHeartbeatAsync"/>.</summary>
    public void StartHeartbeat() => _startHeartbeat?.Invoke();

    public async Task StopHeartbeatAsync()
    {
        if (_heartbeat is not null)
            await _heartbeat.StopAsync().ConfigureAwait(false);
    }

    /// <summary>Ends a run that failed as a whole: says so in the target, or removes it when it was made for nothing.</summary>
    public async Task AbandonAsync(PintailException error)
    {
        await StopHeartbeatAsync().ConfigureAwait(false);
        Register?.Abandon(Id, error);
        if (!HasPublished)
            Warehouse?.Discard();
    }

    public async ValueTask DisposeAsync()
    {
        if (_heartbeat is not null)
            await _heartbeat.DisposeAsync().ConfigureAwait(false);
        Warehouse?.Dispose();
    }
}
