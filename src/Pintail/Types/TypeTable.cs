using System.Collections.Frozen;
using Pintail.Postgres;

namespace Pintail.Types;

/// <summary>
/// The one table from Postgres type to DuckDB type. Built-in types stand in <see cref="BuiltInTypes"/> and its like by name; enums,
/// domains and arrays follow from their parts. Whatever is not here arrives as the text Postgres prints, and the mapping
/// says so. To add a type: a codec in a file of its own, a row in a list of rows, a case in TypeCases (tests).
/// </summary>
internal static class TypeTable
{
    private static readonly FrozenDictionary<(string? Extension, string Name), TypeRow> Named = Rows.SelectMany(row =>
            row.Names.Select(name => (Key: (row.Extension, name), row))
        )
        .ToFrozenDictionary(pair => pair.Key, pair => pair.row);

    internal static IEnumerable<TypeRow> Rows =>
        [
            .. BuiltInTypes.Rows,
            .. PrintedTypes.Rows,
            .. NestedTypes.Rows,
            .. ExtensionTypes.Rows,
            .. HstoreType.Rows,
            .. PgvectorTypes.Rows,
            .. PostGisTypes.Rows,
        ];

    public static ColumnMapping Map(Column column, TypeOptions? options = null)
    {
        options ??= TypeOptions.Default;
        var (type, modifier, dimensions) = Base(column.Type, column.TypeModifier, column.Dimensions);
        var mapping = Resolve(
            type,
            modifier,
            dimensions,
            options with
            {
                HasFixedDimensions = options.ForcedType is not null,
            }
        );
        mapping = options.ForcedType is { } asked
            ? ForcedTypes.Resolve(column, type, mapping, options, asked)
            : DataDecision.Apply(type, modifier, dimensions, mapping, options);
        // A column's own text; within arrays and composites a zero's sign is printed as it is.
        if (
            type is { Schema: "pg_catalog", Name: "float4" or "float8" }
            && mapping is { ReadSql: null, DuckDBText: { } text }
        )
        {
            var postgres = mapping.PostgresText;
            mapping = mapping with
            {
                PostgresText = value => $"CASE WHEN ({value}) = 0 THEN '0' ELSE {postgres(value)} END",
                DuckDBText = value => $"CASE WHEN ({value}) = 0 THEN '0' ELSE {text(value)} END",
            };
        }
        return new ColumnMapping(column, UnrepresentableValues.Apply(mapping, options));
    }

    internal static TypeMapping Resolve(PostgresType type, int modifier, int dimensions, TypeOptions options)
    {
        (type, modifier, dimensions) = Base(type, modifier, dimensions);
        if (type.Element is { } element)
            return ResolveArray(type, element, modifier, dimensions, options);
        if (type.Kind == TypeKind.Enum)
            return EnumMapping.Resolve(type, options);
        if (type.Kind == TypeKind.Composite)
            return CompositeMapping.Resolve(type, options);
        if (type.Kind is TypeKind.Range or TypeKind.Multirange)
            return RangeMapping.Resolve(type, options);
        if (RowOf(type) is { Map: { } map })
            return map(new TypeRequest(type, modifier, options));
        return TextMappings.Output(options, $"{Describe(type)}: mirrored as the text Postgres prints");
    }

    /// <summary>What a domain stands over: each has the modifier and the dimensions for its own base, its column neither.</summary>
    internal static (PostgresType Type, int Modifier, int Dimensions) Base(
        PostgresType type,
        int modifier,
        int dimensions
    )
    {
        while (type is { Kind: TypeKind.Domain, BaseType: { } baseType })
            (type, modifier, dimensions) = (baseType, type.BaseTypeModifier, type.BaseDimensions);
        return (type, modifier, dimensions);
    }

    private static TypeRow? RowOf(PostgresType type) =>
        // A user's own type may have any name, that of an extension's type too.
        type.Kind == TypeKind.Base
        && (type.Extension is not null || type.Schema == "pg_catalog")
            ? Named.GetValueOrDefault((type.Extension, type.Name))
            : null;

    private static TypeMapping ResolveArray(
        PostgresType array,
        PostgresType element,
        int modifier,
        int dimensions,
        TypeOptions options
    )
    {
        // A domain over an array makes an array the element of another.
        var mapping = Resolve(element, modifier, 0, options with { HasFixedDimensions = true });
        var depth = Math.Max(dimensions, 1);
        if (depth > ArrayDecoder.MaxDimensions)
            return TextMappings.Output(
                options,
                $"array {array.DisplayName} declared with {depth} dimensions: mirrored as text"
            );
        if (array is { Schema: "pg_catalog", Name: "int2vector" or "oidvector" })
            return ListMapping.Vector(mapping, element.Oid);
        if (mapping.ReadSql is null)
            return ListMapping.Over(
                mapping,
                element.Oid,
                depth,
                IsBox(element) ? ';' : ',',
                options.HasFixedDimensions
            );
        return TextMappings.Output(options, $"array of {Describe(element)}: mirrored as the text Postgres prints");
    }

    /// <summary>The one built-in type with another typdelim than a comma (pg_type.dat); a domain has that of its base.</summary>
    private static bool IsBox(PostgresType element) =>
        Base(element, -1, 0).Type is { Kind: TypeKind.Base, Schema: "pg_catalog", Name: "box" };

    private static string Describe(PostgresType type) =>
        type.Kind switch
        {
            TypeKind.Pseudo => $"pseudo-type {type.DisplayName}",
            _ => $"type {type.DisplayName}",
        };
}
