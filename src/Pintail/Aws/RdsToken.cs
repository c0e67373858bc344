// The password by which IAM lets a role into an RDS database: the presigned request https://host:port/?Action=connect&DBUser=…
// of the service rds-db, without its scheme. Signing asks nobody; whether the token is any good is the server's to say.
// The signature is AWS' version 4 with everything in the query string ("Create a signed AWS API request", "Signature
// Version 4: query parameters" in the reference of IAM). AWSSDK.RDS, which has it ready, would bring a whole service's
// client; the signer in AWSSDK.Core is in a namespace called Internal, and takes the clock by itself.

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pintail.Aws;

/// <summary>Makes tokens. A function of its inputs.</summary>
internal static class RdsToken
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Service = "rds-db";
    private const string Terminator = "aws4_request";

    /// <summary>RDS takes no older ones, whatever the request says.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(15);

    public static string Sign(RdsTokenRequest request, string region, AwsKeys keys, DateTimeOffset now)
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var date = time[..8];
        var scope = $"{date}/{region}/{Service}/{Terminator}";
        // RDS names its endpoints in lower case, and compares.
        var host = $"{request.Host.ToLowerInvariant()}:{request.Port.ToString(CultureInfo.InvariantCulture)}";
        var query = Query(request, scope, time, keys);
        var canonical = $"GET\n/\n{query}\nhost:{host}\n\nhost\n{Hex(SHA256.HashData([]))}";
        var toSign = $"{Algorithm}\n{time}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Encoding.UTF8.GetBytes($"AWS4{keys.SecretKey}");
        foreach (var part in new[] { date, region, Service, Terminator, toSign })
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return $"{host}/?{query}&X-Amz-Signature={Hex(key)}";
    }

    // In the order of their names, as the signature is over them in that order.
    private static string Query(RdsTokenRequest request, string scope, string time, AwsKeys keys)
    {
        var seconds = ((long)request.Lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        List<(string Name, string Value)> parameters =
        [
            ("Action", "connect"),
            ("DBUser", request.User),
            ("X-Amz-Algorithm", Algorithm),
            ("X-Amz-Credential", $"{keys.AccessKey}/{scope}"),
            ("X-Amz-Date", time),
            ("X-Amz-Expires", seconds),
        ];
        if (keys.SessionToken is { } token)
            parameters.Add(("X-Amz-Security-Token", token));
        parameters.Add(("X-Amz-SignedHeaders", "host"));
        // EscapeDataString leaves exactly the letters of RFC 3986 that AWS leaves.
        return string.Join('&', parameters.Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value)}"));
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
