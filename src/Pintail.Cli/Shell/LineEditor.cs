using System.Text;
using Pintail.Cli.Results;

namespace Pintail.Cli.Shell;

/// <summary>
/// Reads a line from a terminal, with editing and history. A line that is wider than the terminal moves below the prompt.
/// Where the terminal cannot hand over keys one by one, its own line editing has to do.
/// </summary>
internal sealed class LineEditor(TerminalInput terminal, TextReader plain, TextWriter screen, CommandHistory history)
{
    private readonly KeyReader _keys = new(terminal.Keys);
    private EditedLine _line = new();

    /// <returns>Null at the end of the input (Ctrl-D on an empty line).</returns>
    /// <exception cref="OperationCanceledException">Ctrl-C: the line is void.</exception>
    public string? Read(string prompt)
    {
        using var raw = terminal.TryBeginRaw();
        if (raw is null)
        {
            screen.Write(prompt);
            screen.Flush();
            return plain.ReadLine();
        }
        _line = new EditedLine();
        history.Rewind();
        Show(prompt);
        while (true)
        {
            var key = _keys.Read(out var text);
            switch (key)
            {
                case Key.Enter:
                    Leave(prompt, "");
                    return _line.ToString();
                case Key.Cancel:
                    Leave(prompt, "^C");
                    throw new OperationCanceledException();
                case Key.None:
                case Key.DeleteOrEnd when _line.Length == 0:
                    Leave(prompt, "");
                    return null;
                default:
                    Apply(key, text);
                    break;
            }
            if (!_keys.HasMore)
                Show(prompt);
        }
    }

    private void Apply(Key key, string text)
    {
        switch (key)
        {
            case Key.Text:
                _line.Insert(text);
                break;
            case Key.DeleteOrEnd:
                _line.Apply(Key.Delete);
                break;
            case Key.Older when history.Older(_line.ToString()) is { } older:
                _line.Set(older);
                break;
            case Key.Newer when history.Newer() is { } newer:
                _line.Set(newer);
                break;
            case Key.ClearScreen:
                screen.Write("\e[H\e[2J");
                break;
            default:
                _line.Apply(key);
                break;
        }
    }

    // The whole line once more, as it stays in the scrollback; the terminal wraps it.
    private void Leave(string prompt, string mark)
    {
        screen.Write($"\r\e[K{prompt}{CellText.Of(_line.ToString())}{mark}\r\n");
        screen.Flush();
    }

    private void Show(string prompt)
    {
        var text = _line.ToString();
        var room = Math.Max(8, terminal.Width() - prompt.Length - 1);
        var before = CellText.Of(text[.._line.Cursor]);
        var start = Start(before, room);
        var left = before[start..];
        var right = Fit(CellText.Of(text[_line.Cursor..]), room - CellText.Width(left));
        var shown = new StringBuilder("\r").Append(prompt).Append(left).Append(right).Append("\e[K");
        var column = prompt.Length + CellText.Width(left);
        shown.Append('\r').Append($"\e[{column}C");
        screen.Write(shown);
        screen.Flush();
    }

    // Where the part begins that ends at the cursor and fits.
    private static int Start(string before, int room)
    {
        var start = 0;
        while (CellText.Width(before[start..]) > room)
            start += char.IsHighSurrogate(before[start]) ? 2 : 1;
        return start;
    }

    private static string Fit(string text, int room)
    {
        var end = Math.Min(text.Length, Math.Max(0, room));
        while (end > 0 && (CellText.Width(text[..end]) > room || char.IsHighSurrogate(text[end - 1])))
            end--;
        return text[..end];
    }
}
