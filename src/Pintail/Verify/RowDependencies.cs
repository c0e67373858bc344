// What decides a table's rows beside the table itself: the functions and other relations in its --where, its policies, and in a view.
// A VOLATILE function or the clock gives other rows or values at each reading, so such a table can be found equal but a
// difference says nothing. Other tables, and functions that may read them, change without a trace in the rows that they
// let through. Which functions are VOLATILE is their owner's declaration; a function that reads the clock and is
// declared STABLE is only known to depend on more than its arguments.

using System.Globalization;
using System.Text.RegularExpressions;
using Pintail.Mirror;
using Pintail.Postgres;
using Pintail.Scan;

namespace Pintail.Verify;

/// <summary>Asks the server what tables' conditions and views use, without reading a row.</summary>
internal static partial class RowDependencies
{
    /// <returns>The tables, each with what was found.</returns>
    public static async Task<IReadOnlyList<ComparedTable>> AskAsync(
        SnapshotSession session,
        IReadOnlyList<ComparedTable> tables,
        CancellationToken cancellation
    )
    {
        List<ComparedTable> asked = [];
        foreach (var table in tables)
        {
            asked.Add(IsAsked(table.Plan) ? await AskAsync(session, table, cancellation).ConfigureAwait(false) : table);
        }
        return asked;
    }

    private static bool IsAsked(TablePlan plan) =>
        plan is { RowFilter: not null } or { Relation: { Kind: RelationKind.View } or { RowSecurityActive: true } };

    private static string Selector(TablePlan plan) =>
        plan switch
        {
            { RowFilter: null } => "row security",
            { Relation.RowSecurityActive: true } => "--where or row security",
            _ => "--where",
        };

    private static async Task<ComparedTable> AskAsync(
        SnapshotSession session,
        ComparedTable table,
        CancellationToken cancellation
    )
    {
        var plan = table.Plan;
        try
        {
            var explained = await session
                .QueryRowAsync(ExplainSql(plan), plan.Name, cancellation)
                .ConfigureAwait(false);
            var names = ExplainedNames.Of((string)explained[0]!);
            var functions = await session
                .QueryRowAsync(FunctionsSql(names), plan.Name, cancellation)
                .ConfigureAwait(false);
            return With(table, names, (string?)functions[0], functions[1] is true);
        }
        catch (PintailException) when (!session.IsLost)
        {
            // Reading the table will say what is wrong.
            return table with
            {
                LaterChanges = table.LaterChanges.WithoutTrace(
                    "the server did not tell what else decides which rows there are"
                ),
            };
        }
    }

    private static ComparedTable With(
        ComparedTable table,
        ExplainedNames names,
        string? movingFunctions,
        bool hasOwnFunctions
    )
    {
        var clocks = names.Clocks.Order(StringComparer.Ordinal).Concat(ClockLiterals(table.Plan.RowFilter));
        string[] moving = [.. movingFunctions is null ? [] : new[] { movingFunctions }, .. clocks];
        var holders = table.Holders.Append(table.Plan.Relation).Select(holder => (holder.Schema, holder.Name));
        var others = names.Relations.Except(holders).Order().Select(other => $"{other.Schema}.{other.Name}").ToList();
        var changes = table.LaterChanges;
        if (others.Count > 0)
            changes = changes.WithoutTrace($"its {Selector(table.Plan)} also reads {string.Join(", ", others)}");
        else if (hasOwnFunctions)
            changes = changes.WithoutTrace($"its {Selector(table.Plan)} calls a function that may read other tables");
        return table with { LaterChanges = changes, Moving = moving.Length == 0 ? null : string.Join(", ", moving) };
    }

    private static string ExplainSql(TablePlan plan)
    {
        var relation = SqlText.Qualified(plan.Relation.Schema, plan.Relation.Name);
        var columns = plan.Columns.Select(column => SqlText.Identifier(column.Mapping.Column.Name));
        var rows = CopyStatement.Rows(plan, new ScanRange(relation, null));
        return $"EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) SELECT {string.Join(", ", columns)} {rows}";
    }

    // Those that are VOLATILE or tell the time, by name, and whether any but the system's own may read tables.
    private static string FunctionsSql(ExplainedNames names)
    {
        var values = names
            .Functions.Append(("pg_catalog", ""))
            .Select(name => $"({SqlText.Literal(name.Item1)}, {SqlText.Literal(name.Item2)})");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            SELECT
                pg_catalog.string_agg(
                    DISTINCT CASE WHEN f.nsp = 'pg_catalog' THEN '' ELSE f.nsp || '.' END || f.name || '()', ', '
                ) FILTER (
                    WHERE p.provolatile = 'v'
                        OR (f.nsp = 'pg_catalog' AND f.name IN ('now', 'transaction_timestamp', 'statement_timestamp'))
                ),
                COALESCE(pg_catalog.bool_or(f.nsp <> 'pg_catalog' AND p.provolatile <> 'i'), false)
            FROM (VALUES {string.Join(", ", values)}) AS f (nsp, name)
            JOIN pg_catalog.pg_namespace n ON n.nspname = f.nsp
            JOIN pg_catalog.pg_proc p ON p.pronamespace = n.oid AND p.proname = f.name
            """
        );
    }

    // The server makes a moment of them while it parses (src/backend/utils/adt/datetime.c, datetktbl): it prints that. A text that is no moment
    // is taken for one here.
    private static IEnumerable<string> ClockLiterals(string? condition) =>
        condition is null
            ? []
            : ClockLiteral().Matches(condition).Select(match => $"'{match.Groups[1].Value}'").Distinct();

    [GeneratedRegex(
        @"'\s*(now|today|tomorrow|yesterday)(?=['\s])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex ClockLiteral();
}
