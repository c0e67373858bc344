using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>
/// The one-byte type "char" (charsend in char.c), as charout prints it from PostgreSQL 16 on: byte 0 is the empty text,
/// bytes past ASCII are a backslash and three octal digits. Older servers print those bytes raw, which is no UTF-8.
/// </summary>
internal sealed class InternalCharDecoder(string columnName) : ColumnDecoder(columnName)
{
    public override void Decode(in Fields fields, Vector target)
    {
        var strings = target.Strings(fields.Count);
        var nulls = new NullWriter(target, fields.Count);
        Span<byte> octal = [(byte)'\\', 0, 0, 0];
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields.Lengths[i] < 0)
            {
                nulls.Set(i);
                continue;
            }
            if (fields.Lengths[i] != 1)
                DecodeErrors.WrongLength(ColumnName, fields, i, "\"char\"", 1);
            var field = fields[i];
            var code = field[0];
            if (code < 0x80)
            {
                strings.Set(i, code == 0 ? default : field);
                continue;
            }
            octal[1] = (byte)('0' + (code >> 6));
            octal[2] = (byte)('0' + ((code >> 3) & 7));
            octal[3] = (byte)('0' + (code & 7));
            strings.Set(i, octal);
        }
    }
}
