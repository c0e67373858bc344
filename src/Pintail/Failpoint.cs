// Places between the steps of a run at which a fault can be asked for, to see that nothing is lost by it. They are compiled
// in, so that what is tested is what is shipped, and do nothing unless the environment variable PINTAIL_FAILPOINT says so:
//
//   PINTAIL_FAILPOINT=publish.commit:kill            the process kills itself, as kill -9 would
//   PINTAIL_FAILPOINT=table.first_chunk:hang         the thread waits there for ever
//   PINTAIL_FAILPOINT=proof:throw                    an internal error
//   PINTAIL_FAILPOINT=proof:throw=SourceUnreachable  an error of that kind (ErrorKind)
//   PINTAIL_FAILPOINT=publish.swap:kill:3            only the third time the run comes there
//
// Several are separated by commas.

using System.Diagnostics;
using System.Globalization;

namespace Pintail;

/// <summary>A named place in a run.</summary>
internal static class Failpoint
{
    public const string Variable = "PINTAIL_FAILPOINT";

    /// <summary>A connection to the source stands.</summary>
    public const string Connect = "connect";

    /// <summary>The source's relations are listed, and nothing is locked.</summary>
    public const string List = "list";

    /// <summary>What will be read is locked, and there is no snapshot.</summary>
    public const string Lock = "lock";

    /// <summary>The snapshot is taken.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>The plan stands; the target is as it was.</summary>
    public const string Plan = "plan";

    /// <summary>The run is entered in the target.</summary>
    public const string Enter = "enter";

    /// <summary>Digests are read, and the target's rows counted.</summary>
    public const string Digest = "digest";

    /// <summary>A staging table is made, and empty.</summary>
    public const string TableCreate = "table.create";

    /// <summary>First rows of a table are decoded.</summary>
    public const string TableFirstChunk = "table.first_chunk";

    /// <summary>A range of a table's rows is read to its end.</summary>
    public const string TableLastChunk = "table.last_chunk";

    /// <summary>A staging table is filled and its transaction committed.</summary>
    public const string TableFinish = "table.finish";

    /// <summary>A table is proved.</summary>
    public const string Proof = "proof";

    /// <summary>What the next refresh needs is read.</summary>
    public const string Record = "record";

    /// <summary>The publishing transaction has begun.</summary>
    public const string PublishBegin = "publish.begin";

    /// <summary>A table has taken its place, within the transaction.</summary>
    public const string PublishSwap = "publish.swap";

    /// <summary>Rows that changed or went are deleted, and the new ones not added yet, within the transaction.</summary>
    public const string PublishMerge = "publish.merge";

    /// <summary>The audit and state tables are written, within the transaction.</summary>
    public const string PublishAudit = "publish.audit";

    /// <summary>The transaction is about to be committed.</summary>
    public const string PublishCommit = "publish.commit";

    /// <summary>It is committed, and its log not yet written into the file.</summary>
    public const string PublishCheckpoint = "publish.checkpoint";

    /// <summary>Everything is published and written; what is left of staging tables is about to be dropped.</summary>
    public const string CleanUp = "clean_up";

    /// <summary>In the order in which a run comes to them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Connect,
        List,
        Lock,
        Snapshot,
        Plan,
        Enter,
        Digest,
        TableCreate,
        TableFirstChunk,
        TableLastChunk,
        TableFinish,
        Proof,
        Record,
        PublishBegin,
        PublishSwap,
        PublishMerge,
        PublishAudit,
        PublishCommit,
        PublishCheckpoint,
        CleanUp,
    ];

    /// <summary>Null, as a rule.</summary>
    private static readonly string? Text = Environment.GetEnvironmentVariable(Variable);

    private static readonly Lazy<IReadOnlyList<Fault>?> Faults = new(() => Parse(Text));

    /// <summary>The run has come to a place.</summary>
    public static void Reach(string name)
    {
        if (Text is not null && Faults.Value is { } faults)
            Reach(faults, name);
    }

    /// <exception cref="PintailException">Configuration: the text names no place or no action.</exception>
    internal static IReadOnlyList<Fault>? Parse(string? text) =>
        string.IsNullOrWhiteSpace(text)
            ? null
            : [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(One)];

    internal static void Reach(IEnumerable<Fault> faults, string name)
    {
        foreach (var fault in faults)
        {
            if (fault.Name == name && fault.IsDue())
                Act(fault);
        }
    }

    private static Fault One(string text)
    {
        var parts = text.Split(':');
        var nth = 1;
        if (
            parts is not [var name, var action, ..]
            || parts.Length > 3
            || (parts.Length == 3 && !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out nth))
        )
            throw Wrong($"'{text}' is not name:action or name:action:count");
        if (!All.Contains(name))
            throw Wrong($"there is no place '{name}'; there are {string.Join(", ", All)}");
        return action.Split('=') switch
        {
            ["kill"] => new Fault(name, FaultAction.Kill, null, nth),
            ["hang"] => new Fault(name, FaultAction.Hang, null, nth),
            ["throw"] => new Fault(name, FaultAction.Throw, ErrorKind.Internal, nth),
            ["throw", var kind] when Enum.TryParse<ErrorKind>(kind, out var found) && Enum.IsDefined(found) =>
                new Fault(name, FaultAction.Throw, found, nth),
            _ => throw Wrong($"'{action}' is not kill, hang, throw or throw=<kind of error>"),
        };
    }

    private static void Act(Fault fault)
    {
        switch (fault.Action)
        {
            case FaultAction.Kill:
                // SIGKILL: no handler runs, nothing is flushed.
                using (var self = Process.GetCurrentProcess())
                    self.Kill();
                Thread.Sleep(Timeout.Infinite);
                break;
            case FaultAction.Hang:
                Thread.Sleep(Timeout.Infinite);
                break;
            default:
                throw new PintailException(
                    fault.Kind!.Value,
                    $"{Variable} asked for this error at {fault.Name}.",
                    $"Take {Variable} out of the environment."
                );
        }
    }

    private static PintailException Wrong(string what) =>
        new(
            ErrorKind.Configuration,
            $"{Variable}: {what}.",
            $"It is for tests; take {Variable} out of the environment."
        );
}

internal enum FaultAction
{
    Kill,
    Hang,
    Throw,
}

/// <summary>What is to happen at a place.</summary>
/// <param name="Kind">Of the error that is thrown.</param>
/// <param name="Nth">Only this time, from 1.</param>
internal sealed record Fault(string Name, FaultAction Action, ErrorKind? Kind, int Nth)
{
    private int _reached;

    /// <summary>True once: the time that is meant.</summary>
    public bool IsDue() => Interlocked.Increment(ref _reached) == Nth;
}
