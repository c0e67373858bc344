using System.Text;
using Pintail.DuckDB;
using static Pintail.Tests.Types.VectorTree;

namespace Pintail.Tests.Types;

/// <summary>The mistakes of codecs whose values have no constant length: texts, lists, and the parts of structs.</summary>
internal static class MutantsOfTexts
{
    public static void Truncate(Vector vector, LogicalType type, int count) =>
        Replace(vector, type, count, text => text[..Start(text, type)]);

    /// <summary>The last character to the front, or back again.</summary>
    public static void Rotate(Vector vector, LogicalType type, int count, bool back) =>
        Replace(
            vector,
            type,
            count,
            text =>
            {
                if (text.Length == 0)
                    return text;
                var at = Start(text, type);
                if (back)
                {
                    at = 1;
                    while (type.Id == DuckDBType.Varchar && at < text.Length && IsContinuation(text[at]))
                        at++;
                }
                return [.. text[at..], .. text[..at]];
            }
        );

    public static void NullForEmpty(Vector vector, LogicalType type, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (vector.IsValid(i) && IsEmpty(vector, type, i, count))
                vector.SetNull(i);
        }
    }

    public static void EmptyForNull(Vector vector, LogicalType type, int count)
    {
        if (!HasEmpty(type))
            return;
        for (var i = 0; i < count; i++)
        {
            if (vector.IsValid(i))
                continue;
            SetValid(vector, i, true);
            if (type.Id is DuckDBType.List or DuckDBType.Map)
                vector.ListEntries(count)[i] = default;
            else
                vector.Strings(count).Set(i, default);
        }
    }

    /// <summary>The last element of every list and of every array.</summary>
    public static void LoseLast(Vector vector, LogicalType type, int count)
    {
        if (type.Id is DuckDBType.List or DuckDBType.Map)
        {
            foreach (ref var entry in vector.ListEntries(count))
                entry = entry with { Length = entry.Length == 0 ? 0 : entry.Length - 1 };
        }
        if (type.Id == DuckDBType.Array)
        {
            var size = type.ArraySize;
            for (var i = 0; i < count; i++)
                vector.ArrayChild.Data<float>(count * size)[(i + 1) * size - 1] = 0;
        }
    }

    public static void Reverse(Vector vector, LogicalType type, int count)
    {
        if (type.Id == DuckDBType.List)
        {
            using var child = type.ListChild();
            for (var i = 0; i < count; i++)
            {
                if (vector.IsValid(i))
                    Reverse(
                        vector.ListChild,
                        child,
                        (int)vector.ListEntries(count)[i].Offset,
                        (int)vector.ListEntries(count)[i].Length
                    );
            }
        }
        if (type.Id == DuckDBType.Array)
        {
            using var child = type.ArrayChild();
            for (var i = 0; i < count; i++)
                Reverse(vector.ArrayChild, child, i * type.ArraySize, type.ArraySize);
        }
    }

    /// <summary>The last part of every struct that is not NULL becomes NULL.</summary>
    public static void LosePart(Vector vector, LogicalType type, int count)
    {
        for (var i = 0; type.Id == DuckDBType.Struct && i < count; i++)
        {
            if (vector.IsValid(i))
                vector.StructChild(type.StructCount - 1).SetNull(i);
        }
    }

    private static void Reverse(Vector vector, LogicalType type, int start, int length)
    {
        for (var i = 0; i < length / 2; i++)
            Swap(vector, type, start + i, start + length - 1 - i);
    }

    private static bool HasEmpty(LogicalType type) =>
        type.Id is DuckDBType.Varchar or DuckDBType.Blob or DuckDBType.List or DuckDBType.Map;

    private static bool IsEmpty(Vector vector, LogicalType type, int row, int count) =>
        type.Id is DuckDBType.List or DuckDBType.Map
            ? vector.ListEntries(count)[row].Length == 0
            : HasEmpty(type) && vector.Bytes(row).Length == 0;

    private static void Replace(Vector vector, LogicalType type, int count, Func<byte[], byte[]> change)
    {
        if (type.Id is not (DuckDBType.Varchar or DuckDBType.Blob))
            return;
        for (var i = 0; i < count; i++)
        {
            if (vector.IsValid(i))
                vector.Strings(count).Set(i, change(vector.Bytes(i).ToArray()));
        }
    }

    // Of the last character, so that the text stays UTF-8; of bytes that are no text, of the last one.
    private static int Start(byte[] text, LogicalType type)
    {
        if (type.Id == DuckDBType.Blob)
            return Math.Max(text.Length - 1, 0);
        Rune.DecodeLastFromUtf8(text, out _, out var length);
        return text.Length - length;
    }

    private static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;
}
