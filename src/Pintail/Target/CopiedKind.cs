namespace Pintail.Target;

/// <summary>What a copy was made of. The names are stable: pintail.table_state has them in lower case.</summary>
public enum CopiedKind
{
    /// <summary>Also one with partitions.</summary>
    Table,

    /// <summary>Of another table, and named by the user.</summary>
    Partition,
    View,
    MaterializedView,
}

internal static class CopiedKinds
{
    public static bool IsView(this CopiedKind kind) => kind is CopiedKind.View or CopiedKind.MaterializedView;

    /// <summary>As pintail.table_state has it.</summary>
    public static string Name(this CopiedKind kind) => kind.ToString().ToLowerInvariant();

    /// <returns>Null for what is none of them, as of a later version.</returns>
    public static CopiedKind? Read(string? name) =>
        Enum.TryParse<CopiedKind>(name, ignoreCase: true, out var kind) ? kind : null;
}
