namespace Pintail.Wire;

/// <summary>Where to connect and as whom. Everything is already resolved: no variable, file or default is looked up here.</summary>
public sealed record WireOptions
{
    /// <summary>A name, an address, a folder of unix sockets ('/' first) or an abstract one ('@' first).</summary>
    public required string Host { get; init; }

    /// <summary>The IP address to dial in place of looking up <see cref="Host"/>, which then is only checked and shown.</summary>
    public string? HostAddress { get; init; }
    public int Port { get; init; } = 5432;
    public required string User { get; init; }
    public required string Database { get; init; }
    public string? Password { get; init; }

    /// <summary>Asked once for each connection, before it is dialed, in place of <see cref="Password"/>; may wait.</summary>
    public Func<CancellationToken, string>? PasswordProvider { get; init; }

    /// <summary>Told when the server refused what <see cref="PasswordProvider"/> gave. Any thread.</summary>
    public Action? PasswordRefused { get; init; }
    public WireSslMode SslMode { get; init; } = WireSslMode.Prefer;

    /// <summary>Path of a PEM file, or <c>system</c> for the certificates this machine trusts (verify-full only).</summary>
    public string? SslRootCertificate { get; init; }

    /// <summary>Path of this client's certificate, PEM; further certificates of its chain may follow in the file.</summary>
    public string? SslCertificate { get; init; }

    /// <summary>Path of the certificate's private key, PEM; null when it is in the certificate's file.</summary>
    public string? SslKey { get; init; }

    /// <summary>Password of an encrypted private key.</summary>
    public string? SslPassword { get; init; }

    public WireSecurity Security { get; init; } = WireSecurity.Default;

    /// <summary>Command line options for the backend, as PGOPTIONS.</summary>
    public string? Options { get; init; }
    public string? ApplicationName { get; init; }

    /// <summary>For name resolution, all addresses, TLS and authentication together; zero or less: no limit.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the server may be silent while it owes an answer, before <see cref="FindTrouble"/> is asked; zero or less:
    /// for ever.
    /// </summary>
    public TimeSpan ProgressTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// Given the backend's process id: null when the server is at work, else a clause that says what is wrong, which ends the
    /// connection. Without it any silence past <see cref="ProgressTimeout"/> does. Called on the connection's thread.
    /// </summary>
    public Func<int, string?>? FindTrouble { get; init; }

    /// <summary>Settings for the start-up message. client_encoding is UTF8 unless it is named here.</summary>
    public IReadOnlyDictionary<string, string> StartupParameters { get; init; } = new Dictionary<string, string>();

    /// <summary>What one receive can take, and so the room of one batch of rows. Grows for a single row that is larger.</summary>
    public int BufferBytes { get; init; } = ReceiveBuffer.DefaultBytes;

    /// <summary>user@host:port/database. A record would print every property, the passwords among them.</summary>
    public override string ToString() => $"{User}@{Address}/{Database}";

    internal bool IsUnixSocket => HostAddress is null && Host is ['/' or '@', ..];

    internal string Address => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
