namespace Pintail.Mirror;

/// <summary>
/// By which columns of the target a changed row finds the one it takes the place of: the primary key, or a unique key that
/// holds for every row at every moment and none of whose columns can be NULL. What two different values may both become
/// in the target is no part of one.
/// </summary>
internal static class MergeKey
{
    /// <returns>Names in the target; empty when there is no such key.</returns>
    public static IReadOnlyList<string> Of(TablePlan plan)
    {
        var neverNull = plan
            .Columns.Where(column => column.Mapping.IsNeverNull)
            .Select(column => column.Name)
            .ToHashSet();
        return TargetKeys.Of(plan).FirstOrDefault(key => key.Columns.All(neverNull.Contains))?.Columns ?? [];
    }
}
