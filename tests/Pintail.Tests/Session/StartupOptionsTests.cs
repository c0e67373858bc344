using Pintail.Session;

namespace Pintail.Tests.Session;

public sealed class StartupOptionsTests
{
    [Theory]
    [InlineData("-c statement_timeout=1500", 1500)]
    [InlineData("-cstatement_timeout=2s", 2000)]
    [InlineData("--statement-timeout=1.5min", 90_000)]
    [InlineData("-c work_mem=4MB  -c STATEMENT_TIMEOUT=3\\ h", 10_800_000)]
    [InlineData("-c statement_timeout=1 -c statement_timeout=250ms", 250)]
    [InlineData("-c statement_timeout=0", -1)]
    public void StatementTimeout_as_the_server_reads_it(string options, int millis) =>
        Assert.Equal(TimeSpan.FromMilliseconds(millis), StartupOptions.StatementTimeout(options));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-c lock_timeout=5")]
    [InlineData("-c")]
    [InlineData("statement_timeout=5")]
    [InlineData("-c statement_timeout=soon")]
    [InlineData("-c statement_timeout=5days")]
    public void StatementTimeout_is_null_where_none_is_set(string? options) =>
        Assert.Null(StartupOptions.StatementTimeout(options));
}
