using System.Net.Sockets;
using Npgsql;
using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>
/// From a source with several hosts to a connection to one of them, as libpq does it (PQconnectPoll in fe-connect.c):
/// in order, or in a random one; another host is tried when a name is not known, a connection is refused or takes longer
/// than connect_timeout, the server cannot take sessions yet (57P03), or is not what target_session_attrs asks for.
/// Whatever else a server that answers says is final: a wrong password is not tried on the next.
/// </summary>
internal static class HostWalk
{
    private const string CannotConnectNow = "57P03";

    /// <param name="open">Connects to the one host of the settings it is given.</param>
    /// <param name="ask">The answer to <see cref="ServerRole.Query"/> on that connection; called only if it matters.</param>
    /// <exception cref="PintailException">None of several hosts will do. With a single host its own exception is thrown.</exception>
    public static async Task<T> OpenAsync<T>(
        ConnectionSettings settings,
        Func<ConnectionSettings, Task<T>> open,
        Func<T, Task<ServerRole>> ask
    )
        where T : IDisposable
    {
        var hosts = settings.AllHosts.ToArray();
        if (settings.LoadBalanceHosts)
        {
            Random.Shared.Shuffle(hosts);
        }
        var failures = new List<(SourceHost Host, Exception Reason)>();
        foreach (var wanted in Wishes(settings.TargetSession))
        {
            foreach (var host in hosts)
            {
                try
                {
                    return await TryAsync(settings.At(host), wanted, open, ask);
                }
                catch (Exception e) when (AnotherMayHelp(e))
                {
                    failures.Add((host, e));
                }
            }
        }
        throw hosts.Length == 1 ? failures[^1].Reason : NoneWillDo(settings, failures);
    }

    private static WireOptions Watched(ConnectionSettings host)
    {
        var limit = new SnapshotOptions().ProgressTimeout;
        return host.ToWire() with { ProgressTimeout = limit, FindTrouble = new ServerPulse(host, limit).FindTrouble };
    }

    /// <summary>The bulk reader's connection, for what needs none of a snapshot's.</summary>
    public static WireConnection OpenWire(ConnectionSettings settings, CancellationToken cancellation) =>
        OpenAsync(
                settings,
                host => Task.FromResult(WireConnection.Open(Watched(host), cancellation)),
                connection =>
                {
                    var row = connection.Query(ServerRole.Query)[0];
                    return Task.FromResult(ServerRole.Of(row[0], row[1]));
                }
            )
            .GetAwaiter()
            .GetResult();

    /// <summary>That no connection came about, or that it was the wrong server's: not what a server said against this client.</summary>
    public static bool AnotherMayHelp(Exception e) =>
        e switch
        {
            SocketException or TimeoutException => true,
            PintailException { Kind: ErrorKind.SourceUnavailable } => true,
            PostgresException { SqlState: CannotConnectNow } => true,
            PostgresServerException { SqlState: CannotConnectNow } => true,
            NpgsqlException { InnerException: SocketException or TimeoutException } => true,
            // Of the bulk reader: no answer in time, or none of a name's addresses.
            IOException { InnerException: SocketException { SocketErrorCode: SocketError.TimedOut } } => true,
            IOException { InnerException: { } inner } and not EndOfStreamException => AnotherMayHelp(inner)
                && inner is not SocketException { SocketErrorCode: SocketError.ConnectionReset },
            _ => false,
        };

    /// <summary>prefer-standby asks all hosts twice.</summary>
    private static TargetSession[] Wishes(TargetSession wanted) =>
        wanted == TargetSession.PreferStandby ? [TargetSession.Standby, TargetSession.Any] : [wanted];

    private static async Task<T> TryAsync<T>(
        ConnectionSettings settings,
        TargetSession wanted,
        Func<ConnectionSettings, Task<T>> open,
        Func<T, Task<ServerRole>> ask
    )
        where T : IDisposable
    {
        var connection = await open(settings);
        try
        {
            if (wanted != TargetSession.Any && await ask(connection) is var role && !role.Fits(wanted))
            {
                throw Unfit(settings, role, wanted);
            }
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>During a failover that passes by itself.</summary>
    private static PintailException Unfit(ConnectionSettings settings, ServerRole role, TargetSession wanted) =>
        new(
            ErrorKind.SourceUnavailable,
            $"{settings.AllHosts[0].Text} is {role}, and target_session_attrs asks for another ({wanted}).",
            "Name the host that is, or several by comma; target_session_attrs=any takes each."
        );

    private static PintailException NoneWillDo(
        ConnectionSettings settings,
        List<(SourceHost Host, Exception Reason)> failures
    )
    {
        // prefer-standby has asked each host twice; the second answer counts.
        var last = failures.GroupBy(failure => failure.Host).Select(group => group.Last()).ToList();
        var told = last.Select(failure =>
            (failure.Host, Error: PostgresErrors.Classify(failure.Reason, $"{failure.Host.Text}: connecting"))
        );
        var errors = told.ToList();
        // What passes by itself decides whether it is tried again: one host that starts up is enough.
        var kind = errors.Select(told => told.Error.Kind).FirstOrDefault(kind => kind != ErrorKind.SourceUnknownHost);
        return new PintailException(
            errors.TrueForAll(told => told.Error.Kind == ErrorKind.SourceUnknownHost)
                ? ErrorKind.SourceUnknownHost
                : kind,
            $"None of the {errors.Count} hosts of {settings.Display} will do. "
                + string.Join(" ", errors.Select(told => told.Error.Message)),
            "Check that one of them runs and is what target_session_attrs asks for; connect_timeout sets the patience with each.",
            last[^1].Reason
        );
    }
}
