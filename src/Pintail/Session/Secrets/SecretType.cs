using Pintail.Postgres;

namespace Pintail.Session.Secrets;

/// <summary>A type of secret: what it is called, and which options it takes. Those of DuckDB's extensions postgres and aws.</summary>
internal sealed record SecretType(string Name, string Provider, IReadOnlyList<string> Options)
{
    public const string Uri = "uri";
    public const string UsesIam = "use_rds_iam_auth";
    public const string IamEnabled = "aws_rds_iam_auth_enabled";
    public const string Region = "aws_region";
    public const string Expiration = "aws_rds_iam_token_expiration_seconds";
    public const string RdsSecret = "aws_rds_secret";

    public static readonly SecretType Postgres = new(
        "postgres",
        "config",
        [
            .. ConninfoKeywords.All.Select(keyword => keyword.Name),
            "requiressl",
            Uri,
            UsesIam,
            IamEnabled,
            Region,
            Expiration,
            RdsSecret,
        ]
    );

    public static readonly SecretType Rds = new(
        "rds",
        "credential_chain",
        ["chain", "profile", "region", "rds_user", "rds_host", "rds_port", "assume_role_arn", "external_id"]
    );

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["database"] = "dbname",
        ["hostname"] = "host",
        ["username"] = "user",
    };

    // What may let somebody in. A URI may hold a password anywhere, so none of it is shown.
    private static readonly string[] Sensitive =
    [
        "password",
        "sslpassword",
        "oauth_client_secret",
        "scram_client_key",
        "scram_server_key",
        Uri,
    ];

    /// <summary>Null for a type that is DuckDB's business.</summary>
    public static SecretType? Find(string name) =>
        string.Equals(name, Rds.Name, StringComparison.OrdinalIgnoreCase) ? Rds
        : Syntax.OptionList.IsPostgres(name) ? Postgres
        : null;

    /// <summary>The option's own spelling; null when the type does not have it.</summary>
    public string? OptionName(string name)
    {
        var meant = this == Postgres ? Aliases.GetValueOrDefault(name, name) : name;
        return Options.FirstOrDefault(one => one.Equals(meant, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether a value must not be shown: by the option's name, or because a connection string stands there.</summary>
    public static bool IsSensitive(string option, string value) =>
        Sensitive.Contains(option)
        || value.Contains("://", StringComparison.Ordinal)
        || value.Contains("passw", StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Name;
}
