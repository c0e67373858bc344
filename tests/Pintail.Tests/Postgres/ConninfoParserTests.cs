using Pintail.Postgres;

namespace Pintail.Tests.Postgres;

public class ConninfoParserTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("shop", "dbname=shop")]
    [InlineData("postgresql://", "")]
    [InlineData("postgres://h", "host=h")]
    [InlineData("postgresql://u@", "user=u")]
    [InlineData("postgresql://u:p@h:5433/d", "user=u|password=p|host=h|port=5433|dbname=d")]
    [InlineData("postgresql://:p@/d", "password=p|dbname=d")]
    [InlineData("postgresql://@:/", "")]
    [InlineData("postgresql://u:p:q@h", "user=u|password=p:q|host=h")]
    [InlineData("postgresql://%75:%40%2F%3a%25@h%2Fx", "user=u|password=@/:%|host=h/x")]
    [InlineData("postgresql://[::1]:5433/d", "host=::1|port=5433|dbname=d")]
    [InlineData("postgresql://[2001:db8::1]?dbname=d", "host=2001:db8::1|dbname=d")]
    [InlineData("postgresql:///d?host=/run/x&port=6000", "dbname=d|host=/run/x|port=6000")]
    [InlineData("postgresql://%2Frun%2Fx/d", "host=/run/x|dbname=d")]
    [InlineData("postgresql://h/d?host=other&dbname=e", "host=other|dbname=e")]
    [InlineData("postgresql://h?ssl=true", "host=h|sslmode=require")]
    [InlineData("postgresql://h?requiressl=0", "host=h|sslmode=prefer")]
    [InlineData("postgresql://h?application_name=a%20b+c&", "host=h|application_name=a b+c")]
    [InlineData("postgresql://h/d?", "host=h|dbname=d")]
    [InlineData("postgresql://a:1,b:2,[::1]/d", "host=a,b,::1|port=1,2,|dbname=d")]
    [InlineData("postgresql://h/d%C3%A9", "host=h|dbname=dé")]
    [InlineData("host=h port = 5433  dbname\t=\nd", "host=h|port=5433|dbname=d")]
    [InlineData("password='it''s' ", null)]
    [InlineData(@"password='it\'s \\ x' user=a\ b", @"password=it's \ x|user=a b")]
    [InlineData("user= dbname=d", "user=dbname=d")]
    [InlineData("user='' dbname=d", "user=|dbname=d")]
    [InlineData("user=", "user=")]
    [InlineData("user=a user=b", "user=b")]
    [InlineData(@"user=a\", "user=a")]
    [InlineData("user='a'dbname=d", "user=a|dbname=d")]
    [InlineData("host=h requiressl=1", "host=h|sslmode=require")]
    public void Text_parsed_gives_its_parameters(string conninfo, string? expected)
    {
        if (expected is null)
        {
            Assert.Throws<PintailException>(() => ConninfoParser.Parse(conninfo));
            return;
        }
        Assert.Equal(
            expected.Split('|', StringSplitOptions.RemoveEmptyEntries).Order(),
            ConninfoParser.Parse(conninfo).Select(pair => $"{pair.Key}={pair.Value}").Order()
        );
    }

    [Theory]
    [InlineData("hots=h", "\"hots\"", "\"host\"")]
    [InlineData("postgresql://h?applicaton_name=x", "\"applicaton_name\"", "\"application_name\"")]
    [InlineData("Username=x", "\"Username\"", "\"user\"")]
    [InlineData("Host=x", "\"Host\"", "\"host\"")]
    [InlineData("zzzzzz=1", "\"zzzzzz\"", "libpq")]
    public void Unknown_keyword_is_named_with_the_nearest(string conninfo, string named, string hinted)
    {
        var error = Assert.Throws<PintailException>(() => ConninfoParser.Parse(conninfo));
        Assert.Equal(ErrorKind.Configuration, error.Kind);
        Assert.Contains(named, error.Message);
        Assert.Contains(hinted, error.Hint);
    }

    // Every one of them holds the word s3cret where a user forgot to quote or to encode.
    [Theory]
    [InlineData("postgresql://u:s3cret%zz@h/d")]
    [InlineData("postgresql://u:x%0@s3cret/d")]
    [InlineData("postgresql://u:a%00s3cret@h/d")]
    [InlineData("postgresql://u:%FFs3cret@h/d")]
    [InlineData("postgresql://u:p/s3cret@h/d")]
    [InlineData("postgresql://u:s3cret/p@h/d")]
    [InlineData("postgresql://u:p@s3cret@h/d")]
    [InlineData("postgresql://u:p[@[s3cret]@h/d")]
    [InlineData("postgresql://u:p@h/d?s3cret")]
    [InlineData("postgresql://u:p@h/d?password=a=s3cret")]
    [InlineData("password=two s3cret=x")]
    [InlineData("password=two s3cret")]
    [InlineData("password=two s3cret user=x")]
    [InlineData("password='s3cret")]
    [InlineData("u:s3cret@h/d")]
    [InlineData("mysql://u:s3cret@h/d")]
    [InlineData("POSTGRESQL://u:s3cret@h/d")]
    [InlineData("jdbc:postgresql://h/d?user=u&password=s3cret")]
    [InlineData("host=h;user=u;password=s3cret")]
    [InlineData("host=h s3cret;x=1")]
    [InlineData("postgresql://u@h/d;password=s3cret")]
    [InlineData("postgresql://u@h/d;sslmode=require;Pwd = s3cret")]
    [InlineData("postgresql://u;PASSWORD=s3cret@h/d")]
    [InlineData("host=h dbname=d;password=s3cret")]
    [InlineData("user=u port=s3cret")]
    public void Text_refused_never_shows_what_may_be_a_password(string conninfo)
    {
        var error = Assert.Throws<PintailException>(() =>
            Conninfo.Resolve(conninfo, new Dictionary<string, string> { ["HOME"] = "/nonexistent" })
        );
        Assert.Equal(ErrorKind.Configuration, error.Kind);
        Assert.NotNull(error.Hint);
        Assert.DoesNotContain("s3cret", error.ToString() + error.Hint);
    }
}
