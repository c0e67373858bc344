using Pintail.Session.Syntax;

namespace Pintail.Session;

/// <summary>One statement of a script, for whoever runs them one by one or waits for the end of one.</summary>
/// <param name="Text">Without the semicolon and the comments around it. May hold a password.</param>
/// <param name="LineNumber">Of the script's line it begins in.</param>
/// <param name="IsEnded">A semicolon follows: a terminal need not wait for more.</param>
public sealed record ScriptStatement(string Text, int LineNumber, bool IsEnded)
{
    /// <summary>Empty for a script of blanks and comments. Never throws: what is open at the end is the last statement.</summary>
    public static IReadOnlyList<ScriptStatement> Split(string script) =>
        [
            .. SqlScript
                .Split(script)
                .Select(piece => new ScriptStatement(
                    piece.Text,
                    script.AsSpan(0, piece.Start).Count('\n') + 1,
                    piece.IsEnded
                )),
        ];

    /// <summary>Without the text.</summary>
    public override string ToString() => $"{nameof(ScriptStatement)} in line {LineNumber}, {Text.Length} characters";
}
