using System.Text.Unicode;
using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>
/// Text and bytes. The server converts to UTF-8 and vouches for it, except in a SQL_ASCII database, whose bytes are
/// whatever was stored: there every value is checked, because DuckDB must never hold text that is not UTF-8.
/// </summary>
internal sealed class TextDecoder<TCodec>(string columnName, bool validate) : ColumnDecoder(columnName)
    where TCodec : struct, ITextCodec
{
    public override void Decode(in Fields fields, Vector target)
    {
        var strings = target.Strings(fields.Count);
        var nulls = new NullWriter(target, fields.Count);
        var buffer = fields.Buffer;
        var offsets = fields.Offsets;
        var lengths = fields.Lengths;
        for (var i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] < 0)
            {
                nulls.Set(i);
                continue;
            }
            if (!TCodec.TryContent(buffer.Slice(offsets[i], lengths[i]), out var content))
                DecodeErrors.Malformed(ColumnName, fields, i, $"a field that is no {TCodec.TypeName} in binary format");
            if (validate && !Utf8.IsValid(content))
                ThrowInvalidText(fields, i);
            strings.Set(i, content);
        }
    }

    private void ThrowInvalidText(in Fields fields, int index) =>
        DecodeErrors.NotRepresentable(
            ColumnName,
            fields,
            index,
            "text that is not UTF-8, in a database with the encoding SQL_ASCII",
            "Convert such values at the source, for one in LATIN1: SET col = "
                + "convert_from(convert(convert_to(col, 'SQL_ASCII'), 'LATIN1', 'UTF8'), 'SQL_ASCII'); or make the column bytea, "
                + "or leave the table out of the selection."
        );
}
