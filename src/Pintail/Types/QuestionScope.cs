namespace Pintail.Types;

/// <summary>Which questions about a column's data are asked.</summary>
public enum QuestionScope
{
    /// <summary>What has to be known before a copy: what the copy itself would meet is not asked.</summary>
    Needed,

    /// <summary>All that decides a column's type.</summary>
    Decisions,

    /// <summary>Also what does not: whether there are values that the type cannot hold or keep.</summary>
    All,
}
