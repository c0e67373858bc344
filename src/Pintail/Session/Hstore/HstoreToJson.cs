using System.Buffers;
using Pintail.DuckDB;

namespace Pintail.Session.Hstore;

/// <summary>
/// <c>postgres_hstore_to_json(hstore)</c>: an object with the pairs in their order, every value a string or null, written
/// as Postgres' own cast does: <c>{"a": "1", "b": null}</c>.
/// </summary>
internal sealed class HstoreToJson() : ScalarFunction("postgres_hstore_to_json")
{
    public override IReadOnlyList<DuckDBType> Parameters => [DuckDBType.Any];

    public override DuckDBType ReturnType => DuckDBType.Varchar;

    public override bool ReturnsJson => true;

    public override void Invoke(DataChunk input, Vector output)
    {
        var hstore = input[0];
        var form = HstoreArgument.FormOf(hstore, Name);
        var strings = output.Strings(input.RowCount);
        var (key, value) = (new HstorePart(), new HstorePart());
        var json = new ArrayBufferWriter<byte>();
        for (var row = 0; row < input.RowCount; row++)
        {
            if (form == HstoreForm.Null || !hstore.IsValid(row))
            {
                output.SetNull(row);
                continue;
            }
            json.ResetWrittenCount();
            json.Write("{"u8);
            if (form == HstoreForm.Map)
                Write(hstore, row, json);
            else
                Write(hstore.Bytes(row), key, value, json);
            json.Write("}"u8);
            strings.Set(row, json.WrittenSpan);
        }
    }

    private static void Write(ReadOnlySpan<byte> text, HstorePart key, HstorePart value, ArrayBufferWriter<byte> json)
    {
        for (var pairs = new HstoreText(text); pairs.TryNext(key, value); )
            WritePair(key.Bytes, value.Bytes, value.IsNull, json);
    }

    private static void Write(Vector map, int row, ArrayBufferWriter<byte> json)
    {
        var (offset, length) = map.ListEntries(row + 1)[row];
        var (keys, values) = (map.ListChild.StructChild(0), map.ListChild.StructChild(1));
        for (var pair = (int)offset; pair < (int)(offset + length); pair++)
        {
            var isNull = !values.IsValid(pair);
            WritePair(keys.Bytes(pair), isNull ? default : values.Bytes(pair), isNull, json);
        }
    }

    private static void WritePair(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> value,
        bool isNull,
        ArrayBufferWriter<byte> json
    )
    {
        if (json.WrittenCount > 1)
            json.Write(", "u8);
        WriteString(key, json);
        json.Write(": "u8);
        if (isNull)
            json.Write("null"u8);
        else
            WriteString(value, json);
    }

    // Everything from a blank on but the quote and the backslash is as it is (RFC 8259, section 7).
    private static void WriteString(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> json)
    {
        json.Write("\""u8);
        foreach (var next in text)
        {
            switch (next)
            {
                case (byte)'"' or (byte)'\\':
                    json.Write([(byte)'\\', next]);
                    break;
                case (byte)'\b':
                    json.Write("\\b"u8);
                    break;
                case (byte)'\f':
                    json.Write("\\f"u8);
                    break;
                case (byte)'\n':
                    json.Write("\\n"u8);
                    break;
                case (byte)'\r':
                    json.Write("\\r"u8);
                    break;
                case (byte)'\t':
                    json.Write("\\t"u8);
                    break;
                case < (byte)' ':
                    json.Write("\\u00"u8);
                    json.Write([(byte)('0' + (next >> 4)), (byte)"0123456789abcdef"[next & 15]]);
                    break;
                default:
                    json.Write([next]);
                    break;
            }
        }
        json.Write("\""u8);
    }
}
