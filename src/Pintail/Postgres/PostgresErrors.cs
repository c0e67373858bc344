using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;
using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>
/// Gives every failure of a source its <see cref="ErrorKind"/>: a server's own error by its SQLSTATE
/// (<see cref="SqlStates"/>), anything else by the type of the exception or of what lies below it, never by text, which
/// differs by language and version. The message says what was done, then what the server or the system said; a hint
/// says what to do.
/// </summary>
public static class PostgresErrors
{
    /// <param name="doing">What was tried and where, as the start of a sentence: "Connecting to u@h:5432/d".</param>
    /// <param name="cancelling">The caller had asked to stop, so a cancelled query is no failure of the source.</param>
    public static PintailException Classify(Exception e, string doing, bool cancelling = false) =>
        e is OperationCanceledException ? Cancelled(e, doing) : Of(e, $"{doing} failed", cancelling);

    /// <param name="failed">What did not come about, a sentence to which the reason is added.</param>
    private static PintailException Of(Exception e, string failed, bool cancelling) =>
        SystemLimits.Explain(e, failed)
        ?? e switch
        {
            PintailException known => known,
            OperationCanceledException => new(ErrorKind.Cancelled, $"{failed}: it was cancelled.", null, e),
            PostgresException server => FromServer(server.SqlState, server.MessageText, e, failed, cancelling),
            PostgresServerException server => FromServer(server.SqlState, server.MessageText, e, failed, cancelling),
            UnsupportedAuthenticationException => new(
                ErrorKind.SourceAuthentication,
                $"{failed}: {e.Message}",
                "Let the role log in by scram-sha-256, md5, password or a certificate (pg_hba.conf).",
                e
            ),
            WireProtocolException => new(
                ErrorKind.SourceProtocol,
                $"{failed}: {e.Message}",
                "Is this host and port a PostgreSQL server, with nothing between that changes bytes?",
                e
            ),
            SocketException socket => FromSocket(socket, e, failed),
            SilentServerException => new(ErrorKind.SourceUnreachable, $"{failed}: {e.Message}", ServerPulse.Remedy, e),
            AuthenticationException => Tls(e, failed),
            CryptographicException => Certificate(e, failed),
            TimeoutException => Unreachable($"{failed}: it took too long.", e),
            NpgsqlException or AggregateException or IOException => FromInner(e, failed, cancelling),
            _ => new(ErrorKind.Internal, $"{failed}: {e.Message}", "This is a fault in Pintail.", e),
        };

    /// <summary>Of the server, or of the way to it.</summary>
    internal static bool IsOfSource(Exception e) =>
        e
            is NpgsqlException
                or PostgresServerException
                or WireProtocolException
                or IOException
                or SocketException
                or TimeoutException
                or AuthenticationException;

    /// <summary>
    /// What SET TRANSACTION SNAPSHOT answers when the exporter is gone (src/backend/utils/time/snapmgr.c and
    /// storage/ipc/procarray.c): invalid_parameter_value up to 16, undefined_object from 17 on, or
    /// object_not_in_prerequisite_state while it is going.
    /// </summary>
    internal static bool IsSnapshotGone(string sqlState) =>
        sqlState
            is PostgresErrorCodes.InvalidParameterValue
                or PostgresErrorCodes.UndefinedObject
                or PostgresErrorCodes.ObjectNotInPrerequisiteState;

    /// <summary>As <see cref="Classify"/>. Where the password is a token of ours, "check the password" is no help,
    /// and one that was refused is not to be used again.</summary>
    internal static PintailException Connecting(Exception e, ConnectionSettings settings)
    {
        var error = Of(e, $"Unable to connect to Postgres at {settings.Display}", cancelling: false);
        var isRefusal =
            error.Kind == ErrorKind.SourceAuthentication && e is (PostgresException or PostgresServerException);
        if (settings.PasswordProvider is null || !isRefusal)
            return error;
        settings.PasswordRefused?.Invoke();
        return new PintailException(
            error.Kind,
            error.Message,
            "IAM must be on for the instance, the role needs GRANT rds_iam, and the AWS identity rds-db:connect for it; "
                + "user, host and region go into the token.",
            error.InnerException
        );
    }

    /// <summary>Wrappers: what they wrap decides, unless it says nothing that is known here.</summary>
    private static PintailException FromInner(Exception e, string failed, bool cancelling)
    {
        if (e.InnerException is { } inner)
        {
            var known = Of(inner, failed, cancelling);
            if (known.Kind != ErrorKind.Internal)
            {
                return known;
            }
        }
        // Npgsql throws a bare exception of its own where both sides are there and do not come together: TLS that the
        // server does not have, a method of authentication that it lacks.
        return e is NpgsqlException && e.InnerException is null
            ? new(
                ErrorKind.SourceAuthentication,
                $"{failed}: {e.Message}",
                "Check sslmode against the server's ssl setting, and the method of authentication in pg_hba.conf.",
                e
            )
            : Unreachable($"{failed}: the connection was lost.", e);
    }

    private static PintailException FromServer(
        string sqlState,
        string message,
        Exception e,
        string failed,
        bool cancelling
    )
    {
        var kind =
            cancelling && sqlState == PostgresErrorCodes.QueryCanceled ? ErrorKind.Cancelled : SqlStates.Kind(sqlState);
        // The exception itself is left out then, too: --verbose prints inner exceptions in full.
        var mayQuote = SqlStates.MayQuoteValues(sqlState);
        var said = mayQuote ? "the server's message is left out because it may hold a value of a row" : message;
        var text = $"{failed}: {said} (SQLSTATE {sqlState}).";
        return new(kind, text, SqlStates.Hint(sqlState), mayQuote ? null : e);
    }

    private static PintailException FromSocket(SocketException socket, Exception e, string failed) =>
        socket.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery => new(
                ErrorKind.SourceUnknownHost,
                $"{failed}: the host's name cannot be resolved.",
                "Check the name for typing errors, and that this machine's DNS knows it.",
                e
            ),
            SocketError.AccessDenied => new(
                ErrorKind.SourceAuthentication,
                $"{failed}: the system does not allow this user to open the socket.",
                "Check the permissions of the unix socket and its folder, or connect over TCP.",
                e
            ),
            SocketError.ConnectionRefused => new(
                ErrorKind.SourceUnreachable,
                $"{failed}: the connection was refused.",
                "Is the server running there, and does it listen on that address and port (listen_addresses, port)?",
                e
            ),
            SocketError.AddressNotAvailable => new(
                ErrorKind.SourceUnreachable,
                $"{failed}: there is no such address or unix socket.",
                "Is the server running, with that folder in unix_socket_directories and that port?",
                e
            ),
            SocketError.TimedOut => Unreachable($"{failed}: no answer in time.", e),
            _ => Unreachable($"{failed}: {socket.Message}.", e),
        };

    private static PintailException Unreachable(string message, Exception e) =>
        new(
            ErrorKind.SourceUnreachable,
            message,
            "Check that the server runs and that network and firewall let this machine through; connect_timeout sets the patience.",
            e
        );

    private static PintailException Tls(Exception e, string failed) =>
        new(
            ErrorKind.SourceAuthentication,
            $"{failed}: no trusted encrypted connection came about: {e.Message}",
            "Check sslmode, that sslrootcert holds the authority of the server's certificate, that its name is the host's, and sslcert with sslkey.",
            e
        );

    /// <summary>The text is left out: what a parser says about a private key is not for a message.</summary>
    private static PintailException Certificate(Exception e, string failed) =>
        new(
            ErrorKind.Configuration,
            $"{failed}: a certificate or private key file cannot be read ({e.GetType().Name}).",
            "sslcert, sslkey and sslrootcert must be PEM files; an encrypted key needs its password in sslpassword."
        );

    private static PintailException Cancelled(Exception e, string doing) =>
        new(ErrorKind.Cancelled, $"{doing} was cancelled.", null, e);
}
