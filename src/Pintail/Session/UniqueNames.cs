namespace Pintail.Session;

/// <summary>DuckDB's names for Postgres' names of one kind and place: those that differ by case only get a number.</summary>
internal static class UniqueNames
{
    /// <param name="names">All different. The order decides who keeps its name, so the same names give the same result.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> names)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var all = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. names.Select(name => taken.Add(name) ? name : Numbered(name))];

        string Numbered(string name)
        {
            for (var number = 1; ; number++)
            {
                var candidate = $"{name}_{number}";
                if (!all.Contains(candidate) && taken.Add(candidate))
                    return candidate;
            }
        }
    }
}
