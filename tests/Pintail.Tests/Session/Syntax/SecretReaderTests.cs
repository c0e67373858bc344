using Pintail.Session.Syntax;

namespace Pintail.Tests.Session.Syntax;

public class SecretReaderTests
{
    [Fact]
    public void Create_with_everything_is_read()
    {
        var secret = Create(
            "CREATE OR REPLACE PERSISTENT SECRET \"S\" IN local_file (TYPE rds, PROVIDER credential_chain, "
                + "SCOPE ['a', 'b'], CHAIN 'sso;env', PORT 5432, flag)"
        );

        Assert.Equal(("S", "rds", "credential_chain"), (secret.Name, secret.Type, secret.Provider));
        Assert.True(secret.OrReplace);
        Assert.Equal(SecretPersistence.Persistent, secret.Persistence);
        Assert.Equal("local_file", secret.Storage);
        Assert.Equal(["a", "b"], secret.Scope);
        Assert.Equal(["CHAIN", "PORT", "flag"], secret.Options.Keys);
        Assert.Equal(["sso;env"], secret.Options["chain"]);
    }

    [Theory]
    [InlineData("create secret (type postgres)", null, SecretPersistence.Unsaid, false)]
    [InlineData("create secret s (type 'Postgres')", "s", SecretPersistence.Unsaid, false)]
    [InlineData("create temporary secret s (\"TYPE\" postgres)", "s", SecretPersistence.Temporary, false)]
    [InlineData("create secret if not exists s (x 1, type postgres)", "s", SecretPersistence.Unsaid, true)]
    [InlineData("create secret if not exists (type postgres)", null, SecretPersistence.Unsaid, true)]
    [InlineData("create secret if (type postgres)", "if", SecretPersistence.Unsaid, false)]
    [InlineData("create/**/secret--x\n\"a;b\"(type/**/postgres)", "a;b", SecretPersistence.Unsaid, false)]
    public void Create_is_read_in_its_spellings(string text, string? name, object persistence, bool ifNotExists)
    {
        var secret = Create(text);

        Assert.Equal((name, ifNotExists), (secret.Name, secret.IfNotExists));
        Assert.Equal(persistence, secret.Persistence);
        Assert.Empty(secret.Scope);
        Assert.Null(secret.Provider);
    }

    [Theory]
    [InlineData("create secret s (type s3)")]
    [InlineData("create secret s (type s3, x postgres)")]
    [InlineData("create secret s type postgres")]
    [InlineData("create \"secret\" s (type postgres)")]
    [InlineData("create secret s (type postgres, x 'a")]
    public void Create_of_something_else_is_DuckDBs(string text) =>
        Assert.IsType<OtherStatement>(SqlTexts.Statement(text));

    [Theory]
    [InlineData("create secret s (type postgres, host = 'a')", 38)]
    [InlineData("create secret s (type postgres, a getenv('B'))", 41)]
    [InlineData("create secret s (type postgres) x", 33)]
    [InlineData("create secret s (type postgres, type rds)", 33)]
    public void Broken_create_says_where(string text, int place)
    {
        var error = Assert.Throws<PintailException>(() => SqlTexts.Statement(text));

        Assert.Contains($"CREATE SECRET: ", error.Message);
        Assert.Contains($"at character {place} of", error.Message);
    }

    [Theory]
    [InlineData("getvariable('p')", "getvariable('p')")]
    [InlineData("'a' || 'b'", "'a' || 'b'")]
    [InlineData("concat('a, b)', ['c', 'd'][1])", "concat('a, b)', ['c', 'd'][1])")]
    [InlineData("('a' || 'b') || 'c'", "('a' || 'b') || 'c'")]
    [InlineData("['a', 'b'][1]", "['a', 'b'][1]")]
    [InlineData("-5 + 6", "-5 + 6")]
    [InlineData("(['a', 'b'])[1]", "(['a', 'b'])[1]")]
    [InlineData("CASE WHEN 1 > 0 THEN 'a' END", "CASE WHEN 1 > 0 THEN 'a' END")]
    public void Expression_of_an_option_goes_to_its_evaluator(string written, string expression)
    {
        var piece = SqlScript.Split($"create secret s (type postgres, password {written}, user u)")[0];
        var read = StatementReader.Read(piece, text => [$"<{text}>"]);

        var options = Assert.IsType<CreateSecretStatement>(read).Options;
        Assert.Equal([$"<{expression}>"], options["password"]);
        Assert.Equal(["u"], options["user"]);
    }

    [Fact]
    public void Expression_within_a_list_is_one_of_its_values()
    {
        var piece = SqlScript.Split("create secret s (type postgres, scope ['a' || 'b', c, upper('d')])")[0];
        var read = StatementReader.Read(piece, text => [$"<{text}>"]);

        Assert.Equal(["<'a' || 'b'>", "c", "<upper('d')>"], Assert.IsType<CreateSecretStatement>(read).Scope);
    }

    [Theory]
    [InlineData("getvariable('p')")]
    [InlineData("NULL")]
    public void NULL_is_no_value(string value)
    {
        var piece = SqlScript.Split($"create secret s (type postgres, password {value})")[0];
        var error = Assert.Throws<PintailException>(() => StatementReader.Read(piece, _ => null));

        Assert.Contains("NULL is not supported as a valid option for CREATE SECRET option \"password\"", error.Message);
    }

    [Theory]
    [InlineData("drop secret s", "s", false, SecretPersistence.Unsaid, null)]
    [InlineData("drop secret if exists \"S\"", "S", true, SecretPersistence.Unsaid, null)]
    [InlineData("drop persistent secret s from local_file", "s", false, SecretPersistence.Persistent, "local_file")]
    [InlineData("drop temporary secret if exists s", "s", true, SecretPersistence.Temporary, null)]
    public void Drop_is_read(string text, string name, bool ifExists, object persistence, string? storage)
    {
        var drop = Assert.IsType<DropSecretStatement>(SqlTexts.Statement(text));

        Assert.Equal((name, ifExists, storage), (drop.Name, drop.IfExists, drop.Storage));
        Assert.Equal(persistence, drop.Persistence);
    }

    [Theory]
    [InlineData("drop secret")]
    [InlineData("drop secret s t")]
    [InlineData("drop secret 's'")]
    public void Drop_in_no_known_form_is_DuckDBs(string text) =>
        Assert.IsType<OtherStatement>(SqlTexts.Statement(text));

    private static CreateSecretStatement Create(string text) =>
        Assert.IsType<CreateSecretStatement>(SqlTexts.Statement(text));
}
