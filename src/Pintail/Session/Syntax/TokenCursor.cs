using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Pintail.Session.Syntax;

/// <summary>
/// A place between the tokens of a piece. Each Try… moves past what it names or stays where it is. Keywords are
/// unquoted words compared without case, ASCII letters only, as DuckDB does.
/// </summary>
internal sealed class TokenCursor(SqlPiece piece)
{
    private readonly SqlToken[] _tokens = piece.Tokens as SqlToken[] ?? [.. piece.Tokens];
    private int _index;

    public bool AtEnd => _index >= _tokens.Length;

    /// <summary>To come back to, or to tell what was passed.</summary>
    public int Index
    {
        get => _index;
        set => _index = value;
    }

    private SqlToken Current => _tokens[_index];

    public void Skip() => _index++;

    public bool Is(SqlTokenKind kind) => !AtEnd && Current.Kind == kind;

    public bool IsWord(string keyword) => IsWordAt(_index, keyword);

    public bool IsSign(string sign) => IsSignAt(_index, sign);

    /// <summary>All of them in this order, or none.</summary>
    public bool TryWords(params ReadOnlySpan<string> keywords)
    {
        for (var i = 0; i < keywords.Length; i++)
            if (!IsWordAt(_index + i, keywords[i]))
                return false;
        _index += keywords.Length;
        return true;
    }

    /// <summary>The first of them that stands here, in the spelling of the list; null for none.</summary>
    public string? TryAnyWord(params ReadOnlySpan<string> keywords)
    {
        foreach (var keyword in keywords)
            if (TryWords(keyword))
                return keyword;
        return null;
    }

    public bool TrySign(string sign)
    {
        var found = IsSign(sign);
        _index += found ? 1 : 0;
        return found;
    }

    /// <summary>An identifier, unquoted. Any keyword is one too.</summary>
    public bool TryName([NotNullWhen(true)] out string? name)
    {
        name = NameAt(_index);
        _index += name is null ? 0 : 1;
        return name is not null;
    }

    public bool TryString([NotNullWhen(true)] out string? value)
    {
        value = Is(SqlTokenKind.String) ? StringLiteral.Value(piece.Text, Current) : null;
        _index += value is null ? 0 : 1;
        return value is not null;
    }

    public bool TryNameOrString([NotNullWhen(true)] out string? value) => TryName(out value) || TryString(out value);

    /// <summary>Names with points between them.</summary>
    public bool TryQualifiedName(out IReadOnlyList<string> parts)
    {
        if (!TryName(out var name))
        {
            parts = [];
            return false;
        }
        if (!IsSign("."))
        {
            parts = [name];
            return true;
        }
        var all = new List<string> { name };
        while (IsSign(".") && NameAt(_index + 1) is { } next)
        {
            all.Add(next);
            _index += 2;
        }
        parts = all;
        return true;
    }

    /// <summary>A number with its sign, without underscores.</summary>
    public bool TryNumber([NotNullWhen(true)] out string? number)
    {
        number = null;
        var sign = IsSign("-") || IsSign("+") ? 1 : 0;
        if (_index + sign >= _tokens.Length || _tokens[_index + sign].Kind != SqlTokenKind.Number)
            return false;
        var digits = Text(_index + sign).Replace("_", "", StringComparison.Ordinal);
        number = IsSign("-") ? $"-{digits}" : digits;
        _index += sign + 1;
        return true;
    }

    /// <summary>From an opening bracket past the one that closes it; whether each has the right shape is DuckDB's to say.</summary>
    public bool TrySkipParentheses()
    {
        if (!IsSign("("))
            return false;
        var depth = 0;
        for (var i = _index; i < _tokens.Length; i++)
        {
            depth += BracketStep(i);
            if (depth > 0)
                continue;
            _index = i + 1;
            return true;
        }
        return false;
    }

    /// <summary>What opens counts 1, what closes −1, anything else 0.</summary>
    public int BracketStep(int index) =>
        _tokens[index].Kind != SqlTokenKind.Operator
            ? 0
            : piece.Text[_tokens[index].Start] switch
            {
                '(' or '[' or '{' => 1,
                ')' or ']' or '}' => -1,
                _ => 0,
            };

    /// <summary>The text of the tokens from one index up to another, with what stands between them.</summary>
    public string TextBetween(int from, int to) => piece.Text[_tokens[from].Start.._tokens[to - 1].End];

    // Of the token here, or of the piece's end, in the script; from 1.
    private int Position => piece.Start + (AtEnd ? piece.Text.Length : Current.Start) + 1;

    /// <summary>
    /// The error of something else standing here. The text that does is told by its kind only: it may be a password.
    /// </summary>
    public PintailException Expected(string what, string statement, string hint)
    {
        var found = AtEnd
            ? "the statement ends"
            : Current.Kind switch
            {
                SqlTokenKind.Word => "a word stands there",
                SqlTokenKind.QuotedIdentifier => "a quoted name stands there",
                SqlTokenKind.String => "a string stands there",
                SqlTokenKind.Number => "a number stands there",
                SqlTokenKind.Parameter => "a parameter stands there",
                _ => $"\"{Text(_index)}\" stands there",
            };
        var message = $"{statement}: {what} is expected at character {Position} of the script, but {found}.";
        return new PintailException(ErrorKind.Configuration, message, hint);
    }

    private string? NameAt(int index)
    {
        if (index >= _tokens.Length)
            return null;
        var token = _tokens[index];
        return token.Kind switch
        {
            SqlTokenKind.Word => Text(index),
            SqlTokenKind.QuotedIdentifier when token is { IsUnterminated: false, Length: > 2 } => piece
                .Text.Substring(token.Start + 1, token.Length - 2)
                .Replace("\"\"", "\"", StringComparison.Ordinal),
            _ => null,
        };
    }

    private string Text(int index) => piece.Text.Substring(_tokens[index].Start, _tokens[index].Length);

    private bool IsWordAt(int index, string keyword) =>
        index < _tokens.Length
        && _tokens[index].Kind == SqlTokenKind.Word
        && Ascii.EqualsIgnoreCase(piece.Text.AsSpan(_tokens[index].Start, _tokens[index].Length), keyword);

    private bool IsSignAt(int index, string sign) =>
        index < _tokens.Length
        && _tokens[index].Kind == SqlTokenKind.Operator
        && piece.Text.AsSpan(_tokens[index].Start, _tokens[index].Length).SequenceEqual(sign);
}
