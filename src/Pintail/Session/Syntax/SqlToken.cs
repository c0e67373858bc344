namespace Pintail.Session.Syntax;

/// <summary>A token's place in its text, in UTF-16 units. Unterminated: a quote that the text's end closed.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int Length, bool IsUnterminated = false)
{
    public int End => Start + Length;
}
