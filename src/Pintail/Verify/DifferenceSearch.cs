// Finds the rows that differ, in tables of the connection's own, which DuckDB spills to disk when they grow:
//   pintail_candidates   rows of both sides whose bucket differs: key, hash of the row, hashes of its columns;
//   pintail_differences  as multisets: by key and hash, how many more the source has (below 0: the mirror);
//   pintail_keys         by key, or without one by hash: rows only the source has, rows only the mirror has, and how
//                        many of the source's were written since.
// A key that both sides have with other hashes is a row that differs; what is left over is missing or surplus. Grouping
// instead of joining holds up when the mirror has a key twice.

using System.Globalization;
using Pintail.DuckDB;

namespace Pintail.Verify;

/// <summary>The second reading of a table whose sides are not the same.</summary>
/// <param name="buckets">Those that differ.</param>
internal sealed class DifferenceSearch(
    ComparedTable table,
    TableTexts texts,
    TextHashes hashes,
    IReadOnlySet<int> buckets
)
{
    private readonly string[] _key = [.. table.Key.Select(TableTexts.Name)];

    /// <summary>Texts with a time zone are Postgres' under UTC.</summary>
    public static void Prepare(DuckDBConnection connection) => connection.Execute("SET TimeZone = 'UTC'");

    /// <param name="checkSource">Called when the source's rows are read.</param>
    /// <param name="equal">Everything about the table but its differences.</param>
    public TableVerification Find(
        DuckDBConnection connection,
        string sourceRows,
        string targetRows,
        Action checkSource,
        TableVerification equal
    )
    {
        Prepare(connection);
        Collect(connection, "CREATE TEMP TABLE pintail_candidates AS", "true", "written_since = 't'", sourceRows);
        checkSource();
        Collect(connection, "INSERT INTO pintail_candidates", "false", "false", $"({targetRows})");
        Execute(connection, Differences());
        Execute(connection, Keys());
        var (unexplained, explained) = Count(connection);
        if (unexplained.Total + explained.Total == 0)
            throw ChangedMeanwhile();
        return equal with
        {
            Status = unexplained.Total > 0 ? VerifyStatus.Different : VerifyStatus.Changed,
            Explained = explained,
            Unexplained = unexplained,
            Rows = _key.Length == 0 ? [] : List(connection),
            Remarks = [.. table.LaterChanges.Remarks(explained)],
            Error = unexplained.Total > 0 ? Differs(unexplained) : null,
        };
    }

    private void Collect(DuckDBConnection connection, string into, string isSource, string isWritten, string rows)
    {
        using var reading = hashes.Begin(texts.Count, buckets);
        var columns = Enumerable.Range(0, texts.Count).Select(index => $"hash({TableTexts.Name(index)})");
        Execute(
            connection,
            $"""
            {into} SELECT {isSource} AS is_source, {isWritten} AS is_written, {KeyList()}
                row_hash, [{string.Join(", ", columns)}] AS column_hashes
            FROM (SELECT *, {TextHashes.FunctionName}({reading.Id}, {texts.List}) AS row_hash FROM {rows})
            WHERE row_hash IS NOT NULL
            """
        );
    }

    private string Differences() =>
        $"""
            CREATE TEMP TABLE pintail_differences AS
            SELECT * FROM (
                SELECT {KeyList()} row_hash,
                    count(*) FILTER (is_source) - count(*) FILTER (NOT is_source) AS more,
                    count(*) FILTER (is_written) AS written,
                    any_value(column_hashes) AS column_hashes,
                    {Settled()} AS settled
                FROM pintail_candidates GROUP BY {KeyList()} row_hash
            ) WHERE more <> 0
            """;

    // Rows with the key that the source has had all the time: no deletion can be why the mirror has more of them.
    private string Settled() =>
        _key.Length == 0
            ? "0"
            : $"sum(count(*) FILTER (is_source AND NOT is_written)) OVER (PARTITION BY {string.Join(", ", _key)})";

    private string Keys()
    {
        var by = _key.Length == 0 ? "row_hash" : string.Join(", ", _key);
        return $"""
            CREATE TEMP TABLE pintail_keys AS
            SELECT *, least(at_source, at_target) AS differing,
                at_source - differing AS missing,
                at_target - differing AS surplus,
                least(differing, written) AS differing_explained,
                least(missing, written - differing_explained) AS missing_explained,
                {(
                table.LaterChanges.CanBe ? "CASE WHEN settled > 0 THEN 0 ELSE surplus END" : "0"
            )} AS surplus_explained,
                differing + missing + surplus = differing_explained + missing_explained + surplus_explained AS is_explained
            FROM (
                SELECT {by},
                    coalesce(sum(more) FILTER (more > 0), 0)::BIGINT AS at_source,
                    coalesce(-sum(more) FILTER (more < 0), 0)::BIGINT AS at_target,
                    coalesce(sum(least(more, written)) FILTER (more > 0), 0)::BIGINT AS written,
                    max(settled) AS settled,
                    any_value(column_hashes) FILTER (more > 0) AS source_hashes,
                    any_value(column_hashes) FILTER (more < 0) AS target_hashes
                FROM pintail_differences GROUP BY {by}
            )
            """;
    }

    private static (RowDifferences Unexplained, RowDifferences Explained) Count(DuckDBConnection connection)
    {
        using var result = connection.Query(
            """
            SELECT
                sum(differing)::BIGINT, sum(missing)::BIGINT, sum(surplus)::BIGINT,
                sum(differing_explained)::BIGINT, sum(missing_explained)::BIGINT, sum(surplus_explained)::BIGINT
            FROM pintail_keys
            """
        );
        var sums = result.Rows().Single().Select(value => (long?)value ?? 0).ToArray();
        var explained = new RowDifferences(sums[3], sums[4], sums[5]);
        return (new RowDifferences(sums[0] - sums[3], sums[1] - sums[4], sums[2] - sums[5]), explained);
    }

    private List<DifferentRow> List(DuckDBConnection connection)
    {
        using var result = connection.Query(
            $"""
            SELECT differing > 0, missing > 0, is_explained, source_hashes, target_hashes, {string.Join(", ", _key)}
            FROM pintail_keys
            ORDER BY is_explained, {string.Join(", ", _key.Select(Order))}
            LIMIT {TableVerification.MaxRows.ToString(CultureInfo.InvariantCulture)}
            """
        );
        return [.. result.Rows().Select(Row)];
    }

    private DifferentRow Row(object?[] values)
    {
        var kind =
            (bool)values[0]! ? RowDifferenceKind.Differing
            : (bool)values[1]! ? RowDifferenceKind.Missing
            : RowDifferenceKind.Surplus;
        var columns = kind == RowDifferenceKind.Differing ? DifferentColumns(values[3], values[4]) : [];
        return new DifferentRow([.. values.Skip(5).Select(value => (string?)value)], kind, (bool)values[2]!, columns);
    }

    private IReadOnlyList<string> DifferentColumns(object? source, object? target)
    {
        var (left, right) = ((object?[])source!, (object?[])target!);
        return
        [
            .. table
                .Columns.Where((_, index) => !Equals(left[index], right[index]))
                .Select(column => column.Mapping.Column.Name),
        ];
    }

    // Numbers as numbers; others as texts are.
    private string Order(string name, int index)
    {
        var type = table.Columns[table.Key[index]].Mapping.DuckDBTypeSql;
        var isNumber =
            type.EndsWith("INT", StringComparison.Ordinal) || type.StartsWith("DECIMAL", StringComparison.Ordinal);
        return isNumber || type.EndsWith("INTEGER", StringComparison.Ordinal)
            ? $"TRY_CAST({name} AS {type}), {name}"
            : name;
    }

    private string KeyList() => string.Concat(_key.Select(name => $"{name}, "));

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var statement = connection.Prepare(sql);
        statement.Execute();
    }

    private PintailException Differs(RowDifferences rows)
    {
        List<string> parts = [];
        if (rows.Differing > 0)
            parts.Add(Rows(rows.Differing, "that differ", "that differs"));
        if (rows.Missing > 0)
            parts.Add(Rows(rows.Missing, "missing in the mirror"));
        if (rows.Surplus > 0)
            parts.Add(Rows(rows.Surplus, "only in the mirror"));
        return new PintailException(
            ErrorKind.ProofFailed,
            $"{table.Plan.Name} is not what its mirror {table.Plan.Target} is, and "
                + (
                    table.LaterChanges.IsUnknown
                        ? "whether it changed since cannot be told: "
                        : "no later change explains it: "
                )
                + $"{string.Join(", ", parts)}.",
            "Run 'pintail mirror', which replaces the table; if its mirror differs again, report it with the columns' types."
        );
    }

    private static string Rows(long count, string many, string? one = null) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{count} row{(count == 1 ? "" : "s")} {(count == 1 ? one ?? many : many)}"
        );

    private PintailException ChangedMeanwhile() =>
        new(
            ErrorKind.TargetFailed,
            $"{table.Plan.Target} differed from {table.Plan.Name} when it was read first and not when it was read again.",
            "Another run has replaced it meanwhile, most likely: run again."
        );
}
