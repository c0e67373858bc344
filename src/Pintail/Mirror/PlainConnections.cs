using System.Collections.Concurrent;
using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>
/// Connections to DuckDB for loading small tables, each used again by the next one. What runs on them joins nothing and reads
/// all of what it names, so DuckDB's optimizer is off: it would take a fifth of such a table's time (decision 0014). Any thread.
/// </summary>
internal sealed class PlainConnections(Warehouse warehouse, CopyScan scan) : IDisposable
{
    private readonly ConcurrentBag<DuckDBConnection> _idle = [];
    private readonly ConcurrentDictionary<DuckDBConnection, SampleStatements> _samples = [];

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
            Close(connection);
            throw;
        }
    }

    /// <summary>What compares samples on one of these connections; null for any other, which only one table uses.</summary>
    public SampleStatements? Samples(DuckDBConnection connection) => _samples.GetValueOrDefault(connection);

    public void Dispose()
    {
        while (_idle.TryTake(out var connection))
            Close(connection);
    }

    private void Close(DuckDBConnection connection)
    {
        if (_samples.TryRemove(connection, out var statements))
            statements.Dispose();
        connection.Dispose();
    }

    private DuckDBConnection Open()
    {
        var connection = warehouse.Connect();
        try
        {
            connection.Execute("PRAGMA disable_optimizer");
            _samples[connection] = new SampleStatements(connection, scan);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
