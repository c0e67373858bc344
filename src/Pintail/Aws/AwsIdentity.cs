namespace Pintail.Aws;

/// <summary>As whom to ask AWS, as far as the user said it; what is null comes from where the AWS tools take it.</summary>
/// <param name="Profile">Of ~/.aws/config and ~/.aws/credentials. Given, only this profile counts unless there is a chain.</param>
/// <param name="Chain">Names of <see cref="AwsCredentialChain.Links"/> separated by semicolons, tried in this order.</param>
/// <param name="RoleArn">A role to take on with the credentials that were found.</param>
/// <param name="ExternalId">What that role's trust policy may ask for.</param>
public sealed record AwsIdentity(
    string? Region = null,
    string? Profile = null,
    string? Chain = null,
    string? RoleArn = null,
    string? ExternalId = null
);
