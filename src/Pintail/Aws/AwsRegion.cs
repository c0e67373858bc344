using System.Text.RegularExpressions;

namespace Pintail.Aws;

/// <summary>
/// Which region a token is for: the one that was said; a named profile's; AWS_REGION or AWS_DEFAULT_REGION; the default
/// profile's; the one in the endpoint's name; and at last the one in which this program runs.
/// </summary>
internal static partial class AwsRegion
{
    private static readonly string[] Variables = ["AWS_REGION", "AWS_DEFAULT_REGION"];

    public static string Find(AwsIdentity identity, string host) =>
        identity.Region
        ?? (identity.Profile is { } named ? AwsCredentialChain.RegionOf(named) : null)
        ?? Variables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(text => !string.IsNullOrEmpty(text))
        ?? AwsCredentialChain.RegionOf(null)
        ?? OfEndpoint(host)
        ?? AwsCredentialChain.RegionOfMachine()
        ?? throw new PintailException(
            ErrorKind.Configuration,
            $"The AWS region of {host} is not known.",
            "Say it with AWS_REGION in the secret (REGION in one of type rds), --aws-region, the variable AWS_REGION or a profile."
        );

    /// <summary>Null for a name that AWS did not give, such as an alias.</summary>
    internal static string? OfEndpoint(string host) =>
        Endpoint().Match(host) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"\.([a-z]{2}(?:-[a-z]+)+-[0-9]+)\.rds\.amazonaws\.com(?:\.cn)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Endpoint();
}
