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
    private const string ConnectingTo = "Connecting to ";

    /// <param name="doing">What was tried and where, as the start of a sentence: "Connecting to u@h:5432/d".</param>
    /// <param name="cancelling">The caller had asked to stop, so a cancelled query is no failure of the source.</param>
    public static PintailException Classify(Exception e, string doing, bool cancelling = false) =>
        e switch
        {
            PintailException known => known,
            OperationCanceledException => Cancelled(e, doing),
            PostgresException server => FromServer(server.SqlState, server.MessageText, e, doing, cancelling),
            PostgresServerException server => FromServer(server.SqlState, server.MessageText, e, doing, cancelling),
            UnsupportedAuthenticationException => new(
                ErrorKind.SourceAuthentication,
                $"{doing} failed: {e.Message}",
                "Let the role log in by scram-sha-256, md5, password or a certificate (pg_hba.conf).",
                e
            ),
            WireProtocolException => new(
                ErrorKind.SourceProtocol,
                $"{doing} failed: {e.Message}",
                "Is this host and port a PostgreSQL server, with nothing between that changes bytes?",
                e
            ),
            SocketException socket => FromSocket(socket, e, doing),
            SilentServerException => new(
                ErrorKind.SourceUnreachable,
                $"{doing} failed: {e.Message}",
                ServerPulse.Remedy,
                e
            ),
            AuthenticationException => Tls(e, doing),
            CryptographicException => Certificate(e, doing),
            TimeoutException => Unreachable($"{doing} took too long.", e),
            NpgsqlException or AggregateException or IOException => FromInner(e, doing, cancelling),
            _ => new(ErrorKind.Internal, $"{doing} failed: {e.Message}", "This is a fault in Pintail.", e),
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
        var error = AsExtension(Classify(e, $"{ConnectingTo}{settings.Display}"));
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

    // As DuckDB's postgres extension begins it, which scripts look for.
    private static PintailException AsExtension(PintailException error) =>
        error.Message.StartsWith(ConnectingTo, StringComparison.Ordinal)
            ? new PintailException(
                error.Kind,
                $"Unable to connect to Postgres at {error.Message[ConnectingTo.Length..].Replace(" failed: ", ": ", StringComparison.Ordinal)}",
                error.Hint,
                error.InnerException
            )
            : error;

    /// <summary>Wrappers: what they wrap decides, unless it says nothing that is known here.</summary>
    private static PintailException FromInner(Exception e, string doing, bool cancelling)
    {
        if (e.InnerException is { } inner)
        {
            var known = Classify(inner, doing, cancelling);
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
                $"{doing} failed: {e.Message}",
                "Check sslmode against the server's ssl setting, and the method of authentication in pg_hba.conf.",
                e
            )
            : Unreachable($"{doing} failed: the connection was lost.", e);
    }

    private static PintailException FromServer(
        string sqlState,
        string message,
        Exception e,
        string doing,
        bool cancelling
    )
    {
        var kind =
            cancelling && sqlState == PostgresErrorCodes.QueryCanceled ? ErrorKind.Cancelled : SqlStates.Kind(sqlState);
        // The exception itself is left out then, too: --verbose prints inner exceptions in full.
        var mayQuote = SqlStates.MayQuoteValues(sqlState);
        var said = mayQuote ? "the server's message is left out because it may hold a value of a row" : message;
        var text = $"{doing} failed: {said} (SQLSTATE {sqlState}).";
        return new(kind, text, SqlStates.Hint(sqlState), mayQuote ? null : e);
    }

    private static PintailException FromSocket(SocketException socket, Exception e, string doing) =>
        socket.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery => new(
                ErrorKind.SourceUnknownHost,
                $"{doing} failed: the host's name cannot be resolved.",
                "Check the name for typing errors, and that this machine's DNS knows it.",
                e
            ),
            SocketError.AccessDenied => new(
                ErrorKind.SourceAuthentication,
                $"{doing} failed: the system does not allow this user to open the socket.",
                "Check the permissions of the unix socket and its folder, or connect over TCP.",
                e
            ),
            SocketError.ConnectionRefused => new(
                ErrorKind.SourceUnreachable,
                $"{doing} failed: the connection was refused.",
                "Is the server running there, and does it listen on that address and port (listen_addresses, port)?",
                e
            ),
            SocketError.AddressNotAvailable => new(
                ErrorKind.SourceUnreachable,
                $"{doing} failed: there is no such address or unix socket.",
                "Is the server running, with that folder in unix_socket_directories and that port?",
                e
            ),
            SocketError.TimedOut => Unreachable($"{doing} failed: no answer in time.", e),
            _ => Unreachable($"{doing} failed: {socket.Message}.", e),
        };

    private static PintailException Unreachable(string message, Exception e) =>
        new(
            ErrorKind.SourceUnreachable,
            message,
            "Check that the server runs and that network and firewall let this machine through; connect_timeout sets the patience.",
            e
        );

    private static PintailException Tls(Exception e, string doing) =>
        new(
            ErrorKind.SourceAuthentication,
            $"{doing} failed: no trusted encrypted connection came about: {e.Message}",
            "Check sslmode, that sslrootcert holds the authority of the server's certificate, that its name is the host's, and sslcert with sslkey.",
            e
        );

    /// <summary>The text is left out: what a parser says about a private key is not for a message.</summary>
    private static PintailException Certificate(Exception e, string doing) =>
        new(
            ErrorKind.Configuration,
            $"{doing} failed: a certificate or private key file cannot be read ({e.GetType().Name}).",
            "sslcert, sslkey and sslrootcert must be PEM files; an encrypted key needs its password in sslpassword."
        );

    private static PintailException Cancelled(Exception e, string doing) =>
        new(ErrorKind.Cancelled, $"{doing} was cancelled.", null, e);
}
