// The one place that touches the AWS SDK, and only when a token is needed: loading it takes time that a program without IAM
// must not spend. Where credentials come from is the SDK's business throughout: environment, web identity, profiles
// (keys, SSO, assumed roles, processes), container, instance. It reads the process' own environment and ~/.aws (or what
// AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name), as the AWS tools do.

using System.Diagnostics.CodeAnalysis;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;

namespace Pintail.Aws;

/// <summary>Finds the credentials of an <see cref="AwsIdentity"/>.</summary>
internal static class AwsCredentialChain
{
    private const string SessionName = "pintail";
    private const string Hint =
        "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, log in by 'aws sso login', or run under a role; "
        + "PROFILE and CHAIN of a secret of type rds choose among them.";

    /// <summary>The names CHAIN takes: those of DuckDB's aws extension.</summary>
    public static IReadOnlyList<string> Links { get; } =
    ["env", "config", "sso", "sts", "process", "web_identity", "container", "instance"];

    public static IReadOnlyList<string> Split(string chain) =>
        chain.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static AwsKeys Find(AwsIdentity identity)
    {
        KeepClients();
        var failures = new List<string>();
        var links = identity.Chain is { } chain ? Split(chain) : [identity.Profile is null ? "" : "config"];
        foreach (var link in links)
        {
            try
            {
                var found = Link(link, identity);
                if (identity.RoleArn is { } role)
                    found = Assume(found, role, identity.ExternalId);
                var keys = found.GetCredentials();
                var end = found.Expiration is { } time
                    ? new DateTimeOffset(time.ToUniversalTime())
                    : (DateTimeOffset?)null;
                return new AwsKeys(keys.AccessKey, keys.SecretKey, keys.UseToken ? keys.Token : null, end);
            }
            catch (Exception e)
            {
                failures.Add(link.Length == 0 ? Said(e) : $"{link}: {Said(e)}");
            }
        }
        throw new PintailException(
            ErrorKind.SourceAuthentication,
            $"No AWS credentials for an RDS token were found. {string.Join(' ', failures)}",
            Hint
        );
    }

    /// <param name="profile">Null: AWS_PROFILE, or "default".</param>
    public static string? RegionOf(string? profile) =>
        new CredentialProfileStoreChain().TryGetProfile(profile ?? DefaultProfile(), out var found)
            ? found.Region?.SystemName
            : null;

    /// <summary>Asks the instance's metadata service, which takes seconds where there is none.</summary>
    public static string? RegionOfMachine() => FallbackRegionFactory.GetRegionEndpoint()?.SystemName;

    // The default resolver of the SDK keeps what it found, and looks again when it ends.
    private static AWSCredentials Link(string link, AwsIdentity identity) =>
        link switch
        {
            "" => DefaultAWSCredentialsIdentityResolver.GetCredentials(),
            "env" => new EnvironmentVariablesAWSCredentials(),
            "web_identity" => AssumeRoleWithWebIdentityCredentials.FromEnvironmentVariables(),
            "container" => new GenericContainerCredentials(),
            "instance" => new InstanceProfileAWSCredentials(),
            // By itself the credentials that take on the role; RoleArn is there then.
            "sts" => identity.Profile is null
                ? DefaultAWSCredentialsIdentityResolver.GetCredentials()
                : OfProfile(identity.Profile, _ => true),
            "sso" => OfProfile(
                identity.Profile,
                profile => profile.SsoSession is not null || profile.SsoStartUrl is not null
            ),
            "process" => OfProfile(identity.Profile, profile => profile.CredentialProcess is not null),
            _ => OfProfile(identity.Profile, _ => true),
        };

    private static AWSCredentials OfProfile(string? name, Func<CredentialProfileOptions, bool> isMeant)
    {
        name ??= DefaultProfile();
        if (!new CredentialProfileStoreChain().TryGetProfile(name, out var profile))
            throw new AmazonClientException($"There is no profile '{name}'.");
        return isMeant(profile.Options)
            ? profile.GetAWSCredentials(profile.CredentialProfileStore)
            : throw new AmazonClientException($"The profile '{name}' is not set up for it.");
    }

    private static AssumeRoleAWSCredentials Assume(AWSCredentials source, string role, string? externalId) =>
        new(source, role, SessionName, new AssumeRoleAWSCredentialsOptions { ExternalId = externalId });

    private static string DefaultProfile() => DefaultAWSCredentialsIdentityResolver.GetProfileName() ?? "default";

    // What a credential_process wrote is in its exception's message, and could be a key.
    private static string Said(Exception e) =>
        e is ProcessAWSCredentialException
            ? "The credential_process of the profile failed."
            : $"{e.Message.ReplaceLineEndings(" ").Trim().TrimEnd('.')}.";

    // The SDK makes these clients by their names, which a trimmed program would not have kept.
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSecurityTokenServiceClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSecurityTokenServiceConfig))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOConfig))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOOIDCClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOOIDCConfig))]
    private static void KeepClients() { }
}
