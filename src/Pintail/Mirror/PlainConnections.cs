using System.Collections.Concurrent;
using Pintail.DuckDB;
using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>
/// Connections to DuckDB for loading small tables, each used again by the next one. What runs on them joins nothing and reads
/// all of what it names, so DuckDB's optimizer is off: it would take a fifth of such a table's time (decision 0014). Any thread.
/// </summary>
internal sealed class PlainConnections(Warehouse warehouse) : IDisposable
{
    private readonly ConcurrentBag<DuckDBConnection> _idle = [];

    /// <summary>Runs the work with one of them, which after an error is not used again.</summary>
    public T Use<T>(Func<DuckDBConnection, T> work)
    {
        var connection = _idle.TryTake(out var idle) ? idle : Open();
        try
        {
            var result = work(connection);
            _idle.Add(connection);
            return result;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var connection))
            connection.Dispose();
    }

    private DuckDBConnection Open()
    {
        var connection = warehouse.Connect();
        try
        {
            connection.Execute("PRAGMA disable_optimizer");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
