namespace Pintail.Session.Syntax;

internal enum SqlTokenKind
{
    /// <summary>A keyword or an unquoted identifier; which of the two only the grammar knows.</summary>
    Word,

    /// <summary>"…" with "" for a quote inside.</summary>
    QuotedIdentifier,

    /// <summary>'…', E'…', x'…', b'…' or $tag$…$tag$, with what continues it on further lines.</summary>
    String,

    Number,

    /// <summary>$1, $name, ? or ?1.</summary>
    Parameter,

    /// <summary>Any other character, one by one; only ::, :=, => and .. are kept together.</summary>
    Operator,
}
