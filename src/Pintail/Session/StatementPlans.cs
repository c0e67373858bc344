// Which rows of each scan a statement wants, found in DuckDB's own plan of it.
//
// A table function in C cannot be handed filters. But DuckDB tells its optimized plan as JSON: there each scan, recognised
// by its marker column, has the filters right above it. If a plan throws away the rows of a scan that do not meet a filter,
// then reading only those that do gives the same result, in whatever order or shape DuckDB then carries the statement out;
// and it keeps its own filter. What must be sure is that a scan of that plan is the same place in the statement as a scan
// that runs: both are numbered in the order of binding, and nothing is used unless both plans bind the same relations in
// the same order.

using Pintail.DuckDB;
using Pintail.Session.PushDown;

namespace Pintail.Session;

/// <summary>Asks DuckDB for the plans of a session's statements.</summary>
internal sealed class StatementPlans(SqlSession session, DuckDBConnection connection)
{
    private static readonly IReadOnlyDictionary<int, ScanReading> Nothing = new Dictionary<int, ScanReading>();

    /// <param name="query">The query of a statement that was planned in <paramref name="scope"/>.</param>
    /// <returns>By the scans' ordinals; nothing where the plans do not agree.</returns>
    public IReadOnlyDictionary<int, ScanReading> Read(string query, StatementScope scope)
    {
        var planned = new StatementScope(session);
        return session.Within(planned, () => Plan(query)) is { } plan && IsAlike(planned, scope)
            ? PlanReader.Read(plan)
            : Nothing;
    }

    private string? Plan(string query)
    {
        try
        {
            // TRY, as an error would end a transaction of the user's.
            // Prepared, as after PRAGMA enable_verification DuckDB runs any other query several times and gives up on this one.
            using var statement = connection.Prepare(
                $"SELECT TRY(json_serialize_plan({DuckDBText.Literal(query)}, optimize := true)::VARCHAR)"
            );
            using var result = statement.Query();
            return result.Rows().First()[0] as string;
        }
        catch (DuckDBException)
        {
            return null;
        }
    }

    private static bool IsAlike(StatementScope one, StatementScope other) =>
        one.Bound.Select(Identity).SequenceEqual(other.Bound.Select(Identity));

    private static (Attachment, uint, string) Identity(BoundScan scan) =>
        (scan.Relation.Attachment, scan.Relation.Relation.Oid, scan.Relation.Definition);
}
