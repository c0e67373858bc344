using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pintail.Tests.Aws;

/// <summary>What AWS' token service, its SSO portal and a container's agent answer to whoever asks for credentials: keys whose name tells
/// who gave them.</summary>
internal sealed class AwsStandIn : IDisposable
{
    private readonly HttpListener _listener = new();

    public AwsStandIn()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }
        _listener.Prefixes.Add($"{Address}/");
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public string Address { get; }

    /// <summary>Path and body of each request.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            var context = await _listener.GetContextAsync();
            using var reader = new StreamReader(context.Request.InputStream);
            var body = await reader.ReadToEndAsync();
            Requests.Enqueue($"{context.Request.RawUrl} {body}");
            var (type, answer) = Answer(context.Request.RawUrl!, body);
            context.Response.ContentType = type;
            context.Response.Close(Encoding.UTF8.GetBytes(answer), willBlock: true);
        }
    }

    private static (string Type, string Body) Answer(string path, string body)
    {
        if (path.StartsWith("/federation", StringComparison.Ordinal))
            return (
                "application/json",
                """{"roleCredentials":{"accessKeyId":"SSO","secretAccessKey":"s","sessionToken":"t","expiration":2111111111000}}"""
            );
        if (!body.Contains("Action=", StringComparison.Ordinal))
            return (
                "application/json",
                """{"AccessKeyId":"CONTAINER","SecretAccessKey":"s","Token":"t","Expiration":"2036-01-01T00:00:00Z"}"""
            );
        var action = body.Contains("WebIdentity", StringComparison.Ordinal)
            ? "AssumeRoleWithWebIdentity"
            : "AssumeRole";
        return (
            "text/xml",
            $"""
            <{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result><Credentials>
            <AccessKeyId>{action.ToUpperInvariant()}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
            <Expiration>2036-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>a:b</AssumedRoleId>
            <Arn>arn:aws:sts::1:assumed-role/r/s</Arn></AssumedRoleUser></{action}Result></{action}Response>
            """
        );
    }
}
