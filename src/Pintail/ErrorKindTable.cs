namespace Pintail;

/// <summary>
/// The one table that gives each <see cref="ErrorKind"/> its exit code (when it ends the whole run) and says whether
/// trying again can help. A table's own failure ends a run with <see cref="ExitCodes.SomeTableFailed"/> or
/// <see cref="ExitCodes.ProofFailed"/>, whatever its kind.
/// </summary>
public static class ErrorKindTable
{
    public static int ExitCode(this ErrorKind kind) =>
        kind switch
        {
            ErrorKind.Configuration or ErrorKind.NothingSelected => ExitCodes.Usage,
            ErrorKind.SourceUnknownHost
            or ErrorKind.SourceAuthentication
            or ErrorKind.SourceUnreachable
            or ErrorKind.SourceUnavailable
            or ErrorKind.SourceConflict
            or ErrorKind.SourcePermission
            or ErrorKind.SourceMissing
            or ErrorKind.SourceQuery
            or ErrorKind.SourceProtocol
            or ErrorKind.TargetUnreachable
            or ErrorKind.TargetLocked => ExitCodes.Unreachable,
            ErrorKind.ProofFailed => ExitCodes.ProofFailed,
            ErrorKind.Cancelled => ExitCodes.Interrupted,
            _ => ExitCodes.SomeTableFailed,
        };

    /// <summary>True when the same attempt may succeed a little later with nobody doing anything.</summary>
    public static bool IsTransient(this ErrorKind kind) =>
        kind is ErrorKind.SourceUnreachable or ErrorKind.SourceUnavailable or ErrorKind.SourceConflict;
}
