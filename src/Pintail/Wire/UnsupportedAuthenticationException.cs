namespace Pintail.Wire;

/// <summary>The server asks for an authentication that this reader lacks (GSS, SSPI, Kerberos, …). The caller falls back to Npgsql.</summary>
public sealed class UnsupportedAuthenticationException(string method)
    : Exception($"The server asks for the authentication method {method}, which the bulk reader does not have.")
{
    public string Method { get; } = method;
}
