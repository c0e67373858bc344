using Pintail.Postgres;

namespace Pintail.Types;

/// <summary>What a mapping is made for: a type with its modifier, as a column, an element or an attribute has it.</summary>
internal readonly record struct TypeRequest(PostgresType Type, int Modifier, TypeOptions Options);

/// <summary>
/// A row of the type table: which Postgres types it covers, how they are mapped, and what docs/types.md says of it.
/// </summary>
/// <param name="Names">typnames in pg_catalog, or in the extension; empty for kinds of types (arrays, enums, domains).</param>
/// <param name="DuckDB">The DuckDB type as a user reads it.</param>
/// <param name="Source">Where Postgres defines the bytes: function and file in its sources.</param>
/// <param name="Map">Null for the kinds of types that <see cref="TypeTable"/> resolves by itself.</param>
internal sealed record TypeRow(string[] Names, string DuckDB, string Source, Func<TypeRequest, TypeMapping>? Map = null)
{
    /// <summary>What a user reads in the first column when it is not the names.</summary>
    public string? Title { get; init; }

    /// <summary>The extension that brings the types; null for built-in ones.</summary>
    public string? Extension { get; init; }

    /// <summary>What of a value is compared and kept, where that is not all of its bytes; what to know.</summary>
    public string Note { get; init; } = "";

    /// <summary>The type of the case in the oracle's test that proves the row; the first name when it is null.</summary>
    public string? Case { get; init; }

    /// <summary>The test class that proves the row instead, where no server of the oracle has the type.</summary>
    public string? Test { get; init; }
}
