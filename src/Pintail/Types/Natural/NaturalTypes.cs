// Which Postgres type a DuckDB type is in a file of COPY BINARY, both ways: what is written as this type is read as it. The
// OIDs are those of src/include/catalog/pg_type.dat, which no release changes. A type is refused where its values have no
// form that every reader would take for the same (UINTEGER: oid or bigint) or none at all (TIMESTAMP_NS, UNION).

using Pintail.DuckDB;

namespace Pintail.Types.Natural;

/// <summary>The Postgres type for each of DuckDB's.</summary>
internal static class NaturalTypes
{
    public const uint TextOid = 25;
    public const uint RecordOid = 2249;

    /// <summary>For reading: what a file holds as this type.</summary>
    /// <param name="type">Stays the caller's.</param>
    /// <exception cref="PintailException">There is no such type.</exception>
    public static NaturalType Read(LogicalType type) =>
        type.Id == DuckDBType.UInteger
            ? Fixed<OidCodec, uint>("UINTEGER", "oid", 26, 28, 29)
            : Of(type, nullByteReplacement: null);

    /// <summary>For writing.</summary>
    /// <param name="nullByteReplacement">In UTF-8, what stands for a NUL in a text; null: such a text is refused.</param>
    /// <inheritdoc cref="Read"/>
    public static NaturalType Write(LogicalType type, byte[]? nullByteReplacement) => Of(type, nullByteReplacement);

    private static NaturalType Of(LogicalType type, byte[]? nullByteReplacement) =>
        type.Id switch
        {
            DuckDBType.Varchar or DuckDBType.Enum => NaturalTexts.Of(type, nullByteReplacement),
            DuckDBType.List => NestedNaturalTypes.List(type, child => Of(child, nullByteReplacement)),
            DuckDBType.Struct => NestedNaturalTypes.Struct(type, child => Of(child, nullByteReplacement)),
            DuckDBType.Map => NestedNaturalTypes.Map(type, child => Of(child, nullByteReplacement)),
            DuckDBType.Decimal => Decimal(type.DecimalWidth, type.DecimalScale),
            var id => Whole(id) ?? OfOneForm(id),
        };

    private static NaturalType? Whole(DuckDBType id) =>
        id switch
        {
            DuckDBType.TinyInt => Fixed<TinyIntCodec, sbyte>("TINYINT", "smallint", 21),
            DuckDBType.UTinyInt => Fixed<UTinyIntCodec, byte>("UTINYINT", "smallint", 21),
            DuckDBType.SmallInt => Fixed<Int2Codec, short>("SMALLINT", "smallint", 21),
            DuckDBType.USmallInt => Fixed<USmallIntCodec, ushort>("USMALLINT", "integer", 23),
            DuckDBType.Integer => Fixed<Int4Codec, int>("INTEGER", "integer", 23),
            DuckDBType.BigInt => Fixed<Int8Codec, long>("BIGINT", "bigint", 20),
            DuckDBType.UBigInt => Numeric<ulong, WholeStorage<ulong>>("UBIGINT"),
            DuckDBType.HugeInt => Numeric<Int128, WholeStorage<Int128>>("HUGEINT"),
            DuckDBType.UHugeInt => Numeric<UInt128, UnsignedHugeStorage>("UHUGEINT"),
            _ => null,
        };

    private static NaturalType OfOneForm(DuckDBType id) =>
        id switch
        {
            DuckDBType.Boolean => Fixed<BooleanCodec, byte>("BOOLEAN", "boolean", 16),
            DuckDBType.Float => Fixed<Float4Codec, uint>("FLOAT", "real", 700),
            DuckDBType.Double => Fixed<Float8Codec, ulong>("DOUBLE", "double precision", 701),
            DuckDBType.Date => Fixed<RangedDateCodec, int>("DATE", "date", 1082),
            DuckDBType.Time => Fixed<TimeCodec, long>("TIME", "time", 1083),
            DuckDBType.TimeTz => Fixed<TimeTzCodec, ulong>("TIME WITH TIME ZONE", "timetz", 1266),
            DuckDBType.Timestamp => Fixed<RangedTimestampCodec, long>("TIMESTAMP", "timestamp", 1114),
            DuckDBType.TimestampTz => Fixed<RangedTimestampCodec, long>(
                "TIMESTAMP WITH TIME ZONE",
                "timestamptz",
                1184
            ),
            DuckDBType.Interval => Fixed<IntervalCodec, Interval>("INTERVAL", "interval", 1186),
            DuckDBType.Uuid => Fixed<UuidCodec, HugeInt>("UUID", "uuid", 2950),
            DuckDBType.Blob => new NaturalType("BLOB", "bytea", 17, new ReadableOids())
            {
                CreateDecoder = name => new TextDecoder<PlainCodec>(name, validate: false),
                CreateEncoder = name => new TextEncoder<PlainCodec>(name),
            },
            DuckDBType.Bit => new NaturalType("BIT", "bit varying", 1562, new ReadableOids(1560))
            {
                LeastLength = sizeof(int),
                CreateDecoder = name => new VariableDecoder<BitCodec>(name),
                CreateEncoder = name => new VariableEncoder<BitCodec>(name),
            },
            DuckDBType.Geometry => Geometry(),
            _ => throw NotSupported(Name(id)),
        };

    private static string Name(DuckDBType id) =>
        id switch
        {
            DuckDBType.TimestampS => "TIMESTAMP_S",
            DuckDBType.TimestampMs => "TIMESTAMP_MS",
            DuckDBType.TimestampNs => "TIMESTAMP_NS",
            DuckDBType.TimeNs => "TIME_NS",
            DuckDBType.SqlNull => "NULL",
            _ => id.ToString().ToUpperInvariant(),
        };

    internal static PintailException NotSupported(string type) =>
        new(
            ErrorKind.Configuration,
            $"The type {type} is not supported in Postgres' binary format.",
            "Cast the column to a type that is: BIGINT or DECIMAL for unsigned integers, TIMESTAMP for other precisions, "
                + "a LIST for an ARRAY, else VARCHAR."
        );

    private static NaturalType Fixed<TCodec, TValue>(string name, string postgres, uint oid, params uint[] readable)
        where TCodec : struct, IFixedCodec<TValue>
        where TValue : unmanaged =>
        new(name, postgres, oid, new ReadableOids(readable))
        {
            Length = TCodec.Length,
            CreateDecoder = column => new FixedDecoder<TCodec, TValue>(column),
            CreateEncoder = column => new FixedEncoder<TCodec, TValue>(column),
        };

    private static NaturalType Decimal(int precision, int scale)
    {
        var mapping = NumericMapping.Decimal(precision, scale);
        return new NaturalType(mapping.DuckDBTypeSql, "numeric", NumericOid, new ReadableOids())
        {
            LeastLength = NumericBytes,
            CreateDecoder = mapping.CreateDecoder,
            CreateEncoder = mapping.CreateEncoder,
        };
    }

    private static NaturalType Numeric<TValue, TStorage>(string name)
        where TValue : unmanaged, System.Numerics.IBinaryInteger<TValue>, System.Numerics.IMinMaxValue<TValue>
        where TStorage : struct, INumericStorage<TValue> =>
        new(name, "numeric", NumericOid, new ReadableOids())
        {
            LeastLength = NumericBytes,
            CreateDecoder = column => new WholeNumericDecoder<TValue>(column, name),
            CreateEncoder = column => new DecimalEncoder<TValue, TStorage>(column, scale: 0),
        };

    private static NaturalType Geometry()
    {
        var srid = new GeometrySrid(null);
        return new NaturalType("GEOMETRY", "geometry", 0, new ReadableOids())
        {
            CreateDecoder = name => new PostGisDecoder(name, srid),
            CreateEncoder = name => new PostGisEncoder(name, srid),
        };
    }

    private const uint NumericOid = 1700;
    private const int NumericBytes = 8;
}
