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
    /// <summary>Beyond, a plan is too large to be kept; a guess.</summary>
    public const int MostColumns = 100;

    /// <summary>Kinds of tables, for which this is room enough; one more, and it begins anew.</summary>
    private const int Most = 64;

    private readonly Dictionary<string, (DuckDBStatement Statement, long Id)> _kept = [];

    /// <param name="sql">Of the copy's id in <see cref="CopyScan"/>.</param>
    /// <param name="types">The types of the copy's columns, which the SQL does not show.</param>
    /// <returns>The statement's rows, over this copy.</returns>
    public IReadOnlyList<object?[]> Query(CopyJob copy, Func<long, string> sql, string types)
    {
        var key = $"{sql(0)} {types}";
        if (_kept.TryGetValue(key, out var kept))
            scan.Put(kept.Id, copy);
        else
            kept = (null!, scan.Add(copy));
        try
        {
            if (kept.Statement is null)
                kept = Keep(key, connection.Prepare(sql(kept.Id)), kept.Id);
            using var result = kept.Statement.Query();
            return [.. result.Rows()];
        }
        finally
        {
            scan.Remove(kept.Id);
        }
    }

    public void Dispose() => Clear();

    private (DuckDBStatement Statement, long Id) Keep(string key, DuckDBStatement statement, long id)
    {
        if (_kept.Count == Most)
            Clear();
        return _kept[key] = (statement, id);
    }

    private void Clear()
    {
        foreach (var (statement, _) in _kept.Values)
            statement.Dispose();
        _kept.Clear();
    }
}
