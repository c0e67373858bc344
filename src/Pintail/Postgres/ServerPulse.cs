using System.Globalization;
using System.Net.Sockets;
using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>
/// Tells a server that works in silence from one that hangs or cannot be reached: asks, on a connection of its own, what
/// a session waits for. A session that waits for its client while the client waits for it is one whose line carries
/// nothing any more; any other wait, and none, is work.
/// </summary>
internal sealed class ServerPulse(ConnectionSettings settings)
{
    /// <summary>For connecting and for the answer, each: a server that is alive has it at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Of the setting that bounds the silence, for messages.</summary>
    public const string Remedy =
        "Look at the network and at what stands between here and the server (proxy, firewall, VPN); --progress-timeout says "
        + "after how long a silent server is asked about.";

    /// <param name="processId">The session's backend.</param>
    /// <returns>Null: it is at work. Else a clause that says what is wrong. Any thread, synchronous, bounded.</returns>
    public string? FindTrouble(int processId)
    {
        try
        {
            using var connection = WireConnection.Open(Options(), CancellationToken.None);
            var rows = connection.Query(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"SELECT wait_event FROM pg_catalog.pg_stat_activity WHERE pid = {processId}"
                )
            );
            return rows switch
            {
                [] => "the server has no such session any more",
                // src/backend/utils/activity/wait_event.c
                [["ClientWrite"]] => "the server waits for this side to take what it sends",
                [["ClientRead"]] => "the server has sent its answer and waits for this side",
                _ => null,
            };
        }
        catch (Exception e)
            when (PostgresErrors.IsOfSource(e) || e is PintailException or UnsupportedAuthenticationException)
        {
            return $"the server could not be asked about its session either ({Reason(e)})";
        }
    }

    private WireOptions Options() =>
        settings.ToWire() with
        {
            ConnectTimeout =
                settings.ConnectTimeout > TimeSpan.Zero && settings.ConnectTimeout < Patience
                    ? settings.ConnectTimeout
                    : Patience,
            ProgressTimeout = Patience,
        };

    private static string Reason(Exception e) =>
        e switch
        {
            PostgresServerException server => server.SqlState,
            SocketException socket => socket.SocketErrorCode.ToString(),
            _ => e.Message.TrimEnd('.'),
        };
}
