namespace Pintail.Aws;

/// <summary>How tokens for a connection are made, where it is not as the connection itself says.</summary>
public sealed record RdsIamOptions
{
    public AwsIdentity Identity { get; init; } = new();

    /// <summary>The endpoint a token is for, where the connection goes to another name, such as a tunnel's end.</summary>
    public string? Host { get; init; }
    public int? Port { get; init; }
    public string? User { get; init; }

    /// <summary>From one second to fifteen minutes.</summary>
    public TimeSpan Lifetime { get; init; } = RdsToken.MaxLifetime;
}
