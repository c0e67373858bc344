using System.Buffers.Binary;
using System.Buffers.Text;

namespace Pintail.Types;

// Places in the log, in a table and in the order of transactions.

/// <summary>pg_lsn_send (pg_lsn.c): uint64, printed as its two halves in upper-case hex without leading zeros.</summary>
internal readonly struct LsnCodec : IVariableCodec
{
    private const int MaxHexDigits = 8;

    public static string TypeName => "pg_lsn";

    public static FieldOutcome Read(ReadOnlySpan<byte> field, FieldBuffer target)
    {
        if (field.Length != sizeof(ulong))
            return FieldOutcome.Malformed;
        AppendHalf(BinaryPrimitives.ReadUInt32BigEndian(field), target);
        target.Append("/"u8);
        AppendHalf(BinaryPrimitives.ReadUInt32BigEndian(field[4..]), target);
        return FieldOutcome.Read;
    }

    public static bool TryWrite(ReadOnlySpan<byte> value, FieldBuffer target)
    {
        var slash = value.IndexOf((byte)'/');
        return slash > 0 && TryHalf(value[..slash], target) && TryHalf(value[(slash + 1)..], target);
    }

    /// <summary>Postgres 19 pads the second half with zeros; that is taken off again here.</summary>
    public static string PostgresText(string value) =>
        $"pg_catalog.regexp_replace({ValueTexts.Output(value)}, '/0+([0-9A-F])', '/\\1')";

    private static void AppendHalf(uint half, FieldBuffer target)
    {
        Span<byte> digits = stackalloc byte[MaxHexDigits];
        Utf8Formatter.TryFormat(half, digits, out var length, 'X');
        target.Append(digits[..length]);
    }

    private static bool TryHalf(ReadOnlySpan<byte> digits, FieldBuffer target)
    {
        var isHex = Utf8Parser.TryParse(digits, out uint half, out var used, 'X');
        BinaryPrimitives.WriteUInt32BigEndian(target.Append(sizeof(uint)), half);
        return isHex && used == digits.Length && used <= MaxHexDigits;
    }
}

/// <summary>tidsend (tid.c): uint32 block, uint16 offset; printed as (block,offset).</summary>
internal readonly struct TidCodec : IVariableCodec
{
    public static string TypeName => "tid";

    public static FieldOutcome Read(ReadOnlySpan<byte> field, FieldBuffer target)
    {
        if (field.Length != sizeof(uint) + sizeof(ushort))
            return FieldOutcome.Malformed;
        target.Append("("u8);
        TextPieces.Append(BinaryPrimitives.ReadUInt32BigEndian(field), target);
        target.Append(","u8);
        TextPieces.Append(BinaryPrimitives.ReadUInt16BigEndian(field[4..]), target);
        target.Append(")"u8);
        return FieldOutcome.Read;
    }

    public static bool TryWrite(ReadOnlySpan<byte> value, FieldBuffer target)
    {
        if (!value.StartsWith("("u8) || !value.EndsWith(")"u8))
            return false;
        var rest = value[1..^1];
        if (
            !TextPieces.TryTake(ref rest, (byte)',', out var block)
            || !TextPieces.TryParse(rest, out var offset)
            || block > uint.MaxValue
            || offset > ushort.MaxValue
        )
            return false;
        var field = target.Append(sizeof(uint) + sizeof(ushort));
        BinaryPrimitives.WriteUInt32BigEndian(field, (uint)block);
        BinaryPrimitives.WriteUInt16BigEndian(field[4..], (ushort)offset);
        return true;
    }
}

/// <summary>
/// pg_snapshot_send (xid8funcs.c): int32 number of transactions in progress, uint64 xmin, uint64 xmax, then their ids;
/// printed as xmin:xmax:id,id.
/// </summary>
internal readonly struct SnapshotCodec : IVariableCodec
{
    private const int HeaderBytes = sizeof(int) + 2 * sizeof(ulong);

    public static string TypeName => "pg_snapshot";

    public static FieldOutcome Read(ReadOnlySpan<byte> field, FieldBuffer target)
    {
        if (
            field.Length < HeaderBytes
            || field.Length != HeaderBytes + (long)sizeof(ulong) * BinaryPrimitives.ReadInt32BigEndian(field)
        )
            return FieldOutcome.Malformed;
        TextPieces.Append(BinaryPrimitives.ReadUInt64BigEndian(field[4..]), target);
        target.Append(":"u8);
        TextPieces.Append(BinaryPrimitives.ReadUInt64BigEndian(field[12..]), target);
        target.Append(":"u8);
        for (var ids = field[HeaderBytes..]; !ids.IsEmpty; ids = ids[sizeof(ulong)..])
        {
            if (ids.Length < field.Length - HeaderBytes)
                target.Append(","u8);
            TextPieces.Append(BinaryPrimitives.ReadUInt64BigEndian(ids), target);
        }
        return FieldOutcome.Read;
    }

    public static bool TryWrite(ReadOnlySpan<byte> value, FieldBuffer target)
    {
        if (
            value.Count((byte)':') != 2
            || !TextPieces.TryTake(ref value, (byte)':', out var xmin)
            || !TextPieces.TryTake(ref value, (byte)':', out var xmax)
        )
            return false;
        var count = value.IsEmpty ? 0 : 1 + value.Count((byte)',');
        var header = target.Append(HeaderBytes);
        BinaryPrimitives.WriteInt32BigEndian(header, count);
        BinaryPrimitives.WriteUInt64BigEndian(header[4..], xmin);
        BinaryPrimitives.WriteUInt64BigEndian(header[12..], xmax);
        for (; count > 0; count--)
        {
            if (!TextPieces.TryTake(ref value, (byte)',', out var id))
                return false;
            BinaryPrimitives.WriteUInt64BigEndian(target.Append(sizeof(ulong)), id);
        }
        return true;
    }
}
