namespace Pintail.Mirror;

/// <summary>How a table is brought up to date. The names are stable: JSON and pintail.table_run have them.</summary>
public enum RefreshStrategy
{
    /// <summary>By difference where that is proved and cheaper, else in full.</summary>
    Auto,

    /// <summary>All rows are read, and a new table takes the old one's place.</summary>
    Full,

    /// <summary>Only rows that changed since the copy was made are read, where that is proved, whatever a full copy would cost.</summary>
    Delta,

    /// <summary>Only rows past the highest value of a column are read; changes and deletions below it stay unseen.</summary>
    Append,

    /// <summary>The copy stays as it is.</summary>
    Skip,
}

internal static class RefreshStrategyNames
{
    /// <summary>As pintail.table_run has it.</summary>
    public static string Name(this RefreshStrategy strategy) => strategy.ToString().ToLowerInvariant();
}
