namespace Pintail.DuckDB;

/// <summary>DuckDB's type ids; the numbers are those of <c>duckdb_type</c> in duckdb.h.</summary>
public enum DuckDBType
{
    Invalid = 0,
    Boolean = 1,
    TinyInt = 2,
    SmallInt = 3,
    Integer = 4,
    BigInt = 5,
    UTinyInt = 6,
    USmallInt = 7,
    UInteger = 8,
    UBigInt = 9,
    Float = 10,
    Double = 11,

    /// <summary>Microseconds since 1970-01-01, without a zone.</summary>
    Timestamp = 12,

    /// <summary>Days since 1970-01-01.</summary>
    Date = 13,

    /// <summary>Microseconds since midnight.</summary>
    Time = 14,
    Interval = 15,
    HugeInt = 16,
    Varchar = 17,
    Blob = 18,

    /// <summary>Stored as int16, int32, int64 or HugeInt, by its width.</summary>
    Decimal = 19,
    TimestampS = 20,
    TimestampMs = 21,
    TimestampNs = 22,

    /// <summary>Stored as uint8, uint16 or uint32, by the number of its labels.</summary>
    Enum = 23,
    List = 24,
    Struct = 25,

    /// <summary>A list of structs with the children "key" and "value".</summary>
    Map = 26,

    /// <summary>A HugeInt whose top bit is flipped, so that it sorts as the text does.</summary>
    Uuid = 27,
    Union = 28,

    /// <summary>A blob: one byte with the number of padding bits, then the bits.</summary>
    Bit = 29,

    /// <summary>40 bits of microseconds, then 24 bits of offset.</summary>
    TimeTz = 30,

    /// <summary>Microseconds since 1970-01-01 UTC.</summary>
    TimestampTz = 31,
    UHugeInt = 32,

    /// <summary>A list of fixed length.</summary>
    Array = 33,
    Any = 34,
    Bignum = 35,
    SqlNull = 36,
    StringLiteral = 37,
    IntegerLiteral = 38,
    TimeNs = 39,
    Geometry = 40,
    Variant = 41,
}
