using Pintail.Aws;
using Pintail.Tests.Support;

namespace Pintail.Tests.Aws;

public class RdsTokenCacheTests
{
    private readonly ManualTime _time = new();
    private int _asked;
    private DateTimeOffset? _credentialsEnd;

    [Theory]
    [InlineData(900)]
    [InlineData(120)]
    public void Token_is_kept_until_a_minute_before_its_end(int seconds)
    {
        var cache = Cache();
        var request = Request with { Lifetime = TimeSpan.FromSeconds(seconds) };

        var first = cache.Get(request, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(seconds - 61));
        Assert.Equal(first, cache.Get(request, CancellationToken.None));
        Assert.Equal(1, _asked);

        _time.Advance(TimeSpan.FromSeconds(1));
        var second = cache.Get(request, CancellationToken.None);
        Assert.NotEqual(first, second);
        Assert.Equal(second, cache.Get(request, CancellationToken.None));
        Assert.Equal(2, _asked);
    }

    [Fact]
    public void Token_of_a_minute_is_made_for_each_connection()
    {
        var cache = Cache();
        var request = Request with { Lifetime = TimeSpan.FromSeconds(60) };
        cache.Get(request, CancellationToken.None);
        cache.Get(request, CancellationToken.None);
        Assert.Equal(2, _asked);
    }

    [Fact]
    public void Token_ends_with_the_credentials_that_signed_it()
    {
        var cache = Cache();
        _credentialsEnd = _time.GetUtcNow().AddMinutes(5);
        cache.Get(Request, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(239));
        cache.Get(Request, CancellationToken.None);
        Assert.Equal(1, _asked);
        _time.Advance(TimeSpan.FromSeconds(1));
        cache.Get(Request, CancellationToken.None);
        Assert.Equal(2, _asked);
    }

    [Fact]
    public void Tokens_are_kept_per_host_port_user_region_and_profile()
    {
        var cache = Cache();
        RdsTokenRequest[] requests =
        [
            Request,
            Request with
            {
                Host = "other.example",
            },
            Request with
            {
                Port = 5433,
            },
            Request with
            {
                User = "w",
            },
            Request with
            {
                Identity = new AwsIdentity("eu-west-2"),
            },
            Request with
            {
                Identity = new AwsIdentity("eu-west-1", "other"),
            },
        ];

        var tokens = requests.Select(request => cache.Get(request, CancellationToken.None)).ToList();
        Assert.Equal(requests.Length, _asked);
        Assert.Equal(tokens, requests.Select(request => cache.Get(request, CancellationToken.None)));
        Assert.Equal(requests.Length, _asked);
        Assert.Equal(requests.Length - 1, tokens.Distinct().Count());
    }

    [Fact]
    public void Connections_that_open_at_once_ask_once()
    {
        var cache = Cache();
        var tokens = new string[16];
        Parallel.For(0, tokens.Length, i => tokens[i] = cache.Get(Request, CancellationToken.None));
        Assert.Single(tokens.Distinct());
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task Token_for_one_host_does_not_wait_for_anothers_and_waiting_can_be_cancelled()
    {
        using var asked = new ManualResetEventSlim();
        using var answer = new ManualResetEventSlim();
        var cache = new RdsTokenCache(
            _time,
            identity =>
            {
                if (identity.Profile == "slow")
                {
                    asked.Set();
                    answer.Wait();
                }
                return new AwsKeys("AKID", "secret");
            }
        );
        var slow = Request with { Identity = new AwsIdentity("eu-west-1", "slow") };
        var first = Task.Run(() => cache.Get(slow, CancellationToken.None));
        asked.Wait(TestContext.Current.CancellationToken);

        var other = Task.Run(() => cache.Get(Request, CancellationToken.None));
        Assert.NotEmpty(await other.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));

        using var cancellation = new CancellationTokenSource();
        var waiting = Task.Run(() => cache.Get(slow, cancellation.Token));
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)
        );

        answer.Set();
        Assert.NotEmpty(await first);
    }

    [Fact]
    public void Token_that_is_forgotten_and_one_that_failed_are_asked_for_again()
    {
        var fails = true;
        var cache = new RdsTokenCache(
            _time,
            _ =>
            {
                _asked++;
                return fails
                    ? throw new PintailException(ErrorKind.Configuration, "none", null)
                    : new AwsKeys("AKID", "secret");
            }
        );
        Assert.Equal("none", Assert.Throws<PintailException>(() => cache.Get(Request, CancellationToken.None)).Message);
        fails = false;
        cache.Get(Request, CancellationToken.None);
        cache.Get(Request, CancellationToken.None);
        Assert.Equal(2, _asked);
        cache.Forget(Request);
        cache.Get(Request, CancellationToken.None);
        Assert.Equal(3, _asked);
    }

    [Theory]
    [InlineData("db-1.abc.eu-west-1.rds.amazonaws.com", "eu-west-1")]
    [InlineData("x.proxy-abc.us-gov-west-1.rds.amazonaws.com", "us-gov-west-1")]
    [InlineData("x.abc.rds.cn-north-1.amazonaws.com.cn", null)]
    [InlineData("DB.ABC.AP-SOUTHEAST-2.RDS.AMAZONAWS.COM", "AP-SOUTHEAST-2")]
    [InlineData("db.example.com", null)]
    [InlineData("eu-west-1.rds.amazonaws.com.example.com", null)]
    public void Region_stands_in_the_endpoints_name(string host, string? expected) =>
        Assert.Equal(expected, AwsRegion.OfEndpoint(host));

    private static RdsTokenRequest Request { get; } =
        new("db.example", 5432, "u", new AwsIdentity("eu-west-1"), TimeSpan.FromSeconds(900));

    private RdsTokenCache Cache() =>
        new(
            _time,
            _ =>
            {
                Interlocked.Increment(ref _asked);
                return new AwsKeys("AKID", "secret", Expiration: _credentialsEnd);
            }
        );
}
