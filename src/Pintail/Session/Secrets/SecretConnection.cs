// Where a database is that an ATTACH names by a path, a secret, or both. As in DuckDB's extension the path says single
// parameters otherwise than the secret; then come the PG* variables, then libpq's defaults. Unlike there, the path may be a
// URI. A secret that is itself a URI takes nothing beside it, as there: which part of both is meant would be a guess.

using System.Globalization;
using Pintail.Aws;
using Pintail.Postgres;

namespace Pintail.Session.Secrets;

/// <summary>Puts a path and a secret together.</summary>
internal sealed class SecretConnection(
    SecretStore secrets,
    IReadOnlyDictionary<string, string> environment,
    RdsTokenCache tokens
)
{
    private const string DefaultName = "__default_postgres";

    /// <param name="path">A connection string, or empty.</param>
    /// <param name="name">Null: the default secret, if there is one.</param>
    public ConnectionSettings Resolve(string path, string? name)
    {
        if (Find(name) is not { } secret)
            return Conninfo.Resolve(path, environment);
        var keywords = Combine(secret, ConninfoParser.Parse(path));
        return IamOptions(secret) is { } iam
            ? RdsIam.Resolve(keywords, environment, iam, tokens)
            : Conninfo.FromParameters(keywords, environment);
    }

    private Secret? Find(string? name)
    {
        var secret = secrets.Find(name ?? DefaultName);
        if (secret is null && name is not null)
            throw NotFound(name);
        return secret is null || secret.Type == SecretType.Postgres
            ? secret
            : throw new PintailException(
                ErrorKind.Configuration,
                $"The secret {secret.Name} is of type {secret.Type}.",
                $"Name one of type postgres; that one may name {secret.Name} as its AWS_RDS_SECRET."
            );
    }

    private static Dictionary<string, string> Combine(Secret secret, Dictionary<string, string> path)
    {
        var own = secret.Options.Where(option => IsConnectionOption(option.Key)).ToList();
        if (secret.Option(SecretType.Uri) is { } uri)
        {
            if (own.Count > 0)
            {
                throw new PintailException(
                    ErrorKind.Configuration,
                    $"The secret {secret.Name}: {own[0].Key} cannot be specified when 'URI' option is specified.",
                    "Put it into the URI, or write the URI's parts as options."
                );
            }
            return path.Count == 0
                ? ConninfoParser.Parse(uri)
                : throw new PintailException(
                    ErrorKind.Configuration,
                    $"ATTACH path must be empty when 'URI' option is specified, as in the secret {secret.Name}.",
                    "Write ATTACH '', name another secret, or create this one with single options, which a path can override."
                );
        }
        var combined = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in own)
            ConninfoParser.Store(combined, name, value);
        foreach (var (name, value) in path)
            combined[name] = value;
        return combined;
    }

    private RdsIamOptions? IamOptions(Secret secret)
    {
        var isOn = new[] { SecretType.UsesIam, SecretType.IamEnabled }.Any(name =>
            secret.Option(name) is { } value && SecretDefinition.IsTrue(value)
        );
        var rdsName = secret.Option(SecretType.RdsSecret);
        if (!isOn && rdsName is null)
            return null;
        var seconds = secret.Option(SecretType.Expiration);
        var options = new RdsIamOptions
        {
            Identity = new AwsIdentity(secret.Option(SecretType.Region)),
            Lifetime = seconds is null
                ? RdsToken.MaxLifetime
                : TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)),
        };
        return rdsName is null ? options : With(options, secrets.Find(rdsName) ?? throw NotFound(rdsName));
    }

    private static RdsIamOptions With(RdsIamOptions options, Secret rds)
    {
        if (rds.Type != SecretType.Rds)
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"AWS_RDS_SECRET names {rds.Name}, which is of type {rds.Type}.",
                "Name a secret of type rds."
            );
        }
        var port = rds.Option("rds_port");
        if (port is not null && !int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            throw new PintailException(
                ErrorKind.Configuration,
                $"The secret {rds.Name}: RDS_PORT is no number.",
                "Correct it."
            );
        return options with
        {
            Identity = new AwsIdentity(
                rds.Option("region") ?? options.Identity.Region,
                rds.Option("profile"),
                rds.Option("chain"),
                rds.Option("assume_role_arn"),
                rds.Option("external_id")
            ),
            Host = rds.Option("rds_host"),
            Port = port is null ? null : int.Parse(port, CultureInfo.InvariantCulture),
            User = rds.Option("rds_user"),
        };
    }

    private static bool IsConnectionOption(string name) =>
        ConninfoKeywords.Find(name) is not null || name == "requiressl";

    private static PintailException NotFound(string name) =>
        new(
            ErrorKind.Configuration,
            $"Secret with name \"{name}\" not found.",
            "FROM duckdb_secrets() lists them; CREATE SECRET makes one, CREATE PERSISTENT SECRET for later sessions too."
        );
}
