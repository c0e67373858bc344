namespace Pintail.Session.Syntax;

/// <summary>A call, by CALL, SELECT f(), SELECT * FROM f() or FROM f(), of a function that acts on an attachment.</summary>
/// <param name="Function">In lower case.</param>
internal sealed record CallStatement(string Function, IReadOnlyList<CallArgument> Arguments) : SessionStatement;

/// <param name="Name">Of an argument passed by name (:=, =&gt; or =); null for one by position.</param>
/// <param name="Expression">Its SQL text.</param>
/// <param name="Constant">What a lone string, number, TRUE or FALSE says; null for anything else, NULL included.</param>
internal sealed record CallArgument(string? Name, string Expression, string? Constant)
{
    /// <summary>Without the content, which may hold a password.</summary>
    public override string ToString() => nameof(CallArgument);
}
