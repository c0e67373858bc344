using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;
using Pintail.Aws;

namespace Pintail.Tests.Aws;

/// <summary>
/// Against tokens that others made: AWS' SDKs for Java and JavaScript and MariaDB's connector publish theirs with their
/// inputs, one was computed apart from this program, and the SDK's own signer is asked for any.
/// </summary>
public class RdsTokenTests
{
    [Theory]
    [InlineData(
        "access_key,secret_key,",
        "host.us-east-1.amazonaws.com:3306",
        "mySQLUser",
        "us-east-1",
        "20161107T173933Z",
        900,
        "87ab58107ef49f1c311a412f98b7f976b0b5152ffb559f0d36c6c9a0c5e0e362"
    )]
    [InlineData(
        "akid,secret,",
        "db.us-east-1.amazonaws.com:8000",
        "test",
        "us-east-1",
        "19700101T000000Z",
        900,
        "6f2b4daa29668c1c264d7af7927d9d2a706768e35d92d76b461aedbaca14b6ad"
    )]
    [InlineData(
        "IAMKEYINSTANCE,asdfqwertypolly,mytoken",
        "dbhost.xyz.eu-west-1.amazonaws.com:3306",
        "iam_user",
        "eu-west-1",
        "20180919T160242Z",
        900,
        "8966604a85aa991ef9bed5135aa8565e0e22ae375d2b85892a16e1a642ae0bd1"
    )]
    [InlineData(
        "AKIDEXAMPLE,wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY,Tok/en+with=signs==",
        "db-1.cluster-x.eu-central-1.rds.amazonaws.com:5432",
        "iam user/ü+~",
        "eu-central-1",
        "20260101T000000Z",
        600,
        "cd70893fe8f789c9a02cba5b16569edc660c29017b89ffa3953fd13f792a0a7e"
    )]
    public void Token_has_the_published_signature(
        string keys,
        string endpoint,
        string user,
        string region,
        string time,
        int seconds,
        string signature
    )
    {
        var token = Sign(keys, endpoint, user, region, Time(time), seconds);

        Assert.EndsWith($"&X-Amz-Signature={signature}", token);
        Assert.StartsWith($"{endpoint}/?Action=connect&DBUser={Uri.EscapeDataString(user)}&", token);
        Assert.Contains($"&X-Amz-Date={time}&X-Amz-Expires={seconds}&", token);
    }

    [Fact]
    public void Token_is_written_out_as_the_aws_tools_do() =>
        Assert.Equal(
            "db-1.cluster-x.eu-central-1.rds.amazonaws.com:5432/?Action=connect&DBUser=iam%20user%2F%C3%BC%2B~"
                + "&X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Credential=AKIDEXAMPLE%2F20260101%2Feu-central-1%2Frds-db%2Faws4_request"
                + "&X-Amz-Date=20260101T000000Z&X-Amz-Expires=600&X-Amz-Security-Token=Tok%2Fen%2Bwith%3Dsigns%3D%3D"
                + "&X-Amz-SignedHeaders=host"
                + "&X-Amz-Signature=cd70893fe8f789c9a02cba5b16569edc660c29017b89ffa3953fd13f792a0a7e",
            Sign(
                "AKIDEXAMPLE,wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY,Tok/en+with=signs==",
                "DB-1.Cluster-x.eu-central-1.rds.amazonaws.com:5432",
                "iam user/ü+~",
                "eu-central-1",
                Time("20260101T000000Z"),
                600
            )
        );

    [Theory]
    [InlineData("u", "")]
    [InlineData("ro'le \"x\" &=?#%", "")]
    [InlineData("日本🦆", "a/b+c=")]
    public void Signature_is_that_of_the_sdks_own_signer(string user, string sessionToken)
    {
        var time = Time("20261121T010203Z");
        var request = new DefaultRequest(new TokenRequest(), "rds-db")
        {
            UseQueryString = true,
            HttpMethod = "GET",
            Endpoint = new Uri("https://db.eu-west-1.rds.amazonaws.com:5433"),
        };
        request.Parameters.Add("Action", "connect");
        request.Parameters.Add("DBUser", user);
        request.Parameters.Add("X-Amz-Expires", "900");
        if (sessionToken.Length > 0)
            request.Parameters.Add("X-Amz-Security-Token", sessionToken);
        var expected = AWS4PreSignedUrlSigner.SignRequest(
            request,
            null,
            new RequestMetrics(),
            "AKID",
            "key/+",
            "rds-db",
            "eu-west-1",
            time.UtcDateTime
        );

        var token = Sign(
            $"AKID,key/+,{sessionToken}",
            "db.eu-west-1.rds.amazonaws.com:5433",
            user,
            "eu-west-1",
            time,
            900
        );

        Assert.EndsWith($"&X-Amz-Signature={expected.Signature}", token);
    }

    private static string Sign(
        string keys,
        string endpoint,
        string user,
        string region,
        DateTimeOffset time,
        int seconds
    )
    {
        var (parts, place) = (keys.Split(','), endpoint.Split(':'));
        var request = new RdsTokenRequest(
            place[0],
            int.Parse(place[1], CultureInfo.InvariantCulture),
            user,
            new AwsIdentity(),
            TimeSpan.FromSeconds(seconds)
        );
        return RdsToken.Sign(request, region, new AwsKeys(parts[0], parts[1], parts[2] is "" ? null : parts[2]), time);
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.ParseExact(
            text,
            "yyyyMMdd'T'HHmmss'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal
        );

    private sealed class TokenRequest : AmazonWebServiceRequest;
}
