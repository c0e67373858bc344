namespace Pintail.Tests.Types;

/// <summary>One type with edge values: Postgres literals, null for NULL.</summary>
/// <param name="DuckDBType">As DuckDB's typeof prints it.</param>
internal sealed record TypeCase(string Type, string DuckDBType, params string?[] Values)
{
    /// <summary>SQL run before the table is made: CREATE TYPE, CREATE DOMAIN.</summary>
    public string Setup { get; init; } = "";

    /// <summary>The first version whose server takes the type and the values.</summary>
    public int SinceMajor { get; init; }

    /// <summary>The only server that has the type; null: every one.</summary>
    public string? Server { get; init; }

    public override string ToString() => Type;
}
