using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>
/// A value of half the size that PostgreSQL can send at all. It takes several gigabytes of memory, so it is asked for by
/// PINTAIL_HUGE_VALUES=1; a hundredth of it always runs.
/// </summary>
public class HugeValueTests(PostgresFixture fixture)
{
    private const int HugeBytes = 500_000_000;
    private const int LargeBytes = HugeBytes / 100;

    [Theory]
    [InlineData("text")]
    [InlineData("bytea")]
    public async Task Value_of_many_megabytes_arrives_among_small_ones(string type)
    {
        var bytes = Environment.GetEnvironmentVariable("PINTAIL_HUGE_VALUES") == "1" ? HugeBytes : LargeBytes;
        var value =
            type == "text" ? $"repeat('0123456789', {bytes / 10})" : $"decode(repeat('00ff', {bytes / 2}), 'hex')";
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            $"""
            CREATE TABLE t (id int PRIMARY KEY, v {type});
            INSERT INTO t SELECT i, '12' FROM generate_series(1, 5000) i;
            INSERT INTO t SELECT 5001, {value};
            INSERT INTO t SELECT i, '34' FROM generate_series(5002, 10000) i;
            """
        );
        await mirror.SucceedAsync();

        Assert.Equal(
            $"10000|{bytes}|2",
            mirror.Scalar($"SELECT count(*), max({Length(type)}), min({Length(type)}) FROM public.t")
        );
        var hash = await mirror.Source.ScalarAsync("SELECT md5(v) FROM t WHERE id = 5001");
        Assert.Equal(hash, mirror.Scalar("SELECT md5(v) FROM public.t WHERE id = 5001"));
    }

    private static string Length(string type) => type == "text" ? "strlen(v)" : "octet_length(v)";
}
