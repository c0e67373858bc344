using Pintail.Cli.Results;
using Pintail.DuckDB;

namespace Pintail.Cli.Sessions;

/// <summary>
/// Tells rows that somebody asked for from those by which DuckDB says that a statement is done: none, "Success" without a
/// row, or one "Count" (src/common/enums/statement_type and the planner's result names: "Count", "Success").
/// </summary>
internal static class StatementOutcome
{
    private static readonly string[] Changing = ["INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "CREATE", "WITH"];

    public static bool IsNothing(IReadOnlyList<ResultColumn> columns) =>
        columns is [] or [{ Name: "Success", Type: DuckDBType.Boolean }];

    /// <summary>What EXPLAIN gives: a drawing, which a table would squeeze into a cell.</summary>
    public static bool IsPlan(IReadOnlyList<ResultColumn> columns) =>
        columns is [{ Name: "explain_key" }, { Name: "explain_value" }];

    public static bool IsCount(IReadOnlyList<ResultColumn> columns, string statement) =>
        columns is [{ Name: "Count", Type: DuckDBType.BigInt }]
        && Changing.Any(word => statement.StartsWith(word, StringComparison.OrdinalIgnoreCase))
        && !statement.Contains("RETURNING", StringComparison.OrdinalIgnoreCase);
}
