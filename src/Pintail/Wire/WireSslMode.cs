namespace Pintail.Wire;

/// <summary>libpq's sslmode, with libpq's meaning. Unix sockets are never encrypted, whatever the mode.</summary>
public enum WireSslMode
{
    Disable,

    /// <summary>Without TLS; with it when the server refuses the user without.</summary>
    Allow,

    /// <summary>With TLS; without when the server has none, or refuses the user with it.</summary>
    Prefer,

    /// <summary>TLS or nothing. A root certificate file that exists is checked against, as in verify-ca.</summary>
    Require,
    VerifyCa,
    VerifyFull,
}
