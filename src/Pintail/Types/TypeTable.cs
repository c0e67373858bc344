using System.Collections.Frozen;
using Pintail.DuckDB;
using Pintail.Postgres;

namespace Pintail.Types;

/// <summary>
/// The one table from Postgres type to DuckDB type. Built-in types stand below by name; numeric, enums, domains and
/// arrays follow from their parts. Whatever is not here arrives as the text Postgres prints, and the mapping says so.
/// To add a type: a codec (or text codec) in a file of its own, a line in the table, a case in TypeRoundTripTests.
/// </summary>
public static class TypeTable
{
    private delegate TypeMapping Entry(TypeOptions options);

    private static readonly FrozenDictionary<string, Entry> BuiltIn = new Dictionary<string, Entry>
    {
        ["bool"] = Fixed<BooleanCodec, byte>("BOOLEAN", DuckDBType.Boolean),
        ["int2"] = Fixed<Int2Codec, short>("SMALLINT", DuckDBType.SmallInt),
        ["int4"] = Fixed<Int4Codec, int>("INTEGER", DuckDBType.Integer),
        ["int8"] = Fixed<Int8Codec, long>("BIGINT", DuckDBType.BigInt),
        ["float4"] = Fixed<Float4Codec, uint>("FLOAT", DuckDBType.Float),
        ["float8"] = Fixed<Float8Codec, ulong>("DOUBLE", DuckDBType.Double),
        ["oid"] = Fixed<OidCodec, uint>("UINTEGER", DuckDBType.UInteger),
        ["xid"] = Fixed<OidCodec, uint>("UINTEGER", DuckDBType.UInteger),
        ["cid"] = Fixed<OidCodec, uint>("UINTEGER", DuckDBType.UInteger),
        ["date"] = Fixed<DateCodec, int>("DATE", DuckDBType.Date),
        ["time"] = Fixed<TimeCodec, long>("TIME", DuckDBType.Time),
        ["timetz"] = Fixed<TimeTzCodec, ulong>("TIMETZ", DuckDBType.TimeTz),
        ["timestamp"] = Fixed<TimestampCodec, long>("TIMESTAMP", DuckDBType.Timestamp),
        ["timestamptz"] = Fixed<TimestampCodec, long>("TIMESTAMPTZ", DuckDBType.TimestampTz),
        ["interval"] = Fixed<IntervalCodec, Interval>("INTERVAL", DuckDBType.Interval),
        ["uuid"] = Fixed<UuidCodec, HugeInt>("UUID", DuckDBType.Uuid),
        ["text"] = Varchar<PlainCodec>(),
        ["varchar"] = Varchar<PlainCodec>(),
        ["name"] = Varchar<PlainCodec>(),
        ["bpchar"] = Varchar<BlankPaddedCodec>("blanks at the end are left out, as Postgres' own cast to text does"),
        ["char"] = _ => new("VARCHAR", () => LogicalType.Of(DuckDBType.Varchar), name => new InternalCharDecoder(name)),
        ["bytea"] = _ =>
            new(
                "BLOB",
                () => LogicalType.Of(DuckDBType.Blob),
                name => new TextDecoder<PlainCodec>(name, validate: false)
            ),
        ["json"] = Json<PlainCodec>(),
        ["jsonb"] = Json<JsonbCodec>(),
    }.ToFrozenDictionary();

    public static ColumnMapping Map(Column column, TypeOptions? options = null)
    {
        var mapping = Resolve(column.Type, column.TypeModifier, column.Dimensions, options ?? TypeOptions.Default);
        var name = SqlText.Identifier(column.Name);
        return new ColumnMapping(mapping.CreateDecoder)
        {
            Column = column,
            SelectSql = mapping.Cast is null ? name : $"{name}::{mapping.Cast}",
            DuckDBTypeSql = mapping.DuckDBTypeSql,
            Fidelity = mapping.Fidelity,
            Reason = mapping.Reason,
            CreateLogicalType = mapping.CreateLogicalType,
        };
    }

    private static TypeMapping Resolve(PostgresType type, int modifier, int dimensions, TypeOptions options)
    {
        // Each domain has the modifier and the dimensions for its own base; a column of a domain has neither.
        while (type is { Kind: TypeKind.Domain, BaseType: { } baseType })
            (type, modifier, dimensions) = (baseType, type.BaseTypeModifier, type.BaseDimensions);

        if (type.Element is { } element)
            return ResolveArray(type, element, modifier, dimensions, options);
        if (type.Kind == TypeKind.Enum)
            return EnumMapping.Resolve(type, options);
        if (type is { Kind: TypeKind.Base, Schema: "pg_catalog" })
        {
            if (type.Name == "numeric")
                return NumericMapping.Resolve(modifier, options);
            if (BuiltIn.TryGetValue(type.Name, out var entry))
                return entry(options);
        }
        return AsText(options, $"{Describe(type)}: mirrored as the text Postgres prints");
    }

    private static TypeMapping ResolveArray(
        PostgresType array,
        PostgresType element,
        int modifier,
        int dimensions,
        TypeOptions options
    )
    {
        var mapping = Resolve(element, modifier, 0, options);
        var depth = Math.Max(dimensions, 1);
        if (depth > ArrayDecoder.MaxDimensions)
            return AsText(options, $"array {array.DisplayName} declared with {depth} dimensions: mirrored as text");
        if (mapping.Cast is null)
            return ListMapping.Over(mapping, element.Oid, depth);
        // numeric that DECIMAL cannot hold stays a list, of exact texts; arrays of other types are one text.
        return NumericMapping.IsNumeric(element)
            ? ListMapping.Over(mapping with { Cast = $"{mapping.Cast}[]" }, TextOid, depth)
            : AsText(options, $"array of {Describe(element)}: mirrored as the text Postgres prints");
    }

    /// <summary>pg_type.dat.</summary>
    private const uint TextOid = 25;

    internal static TypeMapping AsText(TypeOptions options, string reason) =>
        Varchar<PlainCodec>()(options) with
        {
            Fidelity = Fidelity.Text,
            Reason = reason,
            Cast = "text",
        };

    private static string Describe(PostgresType type) =>
        type.Kind switch
        {
            TypeKind.Composite => $"composite type {type.DisplayName}",
            TypeKind.Range => $"range type {type.DisplayName}",
            TypeKind.Multirange => $"multirange type {type.DisplayName}",
            TypeKind.Pseudo => $"pseudo-type {type.DisplayName}",
            _ => $"type {type.DisplayName}",
        };

    private static Entry Fixed<TCodec, TValue>(string sql, DuckDBType type)
        where TCodec : struct, IFixedCodec<TValue>
        where TValue : unmanaged =>
        _ => new(sql, () => LogicalType.Of(type), name => new FixedDecoder<TCodec, TValue>(name));

    private static Entry Varchar<TCodec>(string? reason = null)
        where TCodec : struct, ITextCodec =>
        options =>
            new(
                "VARCHAR",
                () => LogicalType.Of(DuckDBType.Varchar),
                name => new TextDecoder<TCodec>(name, options.ValidateText)
            )
            {
                Reason = reason,
            };

    private static Entry Json<TCodec>()
        where TCodec : struct, ITextCodec =>
        options => new("JSON", () => LogicalType.Json, name => new TextDecoder<TCodec>(name, options.ValidateText));
}
