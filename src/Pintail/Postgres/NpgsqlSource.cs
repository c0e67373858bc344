using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>
/// Npgsql's data source with exactly the meaning of a <see cref="ConnectionSettings"/>. Npgsql looks at PG* variables
/// and at files in the home folder by itself wherever a setting is absent, so everything it would look for is set.
/// The slim builder keeps reflection out of a trimmed program; types are those Npgsql knows by heart, so that opening
/// a connection does not read pg_type: queries cast what is rarer ("char", regclass, enums …) to text.
/// </summary>
internal static class NpgsqlSource
{
    /// <summary>NpgsqlConnectionStringBuilder.Timeout refuses more.</summary>
    private const int MaxTimeoutSeconds = 1024;

    // As the bulk reader's: the session that holds the snapshot is silent for hours, and must not be dropped for it.
    private const int KeepAliveSeconds = 60;
    private const int KeepAliveIntervalSeconds = 10;

    public static NpgsqlDataSource Build(ConnectionSettings settings)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(ConnectionString(settings).ConnectionString);
        builder.UseLoggerFactory(NullLoggerFactory.Instance);
        builder.EnableTransportSecurity();
        builder.EnableArrays();
        builder.ConfigureTypeLoading(loading => loading.EnableTypeLoading(false));
        // A provider, even one without a password, keeps Npgsql away from PGPASSWORD and password files.
        builder.UsePasswordProvider(
            _ => PasswordOrRefusal(settings, CancellationToken.None),
            (_, cancellation) => ValueTask.FromResult(PasswordOrRefusal(settings, cancellation))
        );
        if (settings.SslMode != WireSslMode.Disable && !settings.IsUnixSocket)
        {
            // Its certificate and key live as long as the source, which has no place to dispose of them.
            builder.UseSslClientAuthenticationOptionsCallback(new TlsClient(settings.ToWire()).Configure);
        }
        return builder.Build();
    }

    /// <summary>What is verified is the bulk reader's business (<see cref="TlsClient"/>): to Npgsql it is all "require".</summary>
    private static SslMode Mode(ConnectionSettings settings) =>
        settings.SslMode switch
        {
            WireSslMode.Disable => SslMode.Disable,
            WireSslMode.Allow => SslMode.Allow,
            WireSslMode.Prefer => SslMode.Prefer,
            _ => SslMode.Require,
        };

    /// <summary>Npgsql lets a server that asks for nothing pass also where channel binding is required.</summary>
    private static string Methods(WireSecurity security)
    {
        var allowed = security.AllowedMethods;
        if (security.ChannelBinding == WireChannelBinding.Require)
        {
            allowed = AuthenticationMethods.ScramSha256;
        }
        (AuthenticationMethods Ours, string Npgsql)[] names =
        [
            (AuthenticationMethods.None, "None"),
            (AuthenticationMethods.Password, "Password"),
            (AuthenticationMethods.Md5, "MD5"),
            (AuthenticationMethods.ScramSha256, "ScramSHA256"),
        ];
        return string.Join(",", names.Where(name => allowed.HasFlag(name.Ours)).Select(name => name.Npgsql));
    }

    private static ChannelBinding Binding(WireChannelBinding binding) =>
        binding switch
        {
            WireChannelBinding.Disable => ChannelBinding.Disable,
            WireChannelBinding.Require => ChannelBinding.Require,
            _ => ChannelBinding.Prefer,
        };

    private static NpgsqlConnectionStringBuilder ConnectionString(ConnectionSettings settings)
    {
        var seconds = (int)Math.Clamp(settings.ConnectTimeout.TotalSeconds, 0, MaxTimeoutSeconds);
        return new NpgsqlConnectionStringBuilder
        {
            Host = settings.HostAddress ?? settings.Host,
            Port = settings.Port,
            Database = settings.Database,
            Username = settings.User,
            ApplicationName = settings.ApplicationName,
            // A blank means no options to the server, where an absent value would let PGOPTIONS in.
            Options = string.IsNullOrEmpty(settings.Options) ? " " : settings.Options,
            SslMode = Mode(settings),
            SslCertificate = settings.SslCertificate,
            SslKey = settings.SslKey,
            SslPassword = settings.SslPassword,
            SslNegotiation = settings.Security.IsDirect ? SslNegotiation.Direct : SslNegotiation.Postgres,
            ChannelBinding = Binding(settings.Security.ChannelBinding),
            GssEncryptionMode = GssEncryptionMode.Disable,
            RequireAuth = Methods(settings.Security),
            TargetSessionAttributes = "any",
            ClientEncoding = "UTF8",
            Timezone = "UTC",
            Timeout = seconds,
            CommandTimeout = 0,
            Pooling = false,
            Multiplexing = false,
            Enlist = false,
            NoResetOnClose = true,
            TcpKeepAlive = !settings.IsUnixSocket,
            TcpKeepAliveTime = settings.IsUnixSocket ? 0 : KeepAliveSeconds,
            TcpKeepAliveInterval = settings.IsUnixSocket ? 0 : KeepAliveIntervalSeconds,
        };
    }

    private static string PasswordOrRefusal(ConnectionSettings settings, CancellationToken cancellation) =>
        settings.PasswordProvider?.Invoke(cancellation)
        ?? settings.Password
        ?? throw new PintailException(
            ErrorKind.SourceAuthentication,
            $"The server asks for a password for {settings.Display}, and none was given.",
            "Give it in PGPASSWORD, in ~/.pgpass or in the connection string."
        );
}
