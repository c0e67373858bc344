using Npgsql;
using Pintail.Cli.Demo;
using Pintail.Wire;

namespace Pintail.Tests.Wire;

/// <summary>A server with one role for each authentication method.</summary>
public sealed class AuthenticationServer : IAsyncLifetime
{
    public const string Password = "pa ss\u00a0wörd\u00b2 '\"€";

    internal ThrowawayPostgres Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await ThrowawayPostgres.StartAsync(
            new ThrowawayPostgresOptions
            {
                HostBasedAuthentication = """
                local all all trust
                host all postgres all trust
                host all trusted all trust
                host all cleartext all password
                host all hashed all md5
                host all scrammed all scram-sha-256
                host all md5_with_scram all md5
                host all mapped all ident
                host all refused all reject
                hostssl all encrypted all trust
                """,
            }
        );
        await using var connection = new NpgsqlConnection(
            $"Host={Server.Host};Port={Server.Port};Username={Server.User};Database=postgres;Pooling=false"
        );
        await connection.OpenAsync();
        var literal = "'" + Password.Replace("'", "''") + "'";
        await using var command = new NpgsqlCommand(
            $"""
            SET password_encryption = 'scram-sha-256';
            CREATE ROLE trusted LOGIN;
            CREATE ROLE scrammed LOGIN PASSWORD {literal};
            CREATE ROLE cleartext LOGIN PASSWORD {literal};
            CREATE ROLE md5_with_scram LOGIN PASSWORD {literal};
            CREATE ROLE mapped LOGIN;
            CREATE ROLE refused LOGIN;
            CREATE ROLE encrypted LOGIN;
            CREATE ROLE limited LOGIN CONNECTION LIMIT 0;
            SET password_encryption = 'md5';
            CREATE ROLE hashed LOGIN PASSWORD {literal};
            """,
            connection
        );
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    internal WireOptions Options(string user, string? password = Password) =>
        new()
        {
            Host = Server.Host,
            Port = Server.Port,
            User = user,
            Database = "postgres",
            Password = password,
        };
}

public class AuthenticationTests(AuthenticationServer server) : IClassFixture<AuthenticationServer>
{
    [Theory]
    [InlineData("trusted")]
    [InlineData("cleartext")]
    [InlineData("hashed")]
    [InlineData("scrammed")]
    [InlineData("md5_with_scram")]
    public void Right_password_opens_a_session_of_that_role(string user)
    {
        using var connection = WireConnection.Open(server.Options(user), CancellationToken.None);
        Assert.Equal(
            [
                [user],
            ],
            connection.Query("SELECT current_user")
        );
    }

    [Theory]
    [InlineData("cleartext")]
    [InlineData("hashed")]
    [InlineData("scrammed")]
    public void Wrong_password_is_the_servers_refusal_without_the_password(string user)
    {
        const string wrong = "not-the-secret";
        var error = Assert.Throws<PostgresServerException>(() =>
            WireConnection.Open(server.Options(user, wrong), CancellationToken.None)
        );
        Assert.Equal(("FATAL", "28P01"), (error.Severity, error.SqlState));
        Assert.DoesNotContain(wrong, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cleartext", null)]
    [InlineData("hashed", "")]
    [InlineData("scrammed", null)]
    public void Missing_password_is_said_with_what_to_do(string user, string? password)
    {
        var error = Assert.Throws<PintailException>(() =>
            WireConnection.Open(server.Options(user, password), CancellationToken.None)
        );
        Assert.Equal(ErrorKind.SourceAuthentication, error.Kind);
        Assert.Contains(user, error.Message, StringComparison.Ordinal);
        Assert.Contains("PGPASSWORD", error.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refused", "postgres", "28000")]
    [InlineData("nobody", "postgres", "28000")]
    [InlineData("trusted", "no such database", "3D000")]
    [InlineData("encrypted", "postgres", "28000")]
    public void Refusal_keeps_its_sqlstate(string user, string database, string sqlState)
    {
        var options = server.Options(user) with { Database = database };
        var error = Assert.Throws<PostgresServerException>(() => WireConnection.Open(options, CancellationToken.None));
        Assert.Equal(sqlState, error.SqlState);
    }

    [Fact]
    public void Options_print_without_their_secrets()
    {
        var options = server.Options("joe", "top secret") with { SslPassword = "key secret" };
        Assert.DoesNotContain("secret", options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", $"{new { options }}", StringComparison.Ordinal);
        Assert.Equal("joe@[::1]:7/postgres", (options with { Host = "::1", Port = 7 }).ToString());
    }
}
