using System.Collections.Concurrent;

namespace Pintail.DuckDB;

/// <summary>
/// The C API carries an error of a function as text only. So that a caller can tell a lost connection from a bad
/// value without reading texts, the exception itself waits here until the failed query of its connection collects it.
/// Of several threads that fail in one query the first counts, as it does for DuckDB.
/// </summary>
internal sealed class CallbackErrors
{
    private readonly ConcurrentDictionary<ulong, Exception> _byConnection = new();

    internal void Record(ulong connection, Exception exception) => _byConnection.TryAdd(connection, exception);

    /// <summary>What was recorded since the last call; also called before a query, to forget what an earlier one left.</summary>
    internal Exception? Take(ulong connection) => _byConnection.TryRemove(connection, out var taken) ? taken : null;
}
