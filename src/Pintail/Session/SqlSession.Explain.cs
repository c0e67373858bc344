using Pintail.DuckDB;

namespace Pintail.Session;

public sealed partial class SqlSession
{
    /// <summary>DuckDB's plan with what is known of the scans behind it; of a plan in another format nothing is changed.</summary>
    private SqlResult Explain(
        Syntax.SqlPiece piece,
        DuckDBStatement statement,
        DuckDBResult result,
        string scans,
        StatementScope scope
    )
    {
        var rows = result.Rows().Select(row => (Key: (string)row[0]!, Value: (string)row[1]!)).ToList();
        result.Dispose();
        statement.Dispose();
        scope.Complete();
        var last = rows.FindLastIndex(row => row.Key is "physical_plan" or "analyzed_plan" && IsDrawn(row.Value));
        if (last >= 0)
            rows[last] = (rows[last].Key, rows[last].Value + scans);
        var values = rows.Select(row => $"({DuckDBText.Literal(row.Key)}, {DuckDBText.Literal(row.Value)})");
        var shown = _connection.Prepare($"FROM (VALUES {string.Join(", ", values)}) plan(explain_key, explain_value)");
        try
        {
            var stream = shown.Stream();
            return new SqlResult(piece.Text, shown, stream, stream.TryFetch(out var chunk) ? chunk : null, scope);
        }
        catch
        {
            shown.Dispose();
            throw;
        }
    }

    // As boxes, and not as JSON, HTML, YAML or a graph.
    private static bool IsDrawn(string plan) => plan.Contains('┌', StringComparison.Ordinal);
}
