namespace Pintail.Tests.Session.Secrets;

public sealed class SecretListTests : IDisposable
{
    private readonly SecretHarness _harness = new();

    [Fact]
    public void Columns_are_DuckDBs()
    {
        var expected = _harness.Rows("DESCRIBE FROM system.main.duckdb_secrets()");
        Assert.Equal(expected, _harness.Rows("DESCRIBE FROM duckdb_secrets()"));
        Assert.Equal(7, expected.Count);
    }

    [Fact]
    public void Row_tells_everything_but_what_is_secret()
    {
        _harness.Rows(
            "CREATE SECRET s (TYPE postgres, SCOPE ['a', 'b'], HOST 'h', PORT 5433, DATABASE d, USER 'u', "
                + "PASSWORD 'hunter2', SSLPASSWORD 'hunter2', OAUTH_CLIENT_SECRET 'hunter2', SCRAM_CLIENT_KEY 'hunter2', "
                + "SCRAM_SERVER_KEY 'hunter2', OPTIONS '-c work_mem=1MB')"
        );
        Assert.Equal(
            [
                "s|postgres|config|False|memory|a,b|name=s;type=postgres;provider=config;serializable=true;scope=a,b;dbname=d;"
                    + "host=h;oauth_client_secret=redacted;options=-c work_mem=1MB;password=redacted;port=5433;"
                    + "scram_client_key=redacted;scram_server_key=redacted;sslpassword=redacted;user=u",
            ],
            _harness.Rows("SELECT * REPLACE (array_to_string(scope, ',') AS scope) FROM duckdb_secrets()")
        );
    }

    [Theory]
    [InlineData("URI 'postgresql://u:hunter2@h/d'", "uri=redacted")]
    [InlineData("DATABASE 'postgresql://u:hunter2@h/d'", "dbname=redacted")]
    [InlineData("DATABASE 'password=hunter2'", "dbname=redacted")]
    public void Connection_strings_are_secret_as_a_whole(string option, string shown)
    {
        _harness.Rows($"CREATE PERSISTENT SECRET (TYPE postgres, {option})");
        var row = Assert.Single(_harness.Rows("FROM duckdb_secrets()"));
        Assert.EndsWith(shown, row);
        Assert.DoesNotContain("hunter2", row);
    }

    [Theory]
    [InlineData("FROM duckdb_secrets(redact := true)")]
    [InlineData("FROM duckdb_secrets(redact => true)")]
    [InlineData("FROM duckdb_secrets(redact = true)")]
    [InlineData("SET allow_unredacted_secrets = true; FROM duckdb_secrets(redact := false)")]
    [InlineData("FROM pintail_secrets()")]
    public void Redaction_cannot_be_switched_off(string sql)
    {
        _harness.Rows("CREATE SECRET s (TYPE postgres, PASSWORD 'hunter2')");
        string rows;
        try
        {
            rows = Assert.Single(_harness.Rows(sql));
        }
        catch (Pintail.DuckDB.DuckDBException e)
        {
            // DuckDB's setting can be chosen at its start only.
            Assert.Contains("allow_unredacted_secrets", e.Message);
            return;
        }
        Assert.Contains("password=redacted", rows);
        Assert.DoesNotContain("hunter2", rows);
    }

    public void Dispose() => _harness.Dispose();
}
