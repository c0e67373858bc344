namespace Pintail.Wire;

/// <summary>The server asks for an authentication that Pintail lacks (GSS, SSPI, Kerberos, …).</summary>
public sealed class UnsupportedAuthenticationException(string method)
    : Exception($"The server asks for the authentication method {method}, which Pintail does not have.")
{
    public string Method { get; } = method;
}
