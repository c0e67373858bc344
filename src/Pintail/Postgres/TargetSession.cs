namespace Pintail.Postgres;

/// <summary>libpq's target_session_attrs: which of several hosts will do.</summary>
public enum TargetSession
{
    Any,

    /// <summary>Sessions may write: no standby, and default_transaction_read_only is off.</summary>
    ReadWrite,
    ReadOnly,
    Primary,
    Standby,

    /// <summary>A standby if one of the hosts is one, else any.</summary>
    PreferStandby,
}
