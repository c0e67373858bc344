using System.Globalization;
using Pintail.Postgres;

namespace Pintail.Cli.Output;

/// <summary>A column's type as its table's definition reads: numeric(10,2), varchar(80), text[].</summary>
internal static class DeclaredType
{
    // What a type modifier counts before its own value: VARHDRSZ in src/include/c.h.
    private const int VarHeaderSize = 4;

    public static string Of(Column column) =>
        column.Type.Element is { } element
            ? Name(element, column.TypeModifier) + "[]"
            : Name(column.Type, column.TypeModifier);

    private static string Name(PostgresType type, int modifier)
    {
        if (modifier < VarHeaderSize || type.Schema != "pg_catalog")
            return type.DisplayName;
        var value = modifier - VarHeaderSize;
        return type.Name switch
        {
            "numeric" => Text($"numeric({(value >> 16) & 0xffff},{NumericScale(value)})"),
            "bpchar" => Text($"char({value})"),
            "varchar" => Text($"varchar({value})"),
            _ => type.DisplayName,
        };
    }

    // numeric_typmod_scale in src/backend/utils/adt/numeric.c: 11 bits with a sign.
    private static int NumericScale(int value) => ((value & 0x7ff) ^ 1024) - 1024;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
