namespace Pintail.SqlLogic.Format;

/// <summary>Where the parser stands in a file. An empty line or a comment ends every record but an expected result, in
/// which only an empty line does.</summary>
internal sealed class LineCursor(IReadOnlyList<string> lines)
{
    private const string Dashes = "----";

    private int _index;

    internal bool AtEnd => _index >= lines.Count;

    internal int LineNumber => _index + 1;

    internal string Line => lines[_index];

    internal void Advance() => _index++;

    internal string[] Words() =>
        Line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Goes to the first line of the next record.</summary>
    internal bool SkipToRecord()
    {
        while (!AtEnd && IsBlank(Line))
            Advance();
        return !AtEnd;
    }

    /// <summary>Passes what is left of a record.</summary>
    internal void SkipRecord()
    {
        while (!AtEnd && !IsBlank(Line))
            Advance();
    }

    internal bool EndsAfterThisLine => _index + 1 >= lines.Count || IsBlank(lines[_index + 1]);

    internal string TakeSql() => string.Join('\n', Take(line => !IsBlank(line) && line != Dashes));

    /// <summary>Null without dashes, which is not the same as nothing below them.</summary>
    internal IReadOnlyList<string>? TakeExpected()
    {
        if (AtEnd || Line != Dashes)
            return null;
        Advance();
        return [.. Take(line => line.Length > 0)];
    }

    private IEnumerable<string> Take(Func<string, bool> belongs)
    {
        while (!AtEnd && belongs(Line))
        {
            yield return Line;
            Advance();
        }
    }

    private static bool IsBlank(string line) => line.Length == 0 || line[0] == '#';
}
