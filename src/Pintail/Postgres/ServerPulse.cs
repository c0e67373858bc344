using System.Globalization;
using System.Net.Sockets;
using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>
/// Tells a server that works in silence from one that hangs or cannot be reached: asks, on a connection of its own, what
/// a session waits for. A session that waits for its client while the client waits for it is one whose line carries
/// nothing any more; any other wait, and none, is work.
/// </summary>
/// <param name="limit">For how long the server was silent.</param>
internal sealed class ServerPulse(ConnectionSettings settings, TimeSpan limit)
{
    /// <summary>For connecting, at least, and for the answer: a server that is alive has it soon.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public const string Remedy =
        "Look at the network and at what stands between here and the server (proxy, firewall, VPN). For a mirror, "
        + "--progress-timeout says after how long a silent server is asked about.";

    /// <param name="processId">The session's backend.</param>
    /// <returns>
    /// Null: it is at work, as far as can be told. Else a clause that says what is wrong. Any thread, synchronous, bounded.
    /// </returns>
    public string? FindTrouble(int processId)
    {
        try
        {
            using var connection = Open();
            // A role that the connection's options set might not see its own session. Nothing of it stays behind a pooler.
            var row = connection.Query(
                $"BEGIN READ ONLY; SET LOCAL ROLE NONE; {Sql(processId, connection.ProcessId)}; COMMIT"
            )[0];
            return row switch
            {
                // A pooler gives other numbers than the server's, which say nothing about the session.
                ["f", ..] => null,
                [_, null, ..] => "the server has no such session any more",
                // src/backend/utils/activity/wait_event.c
                [_, _, "ClientWrite", _] => "the server waits for this side to take what it sends",
                [_, _, "ClientRead", "t"] => "the server has sent its answer and waits for this side",
                _ => null,
            };
        }
        catch (PostgresServerException)
        {
            // Too many connections, a password that has changed: it is there, and says nothing about the session.
            return null;
        }
        catch (Exception e)
        {
            return $"the server could not be asked about its session either ({Reason(e)})";
        }
    }

    /// <summary>A connection beside the session, for a brief question. Synchronous.</summary>
    public WireConnection Open() => WireConnection.Open(Options(), CancellationToken.None);

    // Between two of several statements the server waits for the next one, too, but not since long.
    private string Sql(int processId, int ownProcessId) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            SELECT pg_catalog.pg_backend_pid() = {ownProcessId}, a.pid, a.wait_event,
                a.state_change < pg_catalog.clock_timestamp() - interval '{limit.TotalMilliseconds} ms'
            FROM (SELECT 1) AS one LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = {processId}
            """
        );

    private WireOptions Options() =>
        settings.ToWire() with
        {
            ConnectTimeout = settings.ConnectTimeout > Patience ? settings.ConnectTimeout : Patience,
            ProgressTimeout = Patience,
        };

    private static string Reason(Exception e) =>
        e switch
        {
            SocketException socket => socket.SocketErrorCode.ToString(),
            _ => e.Message.TrimEnd('.'),
        };
}
