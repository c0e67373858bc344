using System.Text.Unicode;
using Pintail.DuckDB;

namespace Pintail.Types.Natural;

/// <summary>
/// Text of a file: nobody has vouched for its encoding (COPY writes the client's), so every value is checked. JSON may have
/// been jsonb, which has a version before its text (jsonb_send in jsonb.c); no JSON begins with that byte.
/// </summary>
internal sealed class FileTextDecoder(string columnName, bool isJson) : ColumnDecoder(columnName)
{
    private const byte JsonbVersion = 1;

    public override void Decode(in Fields fields, Vector target)
    {
        var strings = target.Strings(fields.Count);
        var nulls = new NullWriter(target, fields.Count);
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields.Lengths[i] < 0)
            {
                nulls.Set(i);
                continue;
            }
            var content = fields[i];
            if (isJson && content is [JsonbVersion, ..])
                content = content[1..];
            if (!Utf8.IsValid(content))
                DecodeErrors.NotRepresentable(
                    ColumnName,
                    fields,
                    i,
                    "text that is not UTF-8",
                    "Write the file with COPY … (FORMAT binary, ENCODING 'UTF8'), or read the column as BLOB."
                );
            strings.Set(i, content);
        }
    }
}
