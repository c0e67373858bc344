using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

// What a type tells about itself. Types that come out are owned by the caller.
public sealed partial class LogicalType
{
    public DuckDBType Id => NativeMethods.duckdb_get_type_id(Handle);

    /// <summary>The name over the plain type, "JSON" for one; null when there is none.</summary>
    public string? Alias => NativeMethods.duckdb_logical_type_get_alias(Handle);

    public int DecimalWidth => NativeMethods.duckdb_decimal_width(Expect(DuckDBType.Decimal));

    public int DecimalScale => NativeMethods.duckdb_decimal_scale(Expect(DuckDBType.Decimal));

    /// <summary>SmallInt, Integer, BigInt or HugeInt.</summary>
    public DuckDBType DecimalStorage => NativeMethods.duckdb_decimal_internal_type(Expect(DuckDBType.Decimal));

    /// <summary>UTinyInt, USmallInt or UInteger.</summary>
    public DuckDBType EnumStorage => NativeMethods.duckdb_enum_internal_type(Expect(DuckDBType.Enum));

    public int StructCount => (int)NativeMethods.duckdb_struct_type_child_count(Expect(DuckDBType.Struct));

    public int ArraySize => (int)NativeMethods.duckdb_array_type_array_size(Expect(DuckDBType.Array));

    public string[] EnumLabels()
    {
        var labels = new string[NativeMethods.duckdb_enum_dictionary_size(Expect(DuckDBType.Enum))];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = NativeMethods.duckdb_enum_dictionary_value(Handle, (ulong)i) ?? "";
        }

        return labels;
    }

    /// <summary>The label that is stored as this number.</summary>
    public string EnumLabel(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return NativeMethods.duckdb_enum_dictionary_value(Expect(DuckDBType.Enum), (ulong)index)
            ?? throw new ArgumentOutOfRangeException(nameof(index), $"The ENUM has no label number {index}.");
    }

    public LogicalType ListChild() =>
        new(NativeMethods.duckdb_list_type_child_type(Expect(DuckDBType.List)), "LIST element");

    public LogicalType ArrayChild() =>
        new(NativeMethods.duckdb_array_type_child_type(Expect(DuckDBType.Array)), "ARRAY element");

    public LogicalType MapKey() => new(NativeMethods.duckdb_map_type_key_type(Expect(DuckDBType.Map)), "MAP key");

    public LogicalType MapValue() => new(NativeMethods.duckdb_map_type_value_type(Expect(DuckDBType.Map)), "MAP value");

    public string StructName(int index) =>
        NativeMethods.duckdb_struct_type_child_name(Expect(DuckDBType.Struct), Checked(index)) ?? "";

    public LogicalType StructChild(int index) =>
        new(NativeMethods.duckdb_struct_type_child_type(Expect(DuckDBType.Struct), Checked(index)), "STRUCT child");

    private ulong Checked(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, StructCount);
        return (ulong)index;
    }

    // DuckDB answers 0 or null to a question that does not fit the type, which would be taken for an answer.
    private LogicalTypeHandle Expect(DuckDBType id) =>
        Id == id ? Handle : throw new InvalidOperationException($"The type is {Id}, not {id}; ask for its Id first.");
}
