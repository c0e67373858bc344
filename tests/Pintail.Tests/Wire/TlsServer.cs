using Npgsql;
using Pintail.Cli.Demo;
using Pintail.Wire;

namespace Pintail.Tests.Wire;

/// <summary>A server with TLS, made out to "localhost" but not to 127.0.0.1, and a folder of files a client may be given.</summary>
public sealed class TlsServer : IAsyncLifetime
{
    public const string Password = "right";
    public const string KeyPassword = "key-secret";
    private readonly TestAuthority _authority = new("Pintail test CA");
    private readonly TestAuthority _stranger = new("Another CA");
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("pintail-tls-");

    internal ThrowawayPostgres Server { get; private set; } = null!;

    public string File(string name) => Path.Combine(_files.FullName, name);

    public async ValueTask InitializeAsync()
    {
        using var certificate = _authority.Issue("server", "localhost");
        Server = await ThrowawayPostgres.StartAsync(
            new ThrowawayPostgresOptions
            {
                HostBasedAuthentication = """
                host all postgres all trust
                hostssl all tls_only all trust
                hostnossl all plain_only all trust
                hostssl all secret all scram-sha-256
                hostssl all certified all cert
                """,
                Files = new Dictionary<string, string>
                {
                    ["server.crt"] = certificate.ExportCertificatePem(),
                    ["server.key"] = certificate.KeyPem(),
                    ["ca.crt"] = _authority.Pem,
                },
                Settings = new Dictionary<string, string>
                {
                    ["ssl"] = "on",
                    ["ssl_cert_file"] = "../server.crt",
                    ["ssl_key_file"] = "../server.key",
                    ["ssl_ca_file"] = "../ca.crt",
                },
            }
        );
        await using var connection = new NpgsqlConnection(
            $"Host={Server.Host};Port={Server.Port};Username={Server.User};Database=postgres;SslMode=Disable;Pooling=false"
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"CREATE ROLE tls_only LOGIN; CREATE ROLE plain_only LOGIN; CREATE ROLE certified LOGIN; CREATE ROLE secret LOGIN PASSWORD '{Password}'",
            connection
        );
        await command.ExecuteNonQueryAsync();
        WriteClientFiles();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _authority.Dispose();
        _stranger.Dispose();
        _files.Delete(recursive: true);
    }

    internal WireOptions Options(WireSslMode mode, string user = "postgres") =>
        new()
        {
            Host = "localhost",
            Port = Server.Port,
            User = user,
            Database = "postgres",
            SslMode = mode,
        };

    private void WriteClientFiles()
    {
        using var client = _authority.Issue("certified");
        using var impostor = _stranger.Issue("certified");
        var files = new Dictionary<string, string>
        {
            ["root.crt"] = _stranger.Pem + "\n" + _authority.Pem,
            ["stranger.crt"] = _stranger.Pem,
            ["empty.crt"] = "nothing in here",
            ["client.crt"] = client.ExportCertificatePem(),
            ["client.key"] = client.KeyPem(),
            ["client-encrypted.key"] = client.EncryptedKeyPem(KeyPassword),
            ["client-both.pem"] = client.ExportCertificatePem() + "\n" + client.KeyPem(),
            ["impostor.crt"] = impostor.ExportCertificatePem(),
            ["impostor.key"] = impostor.KeyPem(),
        };
        foreach (var (name, content) in files)
        {
            System.IO.File.WriteAllText(File(name), content);
        }
    }
}
