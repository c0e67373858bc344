namespace Pintail.Types;

/// <summary>
/// The rows of the type table for kinds of types, which have no names: they follow from their parts, and
/// <see cref="TypeTable"/> resolves them by itself.
/// </summary>
internal static class NestedTypes
{
    public static IReadOnlyList<TypeRow> Rows { get; } =
    [
        new([], "LIST, nested to the declared depth", "array_send, arrayfuncs.c")
        {
            Title = "T[] of any dimension",
            Note = "lower bounds are not kept; empty at any depth is an empty list",
            Case = "text[][]",
        },
        new([], "LIST", "array_send, arrayfuncs.c") { Title = "int2vector, oidvector", Case = "oidvector" },
        new([], "STRUCT", "record_send, rowtypes.c")
        {
            Title = "composite types, row types of tables",
            Note =
                "text when two attributes differ only in case, when there is none, or when one is read through its output function",
            Case = "pair",
        },
        new(
            [],
            "STRUCT(lower T, upper T, lower_inclusive BOOLEAN, upper_inclusive BOOLEAN, empty BOOLEAN)",
            "range_send, rangetypes.c"
        )
        {
            Title = "range types, also user-defined",
            Note = "no bound is NULL, which a bound of the value infinity is not",
            Case = "tsrange",
        },
        new([], "LIST of that", "multirange_send, multirangetypes.c")
        {
            Title = "multiranges",
            Case = "int4multirange",
        },
        new([], "as its base", "the base's") { Title = "domains over anything", Case = "valid_pair" },
        new([], "ENUM in Postgres' order", "enum_send, enum.c")
        {
            Title = "enums",
            Note = "VARCHAR past 65,535 labels",
            Case = "mood",
        },
    ];
}
