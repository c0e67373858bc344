using System.Text;

namespace Pintail.Session.Syntax;

/// <summary>
/// The spellings of a string: where it ends and what it says. A string goes on in a further quote when only white space
/// with a newline in it, or line comments, stand between (quotecontinue in scan.l), and keeps its kind there.
/// </summary>
internal static class StringLiteral
{
    /// <param name="start">The quote, or the letter e, x or b before it.</param>
    public static SqlToken Read(string text, int start)
    {
        var (position, escapes, doubles) = Open(text, start);
        while (true)
        {
            var rest = text.AsSpan(position);
            var length = escapes ? rest.IndexOfAny('\'', '\\') : rest.IndexOf('\'');
            position += length;
            if (length < 0 || text[position] == '\\' && position + 1 == text.Length)
                return new SqlToken(SqlTokenKind.String, start, text.Length - start, IsUnterminated: true);
            if (text[position] == '\\' || doubles && At(text, position + 1) == '\'')
            {
                position += 2;
                continue;
            }
            var next = Continuation(text, position + 1);
            if (next < 0)
                return new SqlToken(SqlTokenKind.String, start, position + 1 - start);
            position = next;
        }
    }

    /// <param name="tagLength">Of $tag$ with both its dollars.</param>
    public static SqlToken ReadDollarQuoted(string text, int start, int tagLength)
    {
        var body = start + tagLength;
        var length = text.AsSpan(body).IndexOf(text.AsSpan(start, tagLength));
        return length < 0
            ? new SqlToken(SqlTokenKind.String, start, text.Length - start, IsUnterminated: true)
            : new SqlToken(SqlTokenKind.String, start, tagLength + length + tagLength);
    }

    /// <summary>
    /// What the string says; of x'…' and b'…' the digits. E'\377', which DuckDB refuses, is read as a code point.
    /// </summary>
    public static string Value(string text, SqlToken token)
    {
        if (text[token.Start] == '$')
        {
            var tagLength = text.IndexOf('$', token.Start + 1) + 1 - token.Start;
            var bodyLength = token.Length - (token.IsUnterminated ? 1 : 2) * tagLength;
            return text.Substring(token.Start + tagLength, bodyLength);
        }
        var (position, escapes, doubles) = Open(text, token.Start);
        var end = token.IsUnterminated ? token.End : token.End - 1;
        var value = new StringBuilder(token.Length);
        while (position < end)
        {
            var c = text[position];
            if (c == '\\' && escapes && position + 1 < end)
                position = AppendEscape(value, text, position + 1, end);
            else if (c == '\'' && !(doubles && text[position + 1] == '\''))
                position = Continuation(text, position + 1);
            else
            {
                value.Append(c);
                position += c == '\'' ? 2 : 1;
            }
        }
        return value.ToString();
    }

    private static (int Body, bool Escapes, bool Doubles) Open(string text, int start) =>
        text[start] switch
        {
            '\'' => (start + 1, false, true),
            'e' or 'E' => (start + 2, true, true),
            _ => (start + 2, false, false),
        };

    // The character after the quote that goes on, -1 when none does.
    private static int Continuation(string text, int position)
    {
        var hasNewLine = false;
        while (position < text.Length)
        {
            var c = text[position];
            if (c == '\'')
                return hasNewLine ? position + 1 : -1;
            if (c == '-' && At(text, position + 1) == '-')
                position = SqlTokenizer.LineEnd(text, position);
            else if (SqlCharacters.IsSpace(c))
                position++;
            else
                break;
            hasNewLine |= SqlCharacters.IsNewLine(c);
        }
        return -1;
    }

    // The rules xeescape, xeoctesc, xehexesc and xeunicode of scan.l.
    private static int AppendEscape(StringBuilder value, string text, int position, int end)
    {
        var c = text[position];
        var (first, digits, radix) = c switch
        {
            >= '0' and <= '7' => (position, 3, 8),
            'x' => (position + 1, 2, 16),
            'u' => (position + 1, 4, 16),
            'U' => (position + 1, 8, 16),
            _ => (position, 0, 0),
        };
        var (code, next) = (0, first);
        while (next < end && next < first + digits && Digit(text[next]) is var digit && digit < radix)
            (code, next) = (code * radix + digit, next + 1);
        if (next > first && (Rune.IsValid(code) || code is >= 0xD800 and <= 0xDFFF))
        {
            value.Append(Rune.IsValid(code) ? new Rune(code).ToString() : ((char)code).ToString());
            return next;
        }
        value.Append(
            c switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                _ => c,
            }
        );
        return position + 1;
    }

    private static int Digit(char c) =>
        char.IsAsciiDigit(c) ? c - '0'
        : char.IsAsciiHexDigit(c) ? (c | 0x20) - 'a' + 10
        : 16;

    private static char At(string text, int position) => position < text.Length ? text[position] : '\0';
}
