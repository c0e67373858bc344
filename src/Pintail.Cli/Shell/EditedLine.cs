using System.Text;

namespace Pintail.Cli.Shell;

/// <summary>A line and the place in it where the next character goes.</summary>
internal sealed class EditedLine
{
    private readonly StringBuilder _text = new();
    private string _cut = "";

    /// <summary>In UTF-16 units, never within a pair.</summary>
    public int Cursor { get; private set; }

    public int Length => _text.Length;

    public override string ToString() => _text.ToString();

    public void Set(string text)
    {
        _text.Clear().Append(text);
        Cursor = text.Length;
    }

    public void Insert(string text)
    {
        _text.Insert(Cursor, text);
        Cursor += text.Length;
    }

    /// <summary>Carries out what a key asks; false for one that is no business of the line.</summary>
    public bool Apply(Key key)
    {
        switch (key)
        {
            case Key.Left:
                Cursor = Before(Cursor);
                break;
            case Key.Right:
                Cursor = After(Cursor);
                break;
            case Key.WordLeft:
                Cursor = WordStart();
                break;
            case Key.WordRight:
                Cursor = WordEnd();
                break;
            case Key.Home:
                Cursor = 0;
                break;
            case Key.End:
                Cursor = _text.Length;
                break;
            case Key.Backspace:
                Remove(Before(Cursor), Cursor);
                break;
            case Key.Delete:
                Remove(Cursor, After(Cursor));
                break;
            case Key.CutToEnd:
                Cut(Cursor, _text.Length);
                break;
            case Key.CutToStart:
                Cut(0, Cursor);
                break;
            case Key.CutWord:
                Cut(WordStart(), Cursor);
                break;
            case Key.Paste:
                Insert(_cut);
                break;
            default:
                return false;
        }
        return true;
    }

    private void Cut(int start, int end)
    {
        _cut = _text.ToString(start, end - start);
        Remove(start, end);
    }

    private void Remove(int start, int end)
    {
        _text.Remove(start, end - start);
        Cursor = start;
    }

    private int Before(int place) =>
        place > 1 && char.IsLowSurrogate(_text[place - 1]) ? place - 2 : Math.Max(0, place - 1);

    private int After(int place) =>
        place + 1 < _text.Length && char.IsHighSurrogate(_text[place]) ? place + 2 : Math.Min(_text.Length, place + 1);

    private int WordStart()
    {
        var place = Cursor;
        while (place > 0 && char.IsWhiteSpace(_text[place - 1]))
            place--;
        while (place > 0 && !char.IsWhiteSpace(_text[place - 1]))
            place--;
        return place;
    }

    private int WordEnd()
    {
        var place = Cursor;
        while (place < _text.Length && char.IsWhiteSpace(_text[place]))
            place++;
        while (place < _text.Length && !char.IsWhiteSpace(_text[place]))
            place++;
        return place;
    }
}
