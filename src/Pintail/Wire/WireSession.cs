using System.Net;

namespace Pintail.Wire;

/// <summary>An authenticated connection, and what a cancel request needs to reach the same server in the same way.</summary>
/// <param name="Address">The address that answered, of all those the host's name resolves to.</param>
/// <param name="SecretKey">Proves to the server that a cancel request comes from this session.</param>
internal sealed record WireSession(
    WireChannel Channel,
    WireOptions Options,
    EndPoint Address,
    bool IsEncrypted,
    int ProcessId,
    byte[] SecretKey
)
{
    public override string ToString() => Options.ToString();
}
