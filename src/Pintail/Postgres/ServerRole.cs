namespace Pintail.Postgres;

/// <summary>What a server is at the moment, as its session tells.</summary>
internal readonly record struct ServerRole(bool IsInRecovery, bool IsReadOnly)
{
    /// <summary>transaction_read_only is on also on a standby. The answer is two texts, on or off.</summary>
    public const string Query = """
        SELECT CASE WHEN pg_catalog.pg_is_in_recovery() THEN 'on' ELSE 'off' END,
            pg_catalog.current_setting('transaction_read_only')
        """;

    public static ServerRole Of(string? inRecovery, string? readOnly) => new(inRecovery == "on", readOnly == "on");

    public bool Fits(TargetSession wanted) =>
        wanted switch
        {
            TargetSession.ReadWrite => !IsReadOnly,
            TargetSession.ReadOnly => IsReadOnly,
            TargetSession.Primary => !IsInRecovery,
            TargetSession.Standby => IsInRecovery,
            _ => true,
        };

    public override string ToString() =>
        (IsInRecovery ? "a standby" : "a primary") + (IsReadOnly && !IsInRecovery ? " that is read-only" : "");
}
