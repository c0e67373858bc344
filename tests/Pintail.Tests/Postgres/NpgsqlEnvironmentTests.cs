using Pintail.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Postgres;

/// <summary>Changes the variables of the whole process, so nothing may run beside it.</summary>
[CollectionDefinition(nameof(NpgsqlEnvironmentTests), DisableParallelization = true)]
[Collection(nameof(NpgsqlEnvironmentTests))]
public sealed class NpgsqlEnvironmentTests(LoginServer login, PostgresFixture fixture) : IClassFixture<LoginServer>
{
    private static readonly Dictionary<string, string> Traps = new()
    {
        ["PGHOST"] = "nosuchhost.invalid",
        ["PGPORT"] = "1",
        ["PGUSER"] = "wrong",
        ["PGPASSWORD"] = "wrong",
        ["PGPASSFILE"] = "/nonexistent/pgpass",
        ["PGDATABASE"] = "wrong",
        ["PGOPTIONS"] = "-c work_mem=9999kB",
        ["PGAPPNAME"] = "wrong",
        ["PGTZ"] = "Asia/Tokyo",
        ["PGCLIENTENCODING"] = "LATIN1",
        ["PGGSSENCMODE"] = "Require",
        ["PGSSLNEGOTIATION"] = "Direct",
        ["PGREQUIREAUTH"] = "gss",
        ["PGTARGETSESSIONATTRS"] = "standby",
        ["PGSSLROOTCERT"] = "/nonexistent/root.crt",
    };

    private static readonly Dictionary<string, string> Clean = new() { ["HOME"] = "/nonexistent" };

    [Fact]
    public async Task Npgsql_takes_nothing_from_variables_that_the_resolver_was_not_given()
    {
        const string query = """
            SELECT concat_ws('|', current_user, current_database(), current_setting('work_mem'),
                current_setting('application_name'), current_setting('TimeZone'), current_setting('client_encoding'))
            """;
        var given = new Dictionary<string, string>
        {
            ["host"] = "127.0.0.1",
            ["port"] = $"{login.Server.Port}",
            ["user"] = "secret",
            ["password"] = LoginServer.Password,
            ["dbname"] = "open",
        };
        await WithTrapsAsync(async () =>
        {
            await using var source = Conninfo.FromParameters(given, Clean).ToNpgsql();
            await using var command = source.CreateCommand(query);
            Assert.Equal("secret|open|4MB|pintail|UTC|UTF8", await command.ExecuteScalarAsync());

            given.Remove("password");
            await using var without = Conninfo.FromParameters(given, Clean).ToNpgsql();
            var error = await Assert.ThrowsAnyAsync<Exception>(async () => await without.OpenConnectionAsync());
            Assert.Equal(ErrorKind.SourceAuthentication, PostgresErrors.Classify(error, "Connecting").Kind);
            Assert.Contains("none was given", PostgresErrors.Classify(error, "Connecting").Message);
        });
    }

    [Fact]
    public async Task Environment_of_the_process_is_what_the_resolver_reads() =>
        await WithTrapsAsync(() =>
        {
            var environment = Conninfo.ProcessEnvironment();
            Assert.All(Traps, trap => Assert.Equal(trap.Value, environment[trap.Key]));
            Assert.Equal(Environment.GetEnvironmentVariable("HOME"), environment.GetValueOrDefault("HOME"));
            Assert.DoesNotContain("PATH", environment.Keys);
            return Task.CompletedTask;
        });

    private async Task WithTrapsAsync(Func<Task> test)
    {
        // Servers that the fixture starts on first use must not meet the traps.
        await fixture.ServerAsync();
        try
        {
            foreach (var (name, value) in Traps)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
            await test();
        }
        finally
        {
            foreach (var name in Traps.Keys)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }
    }
}
