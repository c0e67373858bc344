using System.Text;
using Pintail.Postgres;
using Pintail.Session.PushDown;

namespace Pintail.Session;

/// <summary>
/// What EXPLAIN says of a statement's scans of attached relations, behind DuckDB's own plan: the SQL that Postgres gets, and
/// of which filters it is.
/// </summary>
internal static class ExplainedScans
{
    /// <returns>A paragraph for each scan, in the order of the statement; empty where nothing is known of them.</returns>
    public static string Text(IEnumerable<BoundScan> scans, IReadOnlyDictionary<int, ScanReading> readings)
    {
        var text = new StringBuilder();
        foreach (var scan in scans)
        {
            // A scan that the plan does not have is not carried out.
            if (!readings.TryGetValue(scan.Ordinal, out var reading))
                continue;
            var condition = PushedCondition.For(reading, scan.Relation, scan.Relation.Encoding);
            text.Append('\n').Append("Postgres Scan on ").Append(scan.Relation.FullName).Append('\n');
            if (condition.Filters is { } filters)
                text.Append("  Filters: ").Append(filters).Append('\n');
            text.Append("  SQL: ").Append(Sql(scan.Relation, reading, condition)).Append('\n');
        }
        return text.ToString();
    }

    // The pieces in which a large table is read are known when it is.
    private static string Sql(AttachedRelation relation, ScanReading reading, PushedCondition condition) =>
        ScanSql.Select(
            reading.Columns.Count == 0 ? ScanSql.Count : ScanSql.List(relation, reading.Columns),
            SqlText.Qualified(relation.Relation.Schema, relation.Relation.Name),
            rangeSql: null,
            condition
        );
}
