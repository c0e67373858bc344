using System.Text;

namespace Pintail.Cli.Results;

/// <summary>
/// Writes the rows of one result as they come. Each call goes to the output as one text, because a console's writer
/// passes on every piece it is given.
/// </summary>
internal abstract class ResultWriter(TextWriter writer)
{
    private readonly StringBuilder _text = new();

    protected IReadOnlyList<ResultColumn> Columns { get; private set; } = [];

    /// <summary>How many of the first rows and of the last ones it wants; null: all.</summary>
    public virtual int? EdgeRows => null;

    /// <summary>So many rows lie between the first and the last ones.</summary>
    public virtual void Skip(long rows) => throw new NotSupportedException();

    /// <summary>Before all rows, also when none come.</summary>
    public void Begin(IReadOnlyList<ResultColumn> columns)
    {
        Columns = columns;
        WriteHead(_text);
        Flush();
    }

    /// <param name="rows">A text per column, null for NULL.</param>
    public void Write(IReadOnlyList<string?[]> rows)
    {
        foreach (var row in rows)
            WriteRow(_text, row);
        Flush();
    }

    /// <summary>After the last row.</summary>
    public void End()
    {
        WriteFoot(_text);
        Flush();
    }

    protected virtual void WriteHead(StringBuilder text) { }

    protected abstract void WriteRow(StringBuilder text, string?[] row);

    protected virtual void WriteFoot(StringBuilder text) { }

    private void Flush()
    {
        if (_text.Length == 0)
            return;
        writer.Write(_text);
        writer.Flush();
        _text.Clear();
    }
}
