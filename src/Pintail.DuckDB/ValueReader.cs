using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>A duckdb_value, as parameters are, as one of few .NET types. See <see cref="BindContext.Parameter(int)"/>.</summary>
internal static class ValueReader
{
    internal static object? Read(ValueHandle value)
    {
        if (NativeMethods.duckdb_is_null_value(value))
        {
            return null;
        }

        var type = NativeMethods.duckdb_get_value_type(value);
        switch (NativeMethods.duckdb_get_type_id(type))
        {
            case DuckDBType.Boolean:
                return NativeMethods.duckdb_get_bool(value);
            case DuckDBType.TinyInt or DuckDBType.SmallInt or DuckDBType.Integer or DuckDBType.BigInt:
                return NativeMethods.duckdb_get_int64(value);
            case DuckDBType.UTinyInt or DuckDBType.USmallInt or DuckDBType.UInteger or DuckDBType.UBigInt:
                return NativeMethods.duckdb_get_uint64(value);
            case DuckDBType.Float or DuckDBType.Double:
                return NativeMethods.duckdb_get_double(value);
            case DuckDBType.Blob:
                return ReadBlob(value);
            case DuckDBType.List:
                return ReadList(value);
            case DuckDBType.Struct:
                return ReadStruct(value, type);
            default:
                return NativeMethods.duckdb_get_varchar(value);
        }
    }

    internal static ParameterValue ReadParts(ValueHandle value)
    {
        var type = NativeMethods.duckdb_get_value_type(value);
        var id = NativeMethods.duckdb_get_type_id(type);
        if (NativeMethods.duckdb_is_null_value(value))
        {
            return new ParameterValue(id, null, null);
        }

        return id switch
        {
            DuckDBType.List => new ParameterValue(
                id,
                null,
                ReadParts(value, NativeMethods.duckdb_get_list_size(value))
            ),
            DuckDBType.Struct => new ParameterValue(
                id,
                null,
                ReadParts(value, NativeMethods.duckdb_struct_type_child_count(type), isStruct: true)
            ),
            DuckDBType.Blob => new ParameterValue(id, Convert.ToHexStringLower(ReadBlob(value)), null),
            _ => new ParameterValue(id, NativeMethods.duckdb_get_varchar(value), null),
        };
    }

    private static ParameterValue[] ReadParts(ValueHandle value, ulong count, bool isStruct = false)
    {
        var parts = new ParameterValue[count];
        for (var i = 0; i < parts.Length; i++)
        {
            using var part = isStruct
                ? NativeMethods.duckdb_get_struct_child(value, (ulong)i)
                : NativeMethods.duckdb_get_list_child(value, (ulong)i);
            parts[i] = ReadParts(part);
        }

        return parts;
    }

    private static unsafe byte[] ReadBlob(ValueHandle value)
    {
        var blob = NativeMethods.duckdb_get_blob(value);
        try
        {
            // SAFETY: the blob is ours until duckdb_free.
            return new ReadOnlySpan<byte>(blob.Data, checked((int)blob.Size)).ToArray();
        }
        finally
        {
            NativeMethods.duckdb_free(blob.Data);
        }
    }

    private static object?[] ReadList(ValueHandle value)
    {
        var elements = new object?[NativeMethods.duckdb_get_list_size(value)];
        for (var i = 0; i < elements.Length; i++)
        {
            using var element = NativeMethods.duckdb_get_list_child(value, (ulong)i);
            elements[i] = Read(element);
        }

        return elements;
    }

    // The type is borrowed from the value.
    private static KeyValuePair<string, object?>[] ReadStruct(ValueHandle value, nint type)
    {
        var fields = new KeyValuePair<string, object?>[NativeMethods.duckdb_struct_type_child_count(type)];
        for (var i = 0; i < fields.Length; i++)
        {
            using var field = NativeMethods.duckdb_get_struct_child(value, (ulong)i);
            fields[i] = new(NativeMethods.duckdb_struct_type_child_name(type, (ulong)i) ?? "", Read(field));
        }

        return fields;
    }
}
