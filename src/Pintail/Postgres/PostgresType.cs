namespace Pintail.Postgres;

/// <summary>pg_type.typtype.</summary>
public enum TypeKind
{
    Base,
    Composite,
    Domain,
    Enum,
    Pseudo,
    Range,
    Multirange,
}

/// <summary>
/// A type as pg_type and its satellites describe it, resolved: arrays know their element, domains their base, enums
/// their labels. Immutable; one object per OID within one catalog reading.
/// </summary>
public sealed record PostgresType
{
    public required uint Oid { get; init; }
    public required string Schema { get; init; }
    public required string Name { get; init; }
    public required TypeKind Kind { get; init; }

    /// <summary>Element type of a true array (typcategory A with typelem, typlen −1); else null.</summary>
    public PostgresType? Element { get; init; }

    /// <summary>What a domain stands over (possibly another domain); else null.</summary>
    public PostgresType? BaseType { get; init; }

    /// <summary>A domain's typtypmod for its base; −1 when none.</summary>
    public int BaseTypeModifier { get; init; } = -1;

    /// <summary>A domain's typndims: declared dimensions when it stands over an array; 0 otherwise.</summary>
    public int BaseDimensions { get; init; }

    /// <summary>Enum labels in Postgres' order (enumsortorder); empty for other kinds.</summary>
    public IReadOnlyList<string> EnumLabels { get; init; } = [];

    /// <summary>As Postgres prints it for a user: schema-qualified unless built in.</summary>
    public string DisplayName => Schema == "pg_catalog" ? Name : $"{Schema}.{Name}";
}
