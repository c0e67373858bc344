namespace Pintail.Aws;

/// <summary>Whom a token lets in where. Two requests that are equal may share a token.</summary>
/// <param name="Host">The instance's, cluster's or proxy's endpoint as AWS names it, which the server compares.</param>
/// <param name="Lifetime">At most <see cref="RdsToken.MaxLifetime"/>.</param>
internal sealed record RdsTokenRequest(string Host, int Port, string User, AwsIdentity Identity, TimeSpan Lifetime);
