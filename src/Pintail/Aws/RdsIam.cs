using Pintail.Postgres;

namespace Pintail.Aws;

/// <summary>
/// Connections whose password is an IAM token. The token goes to the server as it is, so the connection is encrypted: a
/// weaker sslmode is raised to require, and disable is refused. (require does not check whom it talks to: verify-full with
/// the authority's certificates that AWS publishes does.)
/// </summary>
public static class RdsIam
{
    private const string PasswordHint = "Leave the password out: a token takes its place.";

    /// <param name="conninfo">As <see cref="Conninfo.Resolve"/>.</param>
    /// <inheritdoc cref="Resolve(IReadOnlyDictionary{string, string}, IReadOnlyDictionary{string, string}, RdsIamOptions, RdsTokenCache)"/>
    public static ConnectionSettings Resolve(
        string? conninfo,
        IReadOnlyDictionary<string, string> environment,
        RdsIamOptions options,
        RdsTokenCache tokens
    ) => Resolve(ConninfoParser.Parse(conninfo ?? ""), environment, options, tokens);

    /// <summary>Asks AWS nothing: a token is made when a connection opens.</summary>
    /// <exception cref="PintailException">No host is named, a password is, or TLS is switched off.</exception>
    public static ConnectionSettings Resolve(
        IReadOnlyDictionary<string, string> keywords,
        IReadOnlyDictionary<string, string> environment,
        RdsIamOptions options,
        RdsTokenCache tokens
    )
    {
        if (keywords.GetValueOrDefault("password") is { Length: > 0 })
            throw new PintailException(
                ErrorKind.Configuration,
                "RDS IAM takes no password, and one is given.",
                PasswordHint
            );
        var settings = Conninfo.FromParameters(keywords, environment, requiresTls: true);
        var request = new RdsTokenRequest(
            options.Host ?? settings.Host,
            options.Port ?? settings.Port,
            options.User ?? settings.User,
            options.Identity,
            options.Lifetime
        );
        return settings with
        {
            Password = null,
            PasswordProvider = cancellation => tokens.Get(request, cancellation),
            PasswordRefused = () => tokens.Forget(request),
        };
    }
}
