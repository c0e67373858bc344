using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>The rows of the type table for types of pg_catalog.</summary>
internal static class BuiltInTypes
{
    public static IReadOnlyList<TypeRow> Rows { get; } =
    [
        new(["bool"], "BOOLEAN", "boolsend, bool.c", _ => Fixed<BooleanCodec, byte>("BOOLEAN", DuckDBType.Boolean))
        {
            Case = "boolean",
        },
        new(["int2"], "SMALLINT", "int2send, int.c", _ => Fixed<Int2Codec, short>("SMALLINT", DuckDBType.SmallInt))
        {
            Case = "smallint",
        },
        new(["int4"], "INTEGER", "int4send, int.c", _ => Fixed<Int4Codec, int>("INTEGER", DuckDBType.Integer))
        {
            Case = "integer",
        },
        new(["int8"], "BIGINT", "int8send, int8.c", _ => Fixed<Int8Codec, long>("BIGINT", DuckDBType.BigInt))
        {
            Case = "bigint",
        },
        new(["float4"], "FLOAT", "float4send, float.c", _ => Fixed<Float4Codec, uint>("FLOAT", DuckDBType.Float))
        {
            Note = "the sign of a zero is not kept: −0 may become 0",
            Case = "real",
        },
        new(["float8"], "DOUBLE", "float8send, float.c", _ => Fixed<Float8Codec, ulong>("DOUBLE", DuckDBType.Double))
        {
            Note = "the sign of a zero is not kept: −0 may become 0",
            Case = "double precision",
        },
        new(
            ["oid", "xid", "cid"],
            "UINTEGER",
            "oidsend, oid.c; xidsend, cidsend, xid.c",
            _ => Fixed<OidCodec, uint>("UINTEGER", DuckDBType.UInteger)
        ),
        new(["numeric"], "DECIMAL(p,s)", "numeric_send, numeric.c", request => NumericMapping.Resolve(request.Modifier))
        {
            Note = "the display scale is not kept",
            Case = "numeric(15,2)",
        },
        new(["xid8"], "UBIGINT", "xid8send, xid.c", _ => Fixed<Xid8Codec, ulong>("UBIGINT", DuckDBType.UBigInt)),
        new(["money"], "DECIMAL(19,d)", "cash_send, cash.c", request => Money(request.Options.MoneyFractionDigits))
        {
            Note = "d: fraction digits of lc_monetary",
        },
        new(["bit", "varbit"], "BIT", "bit_send, varbit_send, varbit.c", _ => TextMappings.Bits())
        {
            Title = "bit(n), bit varying",
            Note = "an empty one is not representable",
            Case = "bit varying",
        },
        new(["point"], "STRUCT(x DOUBLE, y DOUBLE)", "point_send, geo_ops.c", _ => Point()),
        new(["date"], "DATE", "date_send, date.c", _ => Fixed<DateCodec, int>("DATE", DuckDBType.Date)),
        new(["time"], "TIME", "time_send, date.c", _ => Fixed<TimeCodec, long>("TIME", DuckDBType.Time)),
        new(["timetz"], "TIMETZ", "timetz_send, date.c", _ => Fixed<TimeTzCodec, ulong>("TIMETZ", DuckDBType.TimeTz)),
        new(
            ["timestamp"],
            "TIMESTAMP",
            "timestamp_send, timestamp.c",
            _ => Fixed<TimestampCodec, long>("TIMESTAMP", DuckDBType.Timestamp)
        ),
        new(
            ["timestamptz"],
            "TIMESTAMPTZ",
            "timestamptz_send, timestamp.c",
            _ => Fixed<TimestampCodec, long>("TIMESTAMPTZ", DuckDBType.TimestampTz, TimeTexts.TimestampTz)
        ),
        new(
            ["interval"],
            "INTERVAL",
            "interval_send, timestamp.c",
            request =>
                request.Options.HasInfiniteIntervals
                    ? Fixed<IntervalCodec, Interval>("INTERVAL", DuckDBType.Interval)
                    : Fixed<FiniteIntervalCodec, Interval>("INTERVAL", DuckDBType.Interval)
        ),
        new(["uuid"], "UUID", "uuid_send, uuid.c", _ => Fixed<UuidCodec, HugeInt>("UUID", DuckDBType.Uuid)),
        new(
            ["text", "varchar", "name"],
            "VARCHAR",
            "textsend, varchar.c, name.c",
            request => TextMappings.Varchar<PlainCodec>(request.Options)
        ),
        new(
            ["bpchar"],
            "VARCHAR",
            "bpcharsend, varchar.c",
            request => TextMappings.BlankPadded(request.Options, BlankPaddedLength(request.Modifier))
        )
        {
            Title = "char(n)",
            Note = "blanks at the end are left out, as Postgres' own cast to text does",
            Case = "char(5)",
        },
        new(["char"], "VARCHAR", "charsend, char.c", _ => TextMappings.InternalChar())
        {
            Title = "\"char\"",
            Case = "\"char\"",
        },
        new(["bytea"], "BLOB", "byteasend, varlena.c", _ => TextMappings.Blob()),
        new(["json"], "JSON", "json_send, json.c", request => TextMappings.Json<PlainCodec>(request.Options)),
        new(["jsonb"], "JSON", "jsonb_send, jsonb.c", request => TextMappings.Json<VersionedCodec>(request.Options)),
    ];

    private static TypeMapping Money(int fractionDigits) =>
        new()
        {
            DuckDBTypeSql = $"DECIMAL({MoneyCodec.Precision},{fractionDigits})",
            CreateLogicalType = () => LogicalType.Decimal(MoneyCodec.Precision, fractionDigits),
            CreateDecoder = name => new FixedDecoder<MoneyCodec, HugeInt>(name),
            CreateEncoder = name => new FixedEncoder<MoneyCodec, HugeInt>(name),
            // The output function adds a currency's sign and separators.
            PostgresText = value => ValueTexts.Output($"{value}::pg_catalog.numeric"),
        };

    private static TypeMapping Point() =>
        new()
        {
            DuckDBTypeSql = "STRUCT(x DOUBLE, y DOUBLE)",
            CreateLogicalType = () =>
            {
                using var number = LogicalType.Of(DuckDBType.Double);
                return LogicalType.Struct(("x", number), ("y", number));
            },
            CreateDecoder = name => new PointDecoder(name),
            CreateEncoder = name => new PointEncoder(name),
            CreateCanonical = () => new FloatForm(sizeof(double)),
            DuckDBText = value =>
                $"'(' || {FloatTexts.Double($"struct_extract({value}, 'x')")} || ',' || "
                + $"{FloatTexts.Double($"struct_extract({value}, 'y')")} || ')'",
        };

    /// <summary>atttypmod of char(n) is n + VARHDRSZ (varchar.c); −1 without a length.</summary>
    private static int BlankPaddedLength(int modifier) => modifier < 0 ? -1 : modifier - 4;

    // Called when a column needs it, and not for the whole table: each pair of types is compiled at its first use.
    private static TypeMapping Fixed<TCodec, TValue>(
        string sql,
        DuckDBType type,
        Func<string, string>? duckdbText = null
    )
        where TCodec : struct, IFixedCodec<TValue>
        where TValue : unmanaged
    {
        return new TypeMapping
        {
            DuckDBTypeSql = sql,
            CreateLogicalType = () => LogicalType.Of(type),
            CreateDecoder = name => new FixedDecoder<TCodec, TValue>(name),
            CreateEncoder = name => new FixedEncoder<TCodec, TValue>(name),
            DuckDBText = duckdbText ?? TCodec.Traits.DuckDBText,
            CreateCanonical = TCodec.Traits.CreateCanonical,
            Unrepresentable = TCodec.Traits.Unrepresentable,
        };
    }
}
