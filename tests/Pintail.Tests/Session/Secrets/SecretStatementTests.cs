using Pintail.DuckDB;

namespace Pintail.Tests.Session.Secrets;

public sealed class SecretStatementTests : IDisposable
{
    private const string Names = "SELECT name, storage, persistent FROM duckdb_secrets() ORDER BY ALL";
    private readonly SecretHarness _harness = new();

    [Theory]
    [InlineData("CREATE SECRET s (TYPE postgres, HOST 'h')", "s|memory|False")]
    [InlineData("CREATE TEMPORARY SECRET s (TYPE POSTGRES)", "s|memory|False")]
    [InlineData("CREATE SECRET IF NOT EXISTS \"a b\" IN memory (TYPE postgres)", "a b|memory|False")]
    [InlineData("CREATE SECRET (TYPE postgres_scanner)", "__default_postgres|memory|False")]
    [InlineData("CREATE SECRET (TYPE rds, PROVIDER credential_chain)", "__default_rds|memory|False")]
    [InlineData("CREATE PERSISTENT SECRET s (TYPE postgres, PROVIDER config)", "s|local_file|True")]
    [InlineData("CREATE SECRET s IN local_file (TYPE postgres)", "s|local_file|True")]
    [InlineData("CREATE OR REPLACE SECRET s (TYPE rds)", "s|memory|False")]
    public void Create_says_success_and_the_secret_is_there(string sql, string expected)
    {
        Assert.Equal(["True"], _harness.Rows(sql));
        Assert.Equal([expected], _harness.Rows(Names));
    }

    [Fact]
    public void Result_of_create_is_DuckDBs()
    {
        foreach (var result in _harness.Session.Execute("CREATE SECRET (TYPE postgres); CREATE SECRET (TYPE http)"))
            Assert.Equal([("Success", "BOOLEAN")], result.Columns.Select(column => (column.Name, column.Type)));
    }

    [Theory]
    [InlineData("", "Temporary secret with name 'S' already exists")]
    [InlineData("PERSISTENT", "Persistent secret with name 'S' already exists")]
    public void Name_is_taken_whatever_its_case(string persistence, string message)
    {
        _harness.Rows($"CREATE {persistence} SECRET s (TYPE postgres, HOST 'first')");

        Assert.StartsWith(message, _harness.Refused($"CREATE {persistence} SECRET S (TYPE postgres)").Message);
        Assert.Equal(["True"], _harness.Rows($"CREATE {persistence} SECRET IF NOT EXISTS S (TYPE rds)"));
        Assert.Contains("host=first", Shown());
        _harness.Rows($"CREATE OR REPLACE {persistence} SECRET S (TYPE postgres, HOST 'second')");
        Assert.Contains("host=second", Shown());
        _harness.Rows("DROP SECRET s");
        Assert.Empty(_harness.Rows(Names));
    }

    [Fact]
    public void Temporary_and_persistent_secret_of_one_name_stand_side_by_side()
    {
        _harness.Rows("CREATE SECRET s (TYPE postgres); CREATE PERSISTENT SECRET s (TYPE postgres)");
        Assert.Contains("Ambiguity", _harness.Refused("DROP SECRET s").Message);
        _harness.Rows("DROP TEMPORARY SECRET S");
        Assert.Equal(["s|local_file|True"], _harness.Rows(Names));
        _harness.Rows("CREATE SECRET s (TYPE postgres); DROP PERSISTENT SECRET s FROM local_file");
        Assert.Equal(["s|memory|False"], _harness.Rows(Names));
    }

    [Fact]
    public void Secrets_of_other_types_are_DuckDBs()
    {
        _harness.Rows("CREATE SECRET h (TYPE http, BEARER_TOKEN 'x'); CREATE SECRET s (TYPE postgres)");
        Assert.Equal(["h|memory|False", "s|memory|False"], _harness.Rows(Names));
        _harness.Rows("DROP SECRET h");
        Assert.Equal(["s|memory|False"], _harness.Rows(Names));
        Assert.Throws<DuckDBException>(() => _harness.Rows("DROP SECRET h"));
        _harness.Rows("DROP SECRET IF EXISTS h");
        Assert.Throws<DuckDBException>(() => _harness.Rows("DROP SECRET s FROM elsewhere"));
    }

    [Theory]
    [InlineData("CREATE SECRET (TYPE postgres, UNKNOWN_OPTION xx)", "has no option unknown_option")]
    [InlineData("CREATE SECRET (TYPE postgres, PASWORD 'hunter2')", "has no option pasword")]
    [InlineData("CREATE SECRET (TYPE postgres, \"hunter2!\" x)", "has no such option")]
    [InlineData("CREATE SECRET (TYPE rds, PASSWORD 'hunter2')", "type rds has no option password")]
    [InlineData("CREATE SECRET (TYPE postgres, PROVIDER credential_chain)", "provider 'credential_chain' not found")]
    [InlineData("CREATE SECRET (TYPE postgres, HOST ['a', 'b'])", "takes one value")]
    [InlineData("CREATE SECRET (TYPE postgres, DATABASE a, DBNAME b)", "dbname is given twice")]
    [InlineData("CREATE SECRET (TYPE postgres, USE_RDS_IAM_AUTH 'hunter2')", "neither true nor false")]
    [InlineData("CREATE SECRET (TYPE postgres, AWS_RDS_IAM_TOKEN_EXPIRATION_SECONDS 901)", "from 1 to 900")]
    [InlineData("CREATE SECRET (TYPE postgres, AWS_RDS_IAM_TOKEN_EXPIRATION_SECONDS 0)", "from 1 to 900")]
    [InlineData("CREATE SECRET (TYPE rds, CHAIN 'env;hunter2')", "a link that is not known")]
    [InlineData("CREATE SECRET (TYPE rds, CHAIN 'sts')", "needs a role")]
    [InlineData("CREATE SECRET s IN elsewhere (TYPE postgres)", "'elsewhere' not found")]
    [InlineData("CREATE TEMPORARY SECRET s IN local_file (TYPE postgres)", "temporary secret cannot be in")]
    [InlineData("CREATE PERSISTENT SECRET s IN memory (TYPE postgres)", "persistent secret cannot be in")]
    [InlineData("ATTACH '' AS pg (TYPE postgres, SECRET unknown_secret)", "\"unknown_secret\" not found")]
    [InlineData("CREATE SECRET r (TYPE rds); ATTACH '' AS pg (TYPE postgres, SECRET r)", "is of type rds")]
    [InlineData("CREATE SECRET (TYPE postgres, AWS_RDS_SECRET r); ATTACH '' AS pg (TYPE postgres)", "\"r\" not found")]
    [InlineData("ATTACH '' AS pg (TYPE postgres, SECRET [a, b])", "SECRET takes one name")]
    [InlineData("CREATE SECRET s (TYPE postgres, PASSWORD 'hunter2' 'x')", "is expected at character")]
    public void What_cannot_be_is_refused_without_its_value(string sql, string message)
    {
        var error = _harness.Refused(sql);
        Assert.Equal(ErrorKind.Configuration, error.Kind);
        Assert.Contains(message, error.Message);
        Assert.NotNull(error.Hint);
        Assert.DoesNotContain("hunter2", error.ToString() + error.Hint);
    }

    [Theory]
    [InlineData("CREATE SECRET s (TYPE postgres, PASSWORD 'hunter2)")]
    [InlineData("CREATE SECRET s (TYPE postgres, PASSWORD 'hunter2'")]
    [InlineData("CREATE SECRET s TYPE postgres, PASSWORD 'hunter2'")]
    [InlineData("CRATE SECRET s (TYPE postgres, PASSWORD 'hunter2')")]
    [InlineData("CREATE OR REPLACE PERSISTENT SECRET s (TYPE s3, SECRET 'hunter2', REGION)")]
    [InlineData("ATTACH 'host=h password=hunter2' pg (TYPE postgres)")]
    [InlineData("ATTACH 'host=h passfile=hunter2 AS pg (TYPE postgres)")]
    [InlineData("ATACH 'host=h password=hunter2' AS pg (TYPE postgres)")]
    [InlineData("ATTACH 'postgresql://u:hunter2@h' AS pg (TYPE postgres")]
    [InlineData("CREATE SECRET s (TYPE postgres, PASSWORD no_such_function('hunter2'))")]
    [InlineData("CREATE SECRET s (TYPE postgres, PASSWORD 'hunter2' || )")]
    [InlineData("CREATE SECRET s (TYPE postgres, PASSWORD CAST('hunter2' AS INT) + 1)")]
    [InlineData("CREATE SECRET s (TYPE postgres, PASSWORD error('hunter2'))")]
    [InlineData("CREATE SECRET s (TYPE postgres, PASSWORD hunter2-x)")]
    [InlineData("CREATE SECRET s (TYPE postgres, PASSWORD hunter2!)")]
    [InlineData("CREATE SECRET s (TYPE postgres, PASSWORD hunter2(x))")]
    [InlineData("CREATE SECRET s (TYPE postgres, PASSWORD \"hunter2\" || 'x')")]
    [InlineData("ATTACH 'dbname=x' AS pg (TYPE postgres, SCHEMA 'hunter2'::DATE)")]
    [InlineData("SELECT * FROM nowhere('host=h password=hunter2')")]
    [InlineData("SELECT * FORM postgres_scan('postgresql://u:hunter2@h', 's', 't')")]
    public void Statement_that_is_broken_is_not_quoted(string sql)
    {
        var error = Assert.Throws<PintailException>(() => _harness.Rows(sql));
        Assert.DoesNotContain("hunter2", error.ToString() + error.Hint);
    }

    [Fact]
    public void Statement_without_a_secret_keeps_its_place()
    {
        var error = Assert.Throws<DuckDBException>(() => _harness.Rows("SELECT password, secret, token FORM 'x' y z"));
        Assert.Contains("LINE 1: SELECT password", error.Message);
    }

    [Fact]
    public void Secrets_are_shared_by_all_sessions()
    {
        _harness.Rows("CREATE SECRET s (TYPE postgres)");
        using var other = _harness.Connect();
        foreach (var result in other.Execute("SELECT count(*) FROM duckdb_secrets()"))
            Assert.Equal(1L, Assert.Single(result.Rows())[0]);
    }

    public void Dispose() => _harness.Dispose();

    private string Shown() => Assert.Single(_harness.Rows("SELECT secret_string FROM duckdb_secrets()"));
}
