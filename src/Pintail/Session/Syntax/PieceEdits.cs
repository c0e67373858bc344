using System.Text;

namespace Pintail.Session.Syntax;

/// <summary>Places of a piece's text that have to say something else for DuckDB to mean what is meant.</summary>
internal sealed class PieceEdits(SqlPiece piece)
{
    private readonly List<(int Start, int End, string Text)> _edits = [];

    /// <summary>In the order of the text, tokens by their numbers from 0, the last one not included.</summary>
    public void Replace(int from, int to, string text) =>
        _edits.Add((piece.Tokens[from].Start, piece.Tokens[to - 1].End, text));

    /// <summary>The piece itself where there is nothing to replace; an error's place in another one is not the script's.</summary>
    public SqlPiece Apply()
    {
        if (_edits.Count == 0)
            return piece;
        var text = new StringBuilder();
        var end = 0;
        foreach (var edit in _edits)
        {
            text.Append(piece.Text.AsSpan(end, edit.Start - end)).Append(edit.Text);
            end = edit.End;
        }
        text.Append(piece.Text.AsSpan(end));
        return SqlScript.Split(text.ToString())[0] with { Start = piece.Start, IsEnded = piece.IsEnded };
    }
}
