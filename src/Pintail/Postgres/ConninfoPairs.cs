using System.Text;

namespace Pintail.Postgres;

/// <summary>
/// keyword=value pairs as libpq reads them (conninfo_parse in fe-connect.c): blanks around = are allowed, a value ends at
/// a blank or stands in single quotes, and a backslash takes the next character as it is, inside quotes and outside.
/// </summary>
internal static class ConninfoPairs
{
    public static void Parse(string text, Dictionary<string, string> values)
    {
        var position = 0;
        var afterBarePassword = false;
        while (SkipBlanks(text, ref position))
        {
            var start = position;
            var keyword = ReadKeyword(text, ref position);
            if (position >= text.Length || text[position] != '=')
            {
                throw ConninfoErrors.Invalid(
                    $"The connection string has no \"=\" after the keyword at character {start + 1}.",
                    "Write keyword=value; a value with blanks stands in single quotes."
                );
            }
            position++;
            if (afterBarePassword && ConninfoKeywords.Find(keyword) is null && keyword != "requiressl")
            {
                throw ConninfoErrors.Invalid(
                    $"What stands after the password, at character {start + 1} of the connection string, is no keyword.",
                    "A password with blanks stands in single quotes: password='…'."
                );
            }
            SkipBlanks(text, ref position);
            var quoted = position < text.Length && text[position] == '\'';
            var value = quoted ? ReadQuoted(text, ref position, start) : ReadBare(text, ref position);
            ConninfoParser.Store(values, keyword, value);
            afterBarePassword = !quoted && keyword is "password" or "sslpassword";
        }
    }

    private static string ReadKeyword(string text, ref int position)
    {
        var start = position;
        while (position < text.Length && text[position] != '=' && !IsBlank(text[position]))
        {
            position++;
        }
        var keyword = text[start..position];
        SkipBlanks(text, ref position);
        return keyword;
    }

    private static string ReadBare(string text, ref int position)
    {
        var value = new StringBuilder();
        while (position < text.Length && !IsBlank(text[position]))
        {
            AppendOne(text, ref position, value);
        }
        return value.ToString();
    }

    private static string ReadQuoted(string text, ref int position, int start)
    {
        var value = new StringBuilder();
        position++;
        while (position < text.Length && text[position] != '\'')
        {
            AppendOne(text, ref position, value);
        }
        if (position >= text.Length)
        {
            throw ConninfoErrors.Invalid(
                $"The quoted value of the keyword at character {start + 1} of the connection string has no end.",
                "Close it with a single quote; write a quote inside as \\'."
            );
        }
        position++;
        return value.ToString();
    }

    private static void AppendOne(string text, ref int position, StringBuilder value)
    {
        if (text[position] == '\\')
        {
            position++;
        }
        if (position < text.Length)
        {
            value.Append(text[position++]);
        }
    }

    /// <summary>False at the end of the text.</summary>
    private static bool SkipBlanks(string text, ref int position)
    {
        while (position < text.Length && IsBlank(text[position]))
        {
            position++;
        }
        return position < text.Length;
    }

    /// <summary>isspace of the C locale.</summary>
    private static bool IsBlank(char letter) => letter is ' ' or (>= '\t' and <= '\r');
}
