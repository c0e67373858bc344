namespace Pintail.Wire;

/// <summary>
/// libpq's require_auth: the ways a server may ask this client to log in. A server that asks in another way, or that
/// asks for nothing while <see cref="None"/> is not among them, is refused.
/// </summary>
[Flags]
public enum AuthenticationMethods
{
    /// <summary>The server lets the client in without asking (trust, a client certificate).</summary>
    None = 1,
    Password = 2,
    Md5 = 4,
    ScramSha256 = 8,
    All = None | Password | Md5 | ScramSha256,
}
