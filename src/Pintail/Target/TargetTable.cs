using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>A table in the target, named by schema and name; the catalog is the warehouse's.</summary>
public readonly record struct TargetTable(string Schema, string Name)
{
    /// <summary>The same for two names exactly when they are one table to DuckDB.</summary>
    public TargetTable Folded => new(DuckDBText.Folded(Schema), DuckDBText.Folded(Name));

    /// <summary>schema.name without quotes, for messages only.</summary>
    public override string ToString() => $"{Schema}.{Name}";
}

/// <summary>What the target holds under one name.</summary>
/// <param name="IsView">A view; tables otherwise.</param>
/// <param name="IsOurs">pintail.table_state or flight_tracker says that Pintail or the Flight made it.</param>
public sealed record TargetObject(TargetTable Table, bool IsView, bool IsOurs);
