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
/// their labels, composites their attributes, ranges their subtype. Immutable; one object per OID within one catalog reading.
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

    /// <summary>
    /// Live attributes of a composite type or of a table's row type, in the order in which record_send sends them; empty
    /// for other kinds, and for a composite without any.
    /// </summary>
    public IReadOnlyList<TypeAttribute> Attributes { get; init; } = [];

    /// <summary>What the bounds of a range or of a multirange's ranges are (pg_range.rngsubtype); else null.</summary>
    public PostgresType? RangeSubtype { get; init; }

    /// <summary>The range type whose values a multirange holds; null for other kinds.</summary>
    public PostgresType? MultirangeOf { get; init; }

    /// <summary>
    /// Name of the extension that brought the type, also as the array, multirange or row type of what it brought; else
    /// null.
    /// </summary>
    public string? Extension { get; init; }

    /// <summary>
    /// The type contains itself, or others stand over others more than <see cref="MaxNesting"/> deep, or it stands over
    /// such a type: what it is made of is left out (no element, base, attributes, subtype), so that walking down always
    /// ends.
    /// </summary>
    public bool IsEndless { get; init; }

    /// <summary>Deeper than anything anybody reads; far from the end of any stack.</summary>
    public const int MaxNesting = 64;

    /// <summary>As Postgres prints it for a user: schema-qualified unless built in.</summary>
    public string DisplayName => Schema == "pg_catalog" ? Name : $"{Schema}.{Name}";
}

/// <summary>A column of a composite type.</summary>
/// <param name="TypeModifier">pg_attribute.atttypmod; −1 when the type has none.</param>
/// <param name="Dimensions">pg_attribute.attndims: declared array dimensions; 0 for non-arrays.</param>
/// <param name="Number">pg_attribute.attnum, from 1: an attribute that is dropped and made again has another.</param>
public sealed record TypeAttribute(
    string Name,
    PostgresType Type,
    int TypeModifier = -1,
    int Dimensions = 0,
    int Number = 0
);
