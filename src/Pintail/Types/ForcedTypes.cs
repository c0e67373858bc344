// A column whose DuckDB type the user chose. Either Postgres converts, by a cast that fails rather than change the value,
// or numeric is read and our decoder takes it exactly or fails: no cast of Postgres that rounds stands between. What can
// change the value all the same is what the user asked for (a DOUBLE for a numeric, a date for a text), and is said.

using Pintail.DuckDB;
using Pintail.Postgres;

namespace Pintail.Types;

/// <summary>Maps a column to the DuckDB type that <see cref="TypeOptions.ForcedType"/> names.</summary>
internal static class ForcedTypes
{
    private const string Text = "text";

    private static readonly string[] Candidates =
    [
        "VARCHAR",
        "DECIMAL(38,0)",
        "DOUBLE",
        "FLOAT",
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "HUGEINT",
        "UTINYINT",
        "USMALLINT",
        "UINTEGER",
        "UBIGINT",
        "BOOLEAN",
        "DATE",
        "TIME",
        "TIMETZ",
        "TIMESTAMP",
        "TIMESTAMPTZ",
        "INTERVAL",
        "UUID",
        "JSON",
        "BLOB",
    ];

    /// <param name="type">The column's, domains resolved.</param>
    /// <param name="usual">How it is mapped when nobody chooses.</param>
    public static TypeMapping Resolve(
        Column column,
        PostgresType type,
        TypeMapping usual,
        TypeOptions options,
        string asked
    )
    {
        var target = DuckDBTypeName.Normalize(asked);
        if (target == usual.DuckDBTypeSql)
            return usual with { Reason = $"{target} as asked for" + (usual.Reason is { } reason ? $"; {reason}" : "") };
        if (To(target, type, options) is { } mapping)
            return mapping with { Reason = $"{target} as asked for" + (mapping.Reason is { } note ? $": {note}" : "") };
        var possible = Candidates
            .Where(candidate => candidate == usual.DuckDBTypeSql || To(candidate, type, options) is not null)
            .Select(candidate => candidate.StartsWith("DECIMAL", StringComparison.Ordinal) ? "DECIMAL(p,s)" : candidate)
            .Prepend(usual.DuckDBTypeSql)
            .Distinct();
        throw new PintailException(
            ErrorKind.Configuration,
            $"Column \"{column.Name}\" of type {type.DisplayName} cannot become '{asked}', as the settings ask.",
            $"Possible are {string.Join(", ", possible)}."
        );
    }

    private static TypeMapping? To(string target, PostgresType type, TypeOptions options)
    {
        var source = Family(type);
        if (target == "VARCHAR")
            return TextMappings.Output(options, "the text Postgres prints");
        if (Number(source) is { } number && ToNumber(target, source) is { } mapping)
        {
            // 007, 7.0 and 7 are one number.
            return source == Text
                ? ReadingText(mapping with { Fidelity = Fidelity.Lossy, Reason = Reads("numeric") }, "numeric", options)
                : Reading(mapping, number);
        }
        return (target, source) switch
        {
            ("DOUBLE", "int2" or "int4" or "float4") => Cast("float8", source, options, Fidelity.Widened),
            ("DOUBLE", "int8" or "numeric" or "money" or Text) => Cast("float8", source, options, Fidelity.Lossy),
            ("FLOAT", "int2") => Cast("float4", source, options, Fidelity.Widened),
            ("FLOAT", "int4" or "int8" or "numeric" or "money" or "float8" or Text) => Cast(
                "float4",
                source,
                options,
                Fidelity.Lossy
            ),
            ("BOOLEAN", Text) => Cast("bool", source, options, Fidelity.Lossy),
            ("DATE" or "TIME" or "TIMETZ" or "TIMESTAMP" or "TIMESTAMPTZ" or "INTERVAL" or "UUID", Text) => Cast(
                target.ToLowerInvariant(),
                source,
                options,
                Fidelity.Lossy
            ),
            ("TIMESTAMP", "date") => Cast("timestamp", source, options, Fidelity.Widened),
            ("TIMESTAMP", "timestamptz") => Reading(BuiltIn("timestamp", options), AtUtc) with { Reason = "at UTC" },
            ("TIMESTAMPTZ", "timestamp") => Reading(BuiltIn("timestamptz", options), AtUtc) with { Reason = "at UTC" },
            ("TIMESTAMPTZ", "date") => Reading(
                BuiltIn("timestamptz", options),
                value => AtUtc($"{value}::pg_catalog.timestamp")
            ) with
            {
                Fidelity = Fidelity.Widened,
                Reason = "midnight at UTC",
                Unrepresentable = CastLimits.Of(source, "timestamptz"),
            },
            ("JSON", Text) => Cast("json", source, options, Fidelity.Exact),
            ("JSON", "array") => Reading(BuiltIn("json", options), value => ArrayTexts.Json(value, type)) with
            {
                Fidelity = Fidelity.Text,
                Reason = "as array_to_json prints it",
                DropsLowerBounds = true,
            },
            ("JSON", "composite") => Reading(BuiltIn("json", options), value => $"pg_catalog.to_json({value})") with
            {
                Fidelity = Fidelity.Text,
                Reason = "as to_json prints it",
            },
            ("BLOB", Text) => Reading(
                BuiltIn("bytea", options),
                value => $"pg_catalog.convert_to({value}::pg_catalog.text, 'UTF8')"
            ) with
            {
                Reason = "the text in UTF-8",
            },
            ("BLOB", "uuid") => Reading(BuiltIn("bytea", options), value => $"pg_catalog.uuid_send({value})"),
            _ => null,
        };
    }

    /// <summary>Types that convert alike.</summary>
    private static string Family(PostgresType type) =>
        type switch
        {
            { Element: not null } => "array",
            { Kind: TypeKind.Composite } => "composite",
            { Kind: TypeKind.Base, Extension: "citext", Name: "citext" } => Text,
            { Kind: TypeKind.Base, Schema: "pg_catalog", Name: Text or "varchar" or "bpchar" or "name" } => Text,
            { Kind: TypeKind.Base, Schema: "pg_catalog" } => type.Name,
            _ => "",
        };

    /// <summary>The value as numeric, in Postgres' SQL, exactly or with an error; null when it is no number.</summary>
    private static Func<string, string>? Number(string source) =>
        source switch
        {
            "numeric" => value => value,
            "int2" or "int4" or "int8" or "money" => value => $"{value}::pg_catalog.numeric",
            "bool" => value => $"{value}::pg_catalog.int4::pg_catalog.numeric",
            "oid" => value => $"{value}::pg_catalog.int8::pg_catalog.numeric",
            Text => value => $"{AsText(value)}::pg_catalog.numeric",
            _ => null,
        };

    private static TypeMapping? ToNumber(string target, string source) =>
        target switch
        {
            "TINYINT" => Whole<sbyte>(target, DuckDBType.TinyInt, sbyte.MinValue, sbyte.MaxValue),
            "SMALLINT" => Whole<short>(target, DuckDBType.SmallInt, short.MinValue, short.MaxValue),
            "INTEGER" => Whole<int>(target, DuckDBType.Integer, int.MinValue, int.MaxValue),
            "BIGINT" => Whole<long>(target, DuckDBType.BigInt, long.MinValue, long.MaxValue),
            "UTINYINT" => Whole<byte>(target, DuckDBType.UTinyInt, 0, byte.MaxValue),
            "USMALLINT" => Whole<ushort>(target, DuckDBType.USmallInt, 0, ushort.MaxValue),
            "UINTEGER" => Whole<uint>(target, DuckDBType.UInteger, 0, uint.MaxValue),
            "UBIGINT" => Whole<ulong>(target, DuckDBType.UBigInt, 0, ulong.MaxValue),
            // Stored as a DECIMAL of 38 digits is.
            "HUGEINT" => NumericMapping.Decimal(NumericMapping.MaxPrecision, 0, target) with
            {
                DuckDBTypeSql = target,
                CreateLogicalType = () => LogicalType.Of(DuckDBType.HugeInt),
                PostgresText = WholeText,
                Unrepresentable = value =>
                    $"({IsNotFinite(value)} OR {value} <> pg_catalog.trunc({value}) OR pg_catalog.abs({value}) >= 1e38)",
            },
            // 0 and 1 only; texts know more names of truth.
            "BOOLEAN" when source != Text => Whole<byte>(target, DuckDBType.Boolean, 0, 1) with
            {
                DuckDBText = value => $"CAST(CAST({value} AS INTEGER) AS VARCHAR)",
            },
            _ when DuckDBTypeName.TryDecimal(target, out var precision, out var scale) => NumericMapping.Decimal(
                precision,
                scale,
                target
            ) with
            {
                Unrepresentable = value =>
                    $"({IsNotFinite(value)} OR {value} <> pg_catalog.round({value}, {scale}) "
                    + $"OR pg_catalog.abs({value}) >= 1e{precision - scale})",
                // The display scale may be another than the one asked for.
                PostgresText = value =>
                    $"CASE WHEN pg_catalog.scale({value}) IS NULL THEN {ValueTexts.Output(value)} "
                    + $"ELSE {ValueTexts.Output($"pg_catalog.round({value}, {scale})")} END",
            },
            _ => null,
        };

    private static TypeMapping Whole<TValue>(string target, DuckDBType type, Int128 least, Int128 most)
        where TValue : unmanaged, System.Numerics.IBinaryInteger<TValue> =>
        new()
        {
            DuckDBTypeSql = target,
            CreateLogicalType = () => LogicalType.Of(type),
            CreateDecoder = name => new WholeNumberDecoder<TValue>(name, target, least, most),
            CreateEncoder = name => new DecimalEncoder<TValue, WholeStorage<TValue>>(name, scale: 0),
            CreateCanonical = () => new NumericForm(),
            PostgresText = WholeText,
            Unrepresentable = value =>
                $"({IsNotFinite(value)} OR {value} <> pg_catalog.trunc({value}) OR {value} NOT BETWEEN {least} AND {most})",
        };

    /// <summary>x − x is 0 for finite numbers alone; versions before 14 cannot name infinity.</summary>
    private static string IsNotFinite(string value) => $"{value} - {value} <> 0";

    /// <summary>Without the zeros of a display scale; one with a fraction does not get here.</summary>
    private static string WholeText(string value) => ValueTexts.Output($"pg_catalog.trim_scale({value})");

    private static TypeMapping Cast(string name, string source, TypeOptions options, Fidelity fidelity)
    {
        var mapping = BuiltIn(name, options) with
        {
            Fidelity = fidelity,
            Reason = fidelity == Fidelity.Lossy ? Reads(name) : null,
        };
        if (source == Text)
            return ReadingText(mapping, name, options);
        Func<string, string> before = source == "money" ? Number(source)! : value => value;
        var reading = Reading(mapping, value => $"{before(value)}::pg_catalog.{name}");
        // Over the value itself: over what a cast gives, it would fail as the cast does.
        return CastLimits.Of(source, name) is { } limit ? reading with { Unrepresentable = limit } : reading;
    }

    /// <summary>The mapping of what the text is read as.</summary>
    private static TypeMapping ReadingText(TypeMapping mapping, string name, TypeOptions options)
    {
        var reading = Reading(mapping, value => $"{AsText(value)}::pg_catalog.{name}");
        return options.CanTryTexts
            ? reading with
            {
                Unrepresentable = value =>
                    CastLimits.OfText(AsText(value), name, reading.Unrepresentable?.Invoke(value)),
            }
            : reading;
    }

    /// <summary>Without the blanks that fill up a char(n).</summary>
    private static string AsText(string value) => $"{value}::pg_catalog.text";

    private static string Reads(string name) => $"as Postgres' cast to {name} rounds and reads";

    private static string AtUtc(string value) => $"pg_catalog.timezone('UTC', {value})";

    private static TypeMapping BuiltIn(string name, TypeOptions options) =>
        TypeTable.Resolve(
            new PostgresType
            {
                Oid = 0,
                Schema = "pg_catalog",
                Name = name,
                Kind = TypeKind.Base,
            },
            modifier: -1,
            dimensions: 0,
            options
        );

    /// <summary>The mapping of what the expression gives.</summary>
    private static TypeMapping Reading(TypeMapping mapping, Func<string, string> read) =>
        mapping with
        {
            ReadSql = read,
            PostgresText = value => mapping.PostgresText(read(value)),
            Unrepresentable = mapping.Unrepresentable is { } predicate ? value => predicate(read(value)) : null,
        };
}
