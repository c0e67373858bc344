namespace Pintail;

/// <summary>What went wrong, as far as a caller has to act differently. <see cref="ErrorKindTable"/> gives each kind its meaning.</summary>
public enum ErrorKind
{
    /// <summary>A flag, a variable, a configuration file or a connection string is wrong. Nothing was touched.</summary>
    Configuration,

    /// <summary>The filters select no relation at all.</summary>
    NothingSelected,

    /// <summary>The source's address cannot be resolved or is no address.</summary>
    SourceUnknownHost,

    /// <summary>The source refused the user, the password or the encryption.</summary>
    SourceAuthentication,

    /// <summary>The source could not be reached, or a connection to it was lost.</summary>
    SourceUnreachable,

    /// <summary>The source answers but not now: starting up, shutting down, too many connections.</summary>
    SourceUnavailable,

    /// <summary>A lock on the source was not granted in time, a deadlock, or a conflict with recovery.</summary>
    SourceConflict,

    /// <summary>The role lacks a privilege at the source.</summary>
    SourcePermission,

    /// <summary>A relation, column or type is not there (any more), or changed while it was read.</summary>
    SourceMissing,

    /// <summary>Any other error the source's server reports.</summary>
    SourceQuery,

    /// <summary>The source sent bytes that are not what the protocol or the type's format says.</summary>
    SourceProtocol,

    /// <summary>A value that the DuckDB type of its column cannot hold.</summary>
    ValueNotRepresentable,

    /// <summary>The target could not be opened: missing folder, no permission, not a DuckDB file, no network.</summary>
    TargetUnreachable,

    /// <summary>Another process or another run holds the target.</summary>
    TargetLocked,

    /// <summary>The target holds an object of that name which Pintail did not make.</summary>
    TargetConflict,

    /// <summary>Any other error the target reports, a full disk among them.</summary>
    TargetFailed,

    /// <summary>What arrived is not what was sent. The table keeps its previous content.</summary>
    ProofFailed,

    /// <summary>What a command shows cannot be written where it goes.</summary>
    OutputFailed,

    /// <summary>The system gave the process no more memory, threads or open files.</summary>
    SystemLimit,

    /// <summary>A time that the user gave was over: the whole run's, or the snapshot's.</summary>
    TimedOut,

    /// <summary>The user or the system asked to stop.</summary>
    Cancelled,

    /// <summary>A fault in Pintail itself.</summary>
    Internal,
}
