using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>What outlives an attempt of a run. One thread at a time.</summary>
internal sealed class RunState(string id)
{
    /// <summary>32 hexadecimal digits.</summary>
    public string Id { get; } = id;
    public Warehouse? Warehouse { get; set; }

    /// <summary>Set once the run is entered in the target.</summary>
    public RunRegister? Register { get; set; }

    /// <summary>Tables that an earlier attempt has published already (--publish table), by OID.</summary>
    public Dictionary<uint, TableResult> Published { get; } = [];

    /// <summary>Numbers staging tables, over all attempts.</summary>
    public int StagingCount { get; set; }
}
