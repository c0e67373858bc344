namespace Pintail.Types;

/// <summary>
/// What is done about values that the target's type cannot hold: NaN and infinity in a numeric, an infinite interval,
/// a timestamp past 294247, an empty bit string.
/// </summary>
public enum UnrepresentablePolicy
{
    /// <summary>The table fails, with the column and the key of the first such row.</summary>
    Refuse,

    /// <summary>They become NULL.</summary>
    Null,

    /// <summary>The whole column becomes the text that Postgres prints.</summary>
    Text,
}
