// Where a column's content is not what was sent. The table is read again within the same snapshot, as hashes of its
// fields with the place and the key of each row, and held against the hashes of what is stored: hashes that came more
// often than they are stored belong to the rows that went wrong. Only run after a proof has failed, so it may take as
// long as the copy did.

using System.Globalization;
using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Scan;
using Pintail.Target;
using Pintail.Types;

namespace Pintail.Mirror;

/// <summary>Finds the rows whose stored content differs.</summary>
internal sealed class ContentDiagnosis(LoadContext context, TablePlan plan, TargetTable staging)
{
    private const int KeysShown = 5;

    /// <returns>Of each column, the page ranges and the first keys, as a sentence.</returns>
    public string Describe(
        DuckDBConnection connection,
        IReadOnlyList<PlannedColumn> columns,
        bool readOnExporter,
        CancellationToken cancellation
    ) =>
        string.Join(
            " ",
            columns.Select(column => $"\"{column.Name}\": {Find(connection, column, readOnExporter, cancellation)}.")
        );

    private string Find(
        DuckDBConnection connection,
        PlannedColumn column,
        bool readOnExporter,
        CancellationToken cancellation
    )
    {
        if (plan.RowLimit is not null)
            return "which rows cannot be told, as --limit may let others through when the table is read again";
        var request = Request(column);
        context.Streams.Budget.TakeForTable(cancellation);
        using var copy = new TableCopy(request, context.Streams, advanced: null, readOnExporter, cancellation);
        var source = context.Scan.Add(copy);
        var stored = context.FieldHash.Add(column.Mapping);
        try
        {
            using var statement = connection.Prepare(
                $"""
                WITH sent AS MATERIALIZED (SELECT * FROM {CopyScan.FunctionName}({source})),
                stored AS (
                    SELECT {StoredFieldHash.FunctionName}({stored}, {DuckDBText.Identifier(column.Name)}) AS hash
                    FROM {context.Warehouse.Sql(staging)}
                ),
                lost AS (
                    SELECT hash FROM (SELECT hash, count(*) AS times FROM sent GROUP BY hash) s
                    LEFT JOIN (SELECT hash, count(*) AS times FROM stored GROUP BY hash) t USING (hash)
                    WHERE s.times > coalesce(t.times, 0)
                ),
                wrong AS (
                    SELECT relation, TRY_CAST(page AS BIGINT) AS page, key FROM sent WHERE hash IN (SELECT hash FROM lost)
                )
                SELECT
                    (SELECT count(*) FROM wrong),
                    (SELECT string_agg(relation || ' pages ' || low || '-' || high, ', ' ORDER BY relation)
                        FROM (SELECT relation, min(page) AS low, max(page) AS high FROM wrong GROUP BY relation)),
                    (SELECT string_agg(key, '; ' ORDER BY relation, page, key)
                        FROM (FROM wrong ORDER BY relation, page, key LIMIT {KeysShown}))
                """
            );
            using var result = statement.Query();
            var row = result.Rows().Single();
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{row[0]} rows in {row[1] ?? "no page that can be told"}, the first at {row[2] ?? "no key"}"
            );
        }
        finally
        {
            context.FieldHash.Remove(stored);
            context.Scan.Remove(source);
        }
    }

    private CopyRequest Request(PlannedColumn column)
    {
        var mapping = column.Mapping;
        List<CopyColumn> columns =
        [
            new(
                "hash",
                () => LogicalType.Of(DuckDBType.UBigInt),
                () => new FieldHashDecoder(mapping.Column.Name, mapping.CreateCanonical())
            ),
            Text("relation"),
            Text("page"),
            Text("key"),
        ];
        var statements = plan.Ranges.Select(range =>
        {
            // A view has no pages, a parent that is read as a whole those of its parts.
            var page =
                plan.Relation.CanSelect && RelationSelection.IsTable(plan.Relation)
                    ? "pg_catalog.split_part(pg_catalog.ltrim(ctid::pg_catalog.text, '('), ',', 1)"
                    : "''::pg_catalog.text";
            var relation = Postgres.SqlText.Literal(range.FromSql.Replace("ONLY ", "", StringComparison.Ordinal));
            return $"COPY (SELECT {mapping.SelectSql}, {relation}::pg_catalog.text, {page}, {RowKey.TextSql(plan.Relation)} "
                + $"{CopyStatement.Rows(plan, range)}) TO STDOUT (FORMAT binary)";
        });
        return new CopyRequest(columns, [.. statements], plan.ExpectedRows);

        CopyColumn Text(string name) => new(name, () => LogicalType.Of(DuckDBType.Varchar), mapping.CreateTextDecoder);
    }
}
