namespace Pintail.Session.Syntax;

/// <summary>
/// Cuts SQL text into tokens exactly where DuckDB's own scanner does (third_party/libpg_query/scan.l, version 1.5), so
/// that a semicolon or a name is seen in a string or comment by neither or by both. White space and comments, also nested
/// ones, yield nothing. It never throws: what is still open at the end of the text ends there and is flagged, which is
/// what a terminal needs to know that input goes on. Operators come one character at a time, since the readers above
/// look only for punctuation; DuckDB's longer operators contain none of it.
/// </summary>
internal static class SqlTokenizer
{
    public static IReadOnlyList<SqlToken> Read(string text) => Read(text, out _);

    /// <param name="isUnterminated">The text ends within a string, a quoted identifier or a block comment.</param>
    public static List<SqlToken> Read(string text, out bool isUnterminated)
    {
        var tokens = new List<SqlToken>();
        var position = SkipBlanks(text, 0, out isUnterminated);
        while (position < text.Length)
        {
            var token = ReadToken(text, position);
            tokens.Add(token);
            position = SkipBlanks(text, token.End, out isUnterminated);
            isUnterminated |= token.IsUnterminated;
        }
        return tokens;
    }

    private static int SkipBlanks(string text, int position, out bool isUnterminated)
    {
        isUnterminated = false;
        while (position < text.Length)
        {
            var c = text[position];
            if (SqlCharacters.IsSpace(c))
                position++;
            else if (c == '-' && Follows(text, position, '-'))
                position = LineEnd(text, position);
            else if (c == '/' && Follows(text, position, '*'))
                position = BlockCommentEnd(text, position, out isUnterminated);
            else
                break;
        }
        return position;
    }

    /// <summary>The newline that ends a line comment stays outside of it.</summary>
    public static int LineEnd(string text, int position)
    {
        var length = text.AsSpan(position).IndexOfAny('\n', '\r');
        return length < 0 ? text.Length : position + length;
    }

    private static int BlockCommentEnd(string text, int position, out bool isUnterminated)
    {
        var depth = 1;
        position += 2;
        while (depth > 0 && position < text.Length)
        {
            if (text[position] == '/' && Follows(text, position, '*'))
                (depth, position) = (depth + 1, position + 2);
            else if (text[position] == '*' && Follows(text, position, '/'))
                (depth, position) = (depth - 1, position + 2);
            else
                position++;
        }
        isUnterminated = depth > 0;
        return position;
    }

    private static SqlToken ReadToken(string text, int start)
    {
        var c = text[start];
        if (c == '\'')
            return StringLiteral.Read(text, start);
        if (c == '"')
            return ReadQuotedIdentifier(text, start);
        if (SqlCharacters.IsNameStart(c))
            return c is 'e' or 'E' or 'x' or 'X' or 'b' or 'B' && Follows(text, start, '\'')
                ? StringLiteral.Read(text, start)
                : Token(SqlTokenKind.Word, start, Run(text, start, SqlCharacters.IsNamePart));
        if (char.IsAsciiDigit(c) || c == '.' && DigitAt(text, start + 1))
            return Token(SqlTokenKind.Number, start, NumberEnd(text, start));
        if (c == '?')
            return Token(SqlTokenKind.Parameter, start, IntegerEnd(text, start + 1));
        return c == '$' ? ReadDollar(text, start) : ReadOperator(text, start);
    }

    private static SqlToken ReadQuotedIdentifier(string text, int start)
    {
        var position = start + 1;
        while (true)
        {
            var length = text.AsSpan(position).IndexOf('"');
            if (length < 0)
                return Token(SqlTokenKind.QuotedIdentifier, start, text.Length, isUnterminated: true);
            position += length;
            if (!Follows(text, position, '"'))
                return Token(SqlTokenKind.QuotedIdentifier, start, position + 1);
            position += 2;
        }
    }

    // $1, $name, $$…$$, $tag$…$tag$; a lone $ is an operator (DuckDB's grammar makes a parameter of "$ name").
    private static SqlToken ReadDollar(string text, int start)
    {
        if (DigitAt(text, start + 1))
            return Token(SqlTokenKind.Parameter, start, IntegerEnd(text, start + 1));
        var hasTag = start + 1 < text.Length && SqlCharacters.IsNameStart(text[start + 1]);
        var end = hasTag ? Run(text, start + 1, SqlCharacters.IsTagPart) : start + 1;
        if (end < text.Length && text[end] == '$')
            return StringLiteral.ReadDollarQuoted(text, start, end + 1 - start);
        return Token(hasTag ? SqlTokenKind.Parameter : SqlTokenKind.Operator, start, end);
    }

    private static SqlToken ReadOperator(string text, int start)
    {
        var isPair =
            text[start] == ':' && (Follows(text, start, ':') || Follows(text, start, '='))
            || text[start] == '=' && Follows(text, start, '>')
            || text[start] == '.' && Follows(text, start, '.');
        return Token(SqlTokenKind.Operator, start, start + (isPair ? 2 : 1));
    }

    // Digits with single underscores between them, a point unless a second one follows (1..2), an exponent if complete.
    private static int NumberEnd(string text, int start)
    {
        var end = IntegerEnd(text, start);
        if (end < text.Length && text[end] == '.' && !Follows(text, end, '.'))
            end = IntegerEnd(text, end + 1);
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            var digits = end + 1 < text.Length && text[end + 1] is '+' or '-' ? end + 2 : end + 1;
            if (DigitAt(text, digits))
                end = IntegerEnd(text, digits);
        }
        return end;
    }

    private static int IntegerEnd(string text, int position)
    {
        while (DigitAt(text, position))
            position += DigitAt(text, position + 2) && text[position + 1] == '_' ? 2 : 1;
        return position;
    }

    private static int Run(string text, int position, Func<char, bool> belongs)
    {
        while (position < text.Length && belongs(text[position]))
            position++;
        return position;
    }

    private static bool DigitAt(string text, int position) =>
        position < text.Length && char.IsAsciiDigit(text[position]);

    private static bool Follows(string text, int position, char next) =>
        position + 1 < text.Length && text[position + 1] == next;

    private static SqlToken Token(SqlTokenKind kind, int start, int end, bool isUnterminated = false) =>
        new(kind, start, end - start, isUnterminated);
}
