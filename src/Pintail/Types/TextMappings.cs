using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>The mappings whose DuckDB side is text, JSON or bytes.</summary>
internal static class TextMappings
{
    public static TypeMapping Varchar<TCodec>(TypeOptions options)
        where TCodec : struct, ITextCodec => Of<TCodec>("VARCHAR", DuckDBType.Varchar, options.ValidateText);

    public static TypeMapping Json<TCodec>(TypeOptions options)
        where TCodec : struct, ITextCodec =>
        Varchar<TCodec>(options) with
        {
            DuckDBTypeSql = "JSON",
            CreateLogicalType = () => LogicalType.Json,
        };

    /// <summary>VARCHAR for a type that is no text, but is sent as one.</summary>
    public static TypeMapping AsText<TCodec>(TypeOptions options, string reason)
        where TCodec : struct, ITextCodec =>
        Varchar<TCodec>(options) with
        {
            Fidelity = Fidelity.Text,
            Reason = reason,
        };

    public static TypeMapping Blob() =>
        Of<PlainCodec>("BLOB", DuckDBType.Blob, validate: false) with
        {
            DuckDBText = value => $"'\\x' || lower(hex({value}))",
        };

    /// <summary>
    /// char(n): Postgres' cast to text drops the blanks at the end, its output function keeps them. Without a length
    /// nobody knows how many there were.
    /// </summary>
    public static TypeMapping BlankPadded(TypeOptions options, int length)
    {
        // A SQL_ASCII database pads to a number of bytes, which DuckDB's rpad does not count.
        var isPadded = length >= 0 && !options.ValidateText;
        return Varchar<BlankPaddedCodec>(options) with
        {
            Reason = "blanks at the end are left out, as Postgres' own cast to text does",
            CreateCanonical = () => new BlankPaddedForm(),
            PostgresText = isPadded ? ValueTexts.Output : value => $"{value}::pg_catalog.text",
            DuckDBText = isPadded ? value => $"rpad({value}, {length}, ' ')" : ValueTexts.Cast,
        };
    }

    /// <summary>What the type's output function prints: any type can be read like that.</summary>
    public static TypeMapping Output(TypeOptions options, string reason) =>
        Varchar<PlainCodec>(options) with
        {
            Fidelity = Fidelity.Text,
            Reason = reason,
            ReadSql = ValueTexts.Output,
        };

    /// <summary>VARCHAR that a codec prints from the binary format, as the type's output function would.</summary>
    public static TypeMapping Printed<TCodec>(string reason)
        where TCodec : struct, IVariableCodec =>
        Variable<TCodec>("VARCHAR", DuckDBType.Varchar) with
        {
            Fidelity = Fidelity.Text,
            Reason = reason,
        };

    public static TypeMapping Bits() =>
        Variable<BitCodec>("BIT", DuckDBType.Bit) with
        {
            Unrepresentable = value => $"({value}::pg_catalog.varbit = ''::pg_catalog.varbit)",
        };

    public static TypeMapping InternalChar() =>
        new()
        {
            DuckDBTypeSql = "VARCHAR",
            CreateLogicalType = () => LogicalType.Of(DuckDBType.Varchar),
            CreateDecoder = name => new InternalCharDecoder(name),
            CreateEncoder = name => new InternalCharEncoder(name),
        };

    private static TypeMapping Variable<TCodec>(string sql, DuckDBType type)
        where TCodec : struct, IVariableCodec =>
        new()
        {
            DuckDBTypeSql = sql,
            CreateLogicalType = () => LogicalType.Of(type),
            CreateDecoder = name => new VariableDecoder<TCodec>(name),
            CreateEncoder = name => new VariableEncoder<TCodec>(name),
        };

    private static TypeMapping Of<TCodec>(string sql, DuckDBType type, bool validate)
        where TCodec : struct, ITextCodec =>
        new()
        {
            DuckDBTypeSql = sql,
            CreateLogicalType = () => LogicalType.Of(type),
            CreateDecoder = name => new TextDecoder<TCodec>(name, validate),
            CreateEncoder = name => new TextEncoder<TCodec>(name),
        };
}
