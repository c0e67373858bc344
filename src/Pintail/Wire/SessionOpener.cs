using System.Net;

namespace Pintail.Wire;

/// <summary>
/// Opens a session as libpq does: one connection, or two when sslmode leaves open whether it is encrypted. With prefer
/// TLS comes first and plain follows when the handshake or the authentication fails; with allow it is the other way
/// round. A refusal after the authentication (no such database, too many connections) is final.
/// </summary>
internal static class SessionOpener
{
    /// <summary>Class 28 of src/backend/utils/errcodes.txt.</summary>
    private const string InvalidAuthorizationClass = "28";

    public static WireSession Open(WireOptions options, CancellationToken cancellation)
    {
        if (options.PasswordProvider is { } ask)
        {
            options = options with { Password = ask(cancellation) };
        }
        using var deadline = new ConnectDeadline(options.ConnectTimeout, cancellation);
        try
        {
            deadline.Token.ThrowIfCancellationRequested();
            return Open(options, deadline);
        }
        catch (PostgresServerException e)
            when (e.SqlState.StartsWith(InvalidAuthorizationClass, StringComparison.Ordinal))
        {
            options.PasswordRefused?.Invoke();
            throw;
        }
        catch (Exception e) when (deadline.IsPast && e is not PostgresServerException)
        {
            throw deadline.Explain(e, options);
        }
    }

    private static WireSession Open(WireOptions options, ConnectDeadline deadline)
    {
        var kinds = Kinds(options);
        using var tls = kinds is [Encryption.None] ? null : new TlsClient(options);
        EndPoint? address = null;
        Exception? refusal = null;
        for (var i = 0; i < kinds.Length; i++)
        {
            var attempt = new SessionAttempt(options, kinds[i], tls);
            var isLast = i == kinds.Length - 1;
            try
            {
                var (socket, dialed) = address is null
                    ? SocketDialer.Dial(options, deadline)
                    : (SocketDialer.Dial(address, options, deadline), address);
                address = dialed;
                return attempt.Run(socket, address, deadline);
            }
            catch (Exception e) when (!deadline.IsPast && attempt.OtherEncryptionMayHelp(e) && !isLast)
            {
                refusal = e;
            }
            catch (Exception e) when (refusal is not null && !IsMoreTelling(e))
            {
                throw refusal;
            }
        }

        throw new InvalidOperationException("The last attempt either returns or throws.");
    }

    /// <summary>"No pg_hba.conf entry" for the other kind of connection says less than the first attempt's "wrong password".</summary>
    private static bool IsMoreTelling(Exception second)
    {
        const string invalidAuthorization = "28000";
        return second is not PostgresServerException { SqlState: invalidAuthorization };
    }

    private static Encryption[] Kinds(WireOptions options) =>
        options.SslMode switch
        {
            _ when options.IsUnixSocket => [Encryption.None],
            WireSslMode.Disable => [Encryption.None],
            WireSslMode.Allow => [Encryption.None, Encryption.IfOffered],
            WireSslMode.Prefer => [Encryption.IfOffered, Encryption.None],
            _ => [Encryption.Required],
        };
}
