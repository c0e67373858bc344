using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>
/// require_auth: methods by comma, or with "!" before each those that are not allowed (parse of conn->require_auth in
/// libpq's fe-connect.c). Methods that no plane of ours has may be named; naming only such leaves no way to log in.
/// </summary>
internal static class ConninfoRequireAuth
{
    private static readonly Dictionary<string, AuthenticationMethods> Methods = new(StringComparer.Ordinal)
    {
        ["none"] = AuthenticationMethods.None,
        ["password"] = AuthenticationMethods.Password,
        ["md5"] = AuthenticationMethods.Md5,
        ["scram-sha-256"] = AuthenticationMethods.ScramSha256,
        ["gss"] = 0,
        ["sspi"] = 0,
        ["oauth"] = 0,
    };

    public static AuthenticationMethods Resolve(ConninfoValues values)
    {
        if (values.NonEmpty("require_auth") is not { } text)
        {
            return AuthenticationMethods.All;
        }
        var origin = values.Origin("require_auth");
        var parts = text.Split(',');
        var isNegative = parts[0].StartsWith('!');
        var named = (AuthenticationMethods)0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            if (part.StartsWith('!') != isNegative)
            {
                throw ConninfoErrors.Invalid(
                    $"{origin} mixes methods with \"!\" and methods without.",
                    "Say either which are allowed or which are not."
                );
            }
            var name = isNegative ? part[1..] : part;
            if (!Methods.TryGetValue(name, out var method))
            {
                throw ConninfoErrors.Invalid(
                    $"{origin} names a method that libpq does not know.",
                    $"Use {string.Join(", ", Methods.Keys)}, by comma without blanks."
                );
            }
            if (!seen.Add(name))
            {
                throw ConninfoErrors.Invalid($"{origin} names {name} twice.", "Name it once.");
            }
            named |= method;
        }
        var allowed = isNegative ? AuthenticationMethods.All & ~named : named;
        return allowed != 0
            ? allowed
            : throw ConninfoErrors.NotYetSupported(
                $"{origin} with only methods of Kerberos or OAuth",
                "Allow password, md5, scram-sha-256 or none."
            );
    }
}
