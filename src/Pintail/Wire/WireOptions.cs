namespace Pintail.Wire;

public sealed record WireOptions
{
    /// <summary>A leading '/' is a unix socket folder, '@' an abstract one.</summary>
    public required string Host { get; init; }
    public int Port { get; init; } = 5432;
    public required string Database { get; init; }
    public required string User { get; init; }
    public string? Password { get; init; }
    public WireSslMode SslMode { get; init; } = WireSslMode.Prefer;
    public string? SslRootCertificate { get; init; }
    public string? SslCertificate { get; init; }
    public string? SslKey { get; init; }
    public string? SslPassword { get; init; }
    public string? Options { get; init; }
    public string? ApplicationName { get; init; }
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);
    public IReadOnlyDictionary<string, string> StartupParameters { get; init; } = new Dictionary<string, string>();
    public int BufferBytes { get; init; } = 1 << 20;
}
