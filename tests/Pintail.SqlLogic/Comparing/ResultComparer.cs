using Pintail.SqlLogic.Databases;

namespace Pintail.SqlLogic.Comparing;

/// <summary>Whether a result is the expected one. Null means yes, a text says what is wrong.</summary>
/// <param name="expand">Replaces what stands for the place of the run, such as __TEST_DIR__.</param>
internal sealed class ResultComparer(ValueText text, Func<string, string> expand)
{
    internal const string FilePrefix = "<FILE>:";

    internal string? Difference(
        LogicResult result,
        ResultCells actual,
        IReadOnlyList<string> expected,
        int expectedColumns
    )
    {
        if (expected is [var line] && line.StartsWith(FilePrefix, StringComparison.Ordinal))
            return DifferenceFromFile(expand(line[FilePrefix.Length..]), result, actual);
        if (actual.ColumnCount != expectedColumns)
            return $"The query is expected to have {expectedColumns} columns and has {actual.ColumnCount}.";
        var cells = ExpectedCells.Read(expected, actual.ColumnCount, actual.RowCount, out var problem);
        return problem ?? CellDifference(result, actual, cells);
    }

    private string? DifferenceFromFile(string path, LogicResult result, ResultCells actual)
    {
        var rows = text.ReadExpected(path, result.ColumnNames);
        return CellDifference(result, actual, [.. rows.SelectMany(row => row).Select(value => value ?? "NULL")]);
    }

    private string? CellDifference(LogicResult result, ResultCells actual, IReadOnlyList<string> expected)
    {
        if (expected.Count != actual.Cells.Count)
        {
            var rows = expected.Count / Math.Max(1, actual.ColumnCount);
            return $"The query is expected to have {rows} rows and has {actual.RowCount}.";
        }
        for (var i = 0; i < expected.Count; i++)
        {
            var (row, column) = Math.DivRem(i, actual.ColumnCount);
            if (!Same(actual.Cells[i], expected[i], result.ColumnTypes[column]))
            {
                return $"Row {row + 1}, column {column + 1} ({result.ColumnNames[column]}, {result.ColumnTypes[column]}) is "
                    + $"expected to be {expected[i]} and is {actual.Cells[i]}.";
            }
        }
        return null;
    }

    private bool Same(string actual, string expected, string type)
    {
        if (actual == expected || actual == expand(expected))
            return true;
        if (TextPattern.IsOne(expected))
            return TextPattern.Fits(expected, actual);
        if (type == "BOOLEAN")
            return Truth(expected) is { } truth && truth == Truth(actual);
        return IsNumeric(type) && actual != "NULL" && expected != "NULL" && text.SameNumber(actual, expected, type);
    }

    private static string? Truth(string text) =>
        text.ToUpperInvariant() switch
        {
            "1" or "TRUE" => "1",
            "0" or "FALSE" => "0",
            _ => null,
        };

    private static bool IsNumeric(string type) =>
        type.StartsWith("DECIMAL(", StringComparison.Ordinal)
        || type
            is "TINYINT"
                or "SMALLINT"
                or "INTEGER"
                or "BIGINT"
                or "HUGEINT"
                or "UTINYINT"
                or "USMALLINT"
                or "UINTEGER"
                or "UBIGINT"
                or "UHUGEINT"
                or "FLOAT"
                or "DOUBLE"
                or "BIGNUM";
}
