namespace Pintail.SqlLogic.Comparing;

/// <summary>
/// Expected lines as single values. A file may write a row per line with tabs between, or a value per line; nothing says
/// which, so it is taken from the counts: as many lines as the result has rows, or a tab in each line, means rows.
/// </summary>
internal static class ExpectedCells
{
    /// <param name="problem">Null, or why the lines are no rows of that many columns.</param>
    internal static IReadOnlyList<string> Read(
        IReadOnlyList<string> lines,
        int columnCount,
        int actualRows,
        out string? problem
    )
    {
        problem = null;
        var isByRow =
            columnCount > 1
            && (lines.Count == actualRows || lines.All(line => line.Contains('\t', StringComparison.Ordinal)));
        if (!isByRow)
        {
            if (lines.Count % columnCount != 0)
                problem = $"{lines.Count} expected lines are no rows of {columnCount} columns.";
            return lines;
        }
        var cells = new List<string>();
        for (var i = 0; i < lines.Count; i++)
        {
            // As DuckDB's runner, which writes (empty) for a text without letters: tabs at the end are no values.
            var parts = lines[i].TrimEnd('\t').Split('\t');
            if (parts.Length != columnCount)
                problem ??= $"Expected row {i + 1} has {parts.Length} values between tabs, the result {columnCount}.";
            cells.AddRange(parts);
        }
        return cells;
    }
}
