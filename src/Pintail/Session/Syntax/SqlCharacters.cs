namespace Pintail.Session.Syntax;

/// <summary>The character classes of DuckDB's scanner (third_party/libpg_query/scan.l).</summary>
internal static class SqlCharacters
{
    // DuckDB replaces these by blanks before it scans (Parser::StripUnicodeSpaces in src/parser/parser.cpp). Any other
    // character beyond ASCII, the line separator U+2028 among them, is a letter to it.
    public static bool IsSpace(char c) =>
        c is ' ' or '\t' or '\n' or '\r' or '\f'
        || c >= '\u00A0'
            && c
                is '\u00A0'
                    or (>= '\u2000' and <= '\u200B')
                    or '\u202F'
                    or '\u205F'
                    or '\u2060'
                    or '\u3000'
                    or '\uFEFF';

    public static bool IsNewLine(char c) => c is '\n' or '\r';

    public static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_' || c >= '\u0080' && !IsSpace(c);

    /// <summary>What a dollar quote's tag may hold after its first letter; a name may hold $ too.</summary>
    public static bool IsTagPart(char c) => IsNameStart(c) || char.IsAsciiDigit(c);

    public static bool IsNamePart(char c) => IsTagPart(c) || c == '$';
}
