using Pintail.Cli.Settings;

namespace Pintail.Tests.Cli;

public class SourceAndTargetChoiceTests
{
    [Fact]
    public void Flight_variables_give_the_source_and_its_name()
    {
        var choice = Source(
            "pg_HOST=h pg_DATABASE=d pg_USER=u pg_PASSWORD=p pg_PORT=1 pg_SSLMODE=require PGHOST=elsewhere"
        );
        Assert.Equal("pg", choice.SecretName);
        Assert.Null(choice.Conninfo);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["host"] = "h",
                ["dbname"] = "d",
                ["user"] = "u",
                ["password"] = "p",
                ["port"] = "1",
                ["sslmode"] = "require",
            },
            choice.Parameters
        );
    }

    [Theory]
    [InlineData("pg_DATABASE=d pg_USER=u pg_PASSWORD=p", "pg_HOST is not set", null)]
    [InlineData("pg_HOST=h pg_USER=u pg_PASSWORD=p", "pg_DATABASE is not set", null)]
    [InlineData("pg_HOST=h pg_DATABASE=d pg_PASSWORD=p", "pg_USER is not set", null)]
    [InlineData("pg_HOST=h pg_DATABASE=d pg_USER=u", "pg_PASSWORD is not set", "~/.pgpass")]
    [InlineData("pg_HOST= pg_DATABASE=d pg_USER=u pg_PASSWORD=p", "pg_HOST is not set", null)]
    [InlineData("pg_host=h pg_DATABASE=d pg_USER=u pg_PASSWORD=p", "pg_HOST is not set", "pg_host is set")]
    [InlineData("pg_host=h", "No source is named: pg_host is set, but the variable is called pg_HOST.", "case")]
    [InlineData("PG_PASSWORD=p", "No source is named: PG_PASSWORD is set", "case")]
    [InlineData("PGPASSWORD=p", "No source is named.", "--source")]
    [InlineData("", "No source is named.", "--source")]
    public void Missing_source_variable_is_named(string environment, string message, string? hint)
    {
        var error = Assert.Throws<PintailException>(() => Source(environment));
        Assert.Equal(ErrorKind.Configuration, error.Kind);
        Assert.StartsWith(message, error.Message);
        Assert.Contains(hint ?? "", error.Hint);
    }

    [Theory]
    [InlineData("pg_HOST=h pg_DATABASE=d pg_USER=u PGPASSWORD=p")]
    [InlineData("pg_HOST=h pg_DATABASE=d pg_USER=u pg_PASSWORD=")]
    [InlineData("pg_HOST=h PGDATABASE=d PGUSER=u PGPASSWORD=p")]
    public void Flight_variable_may_be_spared_where_libpq_gives_it(string environment)
    {
        var choice = Source(environment);
        Assert.Equal("h", choice.Parameters["host"]);
        Assert.Equal("pg", choice.SecretName);
    }

    [Theory]
    [InlineData("PGHOST=h")]
    [InlineData("PGDATABASE=d")]
    [InlineData("PGUSER=u")]
    public void Libpq_variables_give_the_source_where_no_other_does(string environment)
    {
        var choice = Source(environment);
        Assert.Null(choice.Conninfo);
        Assert.Null(choice.SecretName);
        Assert.Empty(choice.Parameters);
    }

    [Fact]
    public void Misspelt_variable_beside_a_source_is_a_warning()
    {
        var choice = Source("PGHOST=h pg_host=x");
        Assert.Equal(["pg_host is set, but the variable is called pg_HOST. It is not read."], choice.Warnings);
    }

    [Fact]
    public void Source_setting_wins_over_all_variables()
    {
        var values = new SettingValues(
            Environment("pg_HOST=h PGHOST=h"),
            _ => null,
            ConfigFile.Parse("source: dbname=x", "p.yaml")
        );
        var choice = SourceChoice.From(values);
        Assert.Equal("dbname=x", choice.Conninfo);
        Assert.Null(choice.SecretName);
        Assert.Empty(choice.Parameters);
    }

    [Theory]
    [InlineData("", null, "./postgres_ingest.duckdb", null)]
    [InlineData("TARGET_DATABASE=x", null, "./x.duckdb", null)]
    [InlineData("TARGET_DATABASE=", null, "./postgres_ingest.duckdb", null)]
    [InlineData("TARGET_DATABASE=\u2003", null, "./postgres_ingest.duckdb", null)]
    [InlineData("TARGET_DATABASE=x MOTHERDUCK_TOKEN=t", null, null, "x")]
    [InlineData("motherduck_token=t", null, null, "postgres_ingest")]
    [InlineData("MOTHERDUCK_TOKEN=t", "./a.duckdb", "./a.duckdb", null)]
    [InlineData("MOTHERDUCK_TOKEN=t", "md:b", null, "b")]
    [InlineData("MOTHERDUCK_TOKEN=", "a.duckdb", "a.duckdb", null)]
    public void Target_is_the_named_one_else_by_the_token(
        string environment,
        string? target,
        string? file,
        string? database
    )
    {
        var choice = Target(environment, target);
        Assert.Equal(file, choice.File);
        Assert.Equal(database, choice.MotherDuckDatabase);
    }

    [Theory]
    [InlineData("", "md:b", "no token is set")]
    [InlineData("MOTHERDUCK_TOKEN=t", "md:", "not md: and a database's name")]
    [InlineData("MOTHERDUCK_TOKEN=t", "md:b?motherduck_token=hunter2", "not md: and a database's name")]
    [InlineData("", ":memory:", "not a file")]
    [InlineData("TARGET_DATABASE=a/b", null, "not a file's name")]
    public void Target_that_is_none_is_refused(string environment, string? target, string message)
    {
        var error = Assert.Throws<PintailException>(() => Target(environment, target));
        Assert.Equal(ErrorKind.Configuration, error.Kind);
        Assert.Contains(message, error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());
    }

    private static SourceChoice Source(string environment) =>
        SourceChoice.From(new SettingValues(Environment(environment), _ => null, null));

    private static TargetChoice Target(string environment, string? target) =>
        TargetChoice.From(
            new SettingValues(
                Environment(environment),
                setting => setting == SettingTable.Target && target is not null ? [target] : null,
                null
            )
        );

    private static Dictionary<string, string> Environment(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
}
