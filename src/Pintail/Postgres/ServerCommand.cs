using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>
/// SQL of the user's own that may write, run once on a connection of its own with the role's own settings: one statement,
/// or several that the server takes as one transaction. Never run again after a loss, as it may have been done.
/// </summary>
/// <param name="what">For errors: the function and the database, as the start of a sentence.</param>
/// <param name="lockTimeout">Null: the role's own. Needed where whoever waits for the command may hold the lock it waits for.</param>
public sealed class ServerCommand(ConnectionSettings settings, string what, TimeSpan? lockTimeout = null) : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    private volatile WireConnection? _connection;

    /// <exception cref="PintailException">Whatever the server says against it.</exception>
    public void Execute(string sql)
    {
        try
        {
            using (_connection = HostWalk.OpenWire(settings, _cancelled.Token))
            {
                _cancelled.Token.ThrowIfCancellationRequested();
                if (SetLockTimeout is { } set)
                    _connection.Execute(set);
                _connection.Execute(sql);
            }
        }
        catch (Exception e)
        {
            throw StatementErrors.Explain(e, what);
        }
    }

    /// <summary>Asks the server to stop it. Any thread.</summary>
    public void Cancel()
    {
        try
        {
            _cancelled.Cancel();
            _connection?.Cancel();
        }
        catch (Exception e)
            when (e is IOException or System.Net.Sockets.SocketException or PostgresServerException or PintailException)
        {
            // It then runs to its end.
        }
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _cancelled.Dispose();
    }

    private string? SetLockTimeout =>
        lockTimeout is { } time ? $"SET lock_timeout = '{SessionSettings.Millis(time)}'" : null;
}
