using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>
/// A type with everything that belongs to it: a decimal's width, an enum's labels, a list's element. Each instance is
/// owned by whoever got it; composing copies the parts, which stay their owner's. Immutable, so any thread may use it.
/// </summary>
public sealed partial class LogicalType : IDisposable
{
    internal LogicalType(LogicalTypeHandle handle, string what)
    {
        if (handle.IsInvalid)
        {
            handle.Dispose();
            throw new ArgumentException(
                $"DuckDB has no type {what}. Check its parts: widths, sizes, names, element types."
            );
        }

        Handle = handle;
    }

    internal LogicalTypeHandle Handle { get; }

    /// <summary>A type without parts. DECIMAL, ENUM, LIST, STRUCT, MAP and ARRAY have their own factories.</summary>
    public static LogicalType Of(DuckDBType id)
    {
        if (
            id
                is DuckDBType.Invalid
                    or DuckDBType.Decimal
                    or DuckDBType.Enum
                    or DuckDBType.List
                    or DuckDBType.Struct
                    or DuckDBType.Map
                    or DuckDBType.Array
                    or DuckDBType.Union
            || !System.Enum.IsDefined(id)
        )
        {
            throw new ArgumentException(
                $"{id} is no type by itself; use the factory method that takes its parts.",
                nameof(id)
            );
        }

        return new LogicalType(NativeMethods.duckdb_create_logical_type(id), id.ToString());
    }

    /// <summary>VARCHAR under the alias JSON, which is what DuckDB's type JSON is. A new instance each time.</summary>
    public static LogicalType Json
    {
        get
        {
            var type = Of(DuckDBType.Varchar);
            NativeMethods.duckdb_logical_type_set_alias(type.Handle, "JSON");
            return type;
        }
    }

    public static LogicalType Decimal(int width, int scale)
    {
        if (width is < 1 or > 38 || scale < 0 || scale > width)
        {
            throw new ArgumentOutOfRangeException(
                nameof(width),
                $"DECIMAL({width},{scale}): a width of 1 to 38 and a scale of 0 to the width are possible."
            );
        }

        return new LogicalType(NativeMethods.duckdb_create_decimal_type((byte)width, (byte)scale), "DECIMAL");
    }

    public static LogicalType List(LogicalType child) =>
        new(NativeMethods.duckdb_create_list_type(child.Handle), "LIST");

    public static LogicalType Array(LogicalType child, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return new LogicalType(NativeMethods.duckdb_create_array_type(child.Handle, (ulong)size), $"ARRAY of {size}");
    }

    public static LogicalType Map(LogicalType key, LogicalType value) =>
        new(NativeMethods.duckdb_create_map_type(key.Handle, value.Handle), "MAP");

    public static LogicalType Struct(params ReadOnlySpan<(string Name, LogicalType Type)> children)
    {
        if (children.IsEmpty)
        {
            throw new ArgumentException("A STRUCT needs one child at least.", nameof(children));
        }

        var names = new string[children.Length];
        var types = new LogicalType[children.Length];
        for (var i = 0; i < children.Length; i++)
        {
            (names[i], types[i]) = children[i];
        }

        using var nativeNames = new Utf8Array(names);
        return new LogicalType(CreateStruct(types, nativeNames), "STRUCT");
    }

    /// <summary>Labels in their order; it is also the order of the values.</summary>
    public static LogicalType Enum(IReadOnlyList<string> labels)
    {
        if (labels.Count == 0)
        {
            throw new ArgumentException("An ENUM needs one label at least.", nameof(labels));
        }

        using var nativeLabels = new Utf8Array(labels);
        return new LogicalType(CreateEnum(nativeLabels), $"ENUM of {labels.Count} labels");
    }

    public void Dispose() => Handle.Dispose();

    /// <summary>The bare pointers, for entry points that take an array of types. Keep the types alive meanwhile.</summary>
    internal static nint[] Pointers(ReadOnlySpan<LogicalType> types)
    {
        var pointers = new nint[types.Length];
        for (var i = 0; i < types.Length; i++)
        {
            ObjectDisposedException.ThrowIf(types[i].Handle.IsClosed, types[i]);
            pointers[i] = types[i].Handle.DangerousGetHandle();
        }

        return pointers;
    }

    private static unsafe LogicalTypeHandle CreateStruct(LogicalType[] types, Utf8Array names)
    {
        // SAFETY: both arrays are pinned or native for the call; the types are kept alive past it.
        fixed (nint* pointers = Pointers(types))
        {
            var handle = NativeMethods.duckdb_create_struct_type(pointers, names.Pointers, (ulong)types.Length);
            GC.KeepAlive(types);
            return handle;
        }
    }

    private static unsafe LogicalTypeHandle CreateEnum(Utf8Array labels) =>
        NativeMethods.duckdb_create_enum_type(labels.Pointers, (ulong)labels.Count);
}
