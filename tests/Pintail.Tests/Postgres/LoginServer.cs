using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using Pintail.Cli.Demo;
using Pintail.Tests.Support;

namespace Pintail.Tests.Postgres;

/// <summary>
/// A server of its own with TLS and one role per way to log in: "open" by trust, "secret" by the password "pässwörd:\ x",
/// "plain" only without and "tls" only with TLS, "cert" by a client certificate, "nobody" not at all. Also the folder of
/// certificates a client may use: root.crt, other.crt (an authority that signed nothing here), client.crt, client.key.
/// </summary>
public sealed class LoginServer : IAsyncLifetime
{
    public const string Password = @"pässwörd:\ x";

    private const string Rules = """
        local   all postgres,open                     trust
        local   all secret                            scram-sha-256
        host    all postgres,open 127.0.0.1/32        trust
        host    all secret        127.0.0.1/32        scram-sha-256
        hostnossl all plain       127.0.0.1/32        trust
        hostssl all tls           127.0.0.1/32        trust
        hostssl all cert          127.0.0.1/32        cert
        """;

    private ThrowawayPostgres? _server;

    internal ThrowawayPostgres Server => _server!;

    /// <summary>The client's files, readable by the tests' user only.</summary>
    public string Certificates { get; } = Directory.CreateTempSubdirectory("pintail-tls-").FullName;

    public async ValueTask InitializeAsync()
    {
        using var authority = new Authority("Pintail test authority");
        using var other = new Authority("Another authority");
        var (certificate, key) = authority.Issue("localhost", serverName: "localhost");
        var (expired, expiredKey) = authority.Issue("localhost", serverName: "localhost", isExpired: true);
        var (clientCertificate, clientKey) = authority.Issue("cert", serverName: null);
        Write("root.crt", authority.Certificate);
        Write("other.crt", other.Certificate);
        Write("empty.crl", authority.Revoke());
        Write("revoked.crl", authority.Revoke([1, 1]));
        Write("old.crl", authority.Revoke(isOld: true));
        Write("other.crl", other.Revoke());
        Write("no.crl", "nothing in here");
        Write("client.crt", clientCertificate);
        Write("client.key", clientKey);
        _server = await ThrowawayPostgres.StartAsync(
            new ThrowawayPostgresOptions
            {
                HostBasedAuthentication = Rules,
                Files = new Dictionary<string, string>
                {
                    ["server.crt"] = certificate,
                    ["server.key"] = key,
                    ["expired.crt"] = expired,
                    ["expired.key"] = expiredKey,
                    ["root.crt"] = authority.Certificate,
                },
                Settings = new Dictionary<string, string>
                {
                    ["ssl"] = "on",
                    ["ssl_cert_file"] = "../server.crt",
                    ["ssl_key_file"] = "../server.key",
                    ["ssl_ca_file"] = "../root.crt",
                },
            }
        );
        await using var connection = new NpgsqlConnection(TestDatabase.ConnectionString(_server, "postgres"));
        await connection.OpenAsync();
        foreach (var sql in Setup())
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>From the next log-in on the server shows this certificate: "server" or "expired".</summary>
    public async Task ShowAsync(string name)
    {
        await using var connection = new NpgsqlConnection(TestDatabase.ConnectionString(_server!, "postgres"));
        await connection.OpenAsync();
        foreach (var (setting, file) in new[] { ("ssl_cert_file", "crt"), ("ssl_key_file", "key") })
        {
            await using var command = new NpgsqlCommand($"ALTER SYSTEM SET {setting} = '../{name}.{file}'", connection);
            await command.ExecuteNonQueryAsync();
        }
        await using var reload = new NpgsqlCommand("SELECT pg_reload_conf()", connection);
        await reload.ExecuteNonQueryAsync();
        // The postmaster reads its files when it gets to it; this session sees the new settings from then on.
        await using var shown = new NpgsqlCommand("SHOW ssl_cert_file", connection);
        await Eventually.Async(async () => (string?)await shown.ExecuteScalarAsync() == $"../{name}.crt");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            TestPasswords.AssertNotIn(await File.ReadAllTextAsync(_server.LogFile), "The server's log");
            await _server.DisposeAsync();
        }
        Directory.Delete(Certificates, recursive: true);
    }

    private static IEnumerable<string> Setup()
    {
        foreach (var role in new[] { "open", "plain", "tls", "cert", "nobody" })
        {
            yield return $"CREATE ROLE {role} LOGIN";
        }
        yield return $"CREATE ROLE secret LOGIN PASSWORD '{Password}'";
        foreach (var database in new[] { "open", "a b", "sl/ash", "quo'te\"back\\slash", "ünï🦆", "per%cent" })
        {
            yield return $"CREATE DATABASE \"{database.Replace("\"", "\"\"")}\"";
        }
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(Certificates, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private sealed class Authority : IDisposable
    {
        private readonly DateTimeOffset _from = DateTimeOffset.UtcNow.AddHours(-1);
        private readonly X509Certificate2 _certificate;
        private int _serial;

        public Authority(string name)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            _certificate = request.CreateSelfSigned(_from, _from.AddDays(2));
        }

        public string Certificate => _certificate.ExportCertificatePem() + "\n";

        /// <summary>A revocation list with one number or none.</summary>
        public string Revoke(byte[]? serialNumber = null, bool isOld = false)
        {
            var builder = new CertificateRevocationListBuilder();
            if (serialNumber is not null)
            {
                builder.AddEntry(serialNumber);
            }
            var until = isOld ? _from.AddMinutes(1) : _from.AddDays(1);
            var list = builder.Build(_certificate, 1, until, HashAlgorithmName.SHA256, thisUpdate: _from);
            return PemEncoding.WriteString("X509 CRL", list) + "\n";
        }

        public (string Certificate, string Key) Issue(string name, string? serverName, bool isExpired = false)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
            if (serverName is not null)
            {
                var names = new SubjectAlternativeNameBuilder();
                names.AddDnsName(serverName);
                request.CertificateExtensions.Add(names.Build());
            }
            using var issued = request.Create(
                _certificate,
                _from,
                isExpired ? _from.AddMinutes(1) : _from.AddDays(1),
                [1, (byte)++_serial]
            );
            return (issued.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
        }

        public void Dispose() => _certificate.Dispose();
    }
}
