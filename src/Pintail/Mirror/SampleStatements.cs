using Pintail.Copy;
using Pintail.DuckDB;

namespace Pintail.Mirror;

/// <summary>
/// The prepared statements that compare samples on one connection. Tables with columns of the same types ask the same, and to
/// plan it takes longer than to run it over a few rows (decision 0014): the next such table's copy takes the place of the last
/// one's. One thread at a time.
/// </summary>
internal sealed class SampleStatements(DuckDBConnection connection, CopyScan scan) : IDisposable
{
    /// <summary>Kinds of tables; beyond, all of them are planned anew.</summary>
    private const int Most = 64;

    private readonly Dictionary<string, (DuckDBStatement Statement, long Id)> _kept = [];

    /// <summary>Runs the statement over the copy.</summary>
    /// <param name="sql">Of the copy's id in <see cref="CopyScan"/>.</param>
    /// <param name="types">The types of the copy's columns.</param>
    public T Run<T>(CopyJob copy, Func<long, string> sql, string types, Func<DuckDBStatement, T> work)
    {
        var key = $"{sql(0)} {types}";
        var (statement, id) = _kept.TryGetValue(key, out var kept) ? kept : Prepare(key, copy, sql);
        scan.Put(id, copy);
        try
        {
            return work(statement);
        }
        finally
        {
            scan.Remove(id);
        }
    }

    public void Dispose()
    {
        foreach (var (statement, _) in _kept.Values)
            statement.Dispose();
        _kept.Clear();
    }

    private (DuckDBStatement Statement, long Id) Prepare(string key, CopyJob copy, Func<long, string> sql)
    {
        if (_kept.Count == Most)
            Dispose();
        var id = scan.Add(copy);
        try
        {
            return _kept[key] = (connection.Prepare(sql(id)), id);
        }
        catch
        {
            scan.Remove(id);
            throw;
        }
    }
}
