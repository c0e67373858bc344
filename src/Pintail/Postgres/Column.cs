namespace Pintail.Postgres;

/// <summary>pg_attribute.attgenerated.</summary>
public enum GeneratedKind
{
    None,
    Stored,
    Virtual,
}

/// <summary>A live column of a relation, as the catalog says.</summary>
public sealed record Column
{
    /// <summary>pg_attribute.attnum, from 1, with gaps where columns were dropped.</summary>
    public required int Number { get; init; }
    public required string Name { get; init; }
    public required PostgresType Type { get; init; }

    /// <summary>pg_attribute.atttypmod; −1 when the type has none.</summary>
    public int TypeModifier { get; init; } = -1;

    /// <summary>pg_attribute.attndims: declared array dimensions, which the server does not enforce; 0 for non-arrays.</summary>
    public int Dimensions { get; init; }

    /// <summary>Proved for every row: false where the constraint is NOT VALID (version 18).</summary>
    public bool NotNull { get; init; }
    public GeneratedKind Generated { get; init; }
    public bool IsIdentity { get; init; }

    /// <summary>The default as an expression in PostgreSQL's SQL, names qualified; null when none or generated.</summary>
    public string? DefaultSql { get; init; }
    public string? Comment { get; init; }

    /// <summary>This role may SELECT the column (by the table's privilege or the column's own).</summary>
    public bool CanSelect { get; init; } = true;
}
