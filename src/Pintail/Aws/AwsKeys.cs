namespace Pintail.Aws;

/// <summary>What signs a request.</summary>
/// <param name="SessionToken">Of temporary credentials.</param>
/// <param name="Expiration">When they end; null when they do not, or when it is not known.</param>
internal sealed record AwsKeys(
    string AccessKey,
    string SecretKey,
    string? SessionToken = null,
    DateTimeOffset? Expiration = null
)
{
    /// <summary>A record would print the secrets.</summary>
    public override string ToString() => nameof(AwsKeys);
}
