using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>The way back of <see cref="InternalCharDecoder"/>, as charin reads texts from PostgreSQL 16 on.</summary>
internal sealed class InternalCharEncoder(string columnName) : ColumnEncoder(columnName)
{
    public override void Encode(Vector source, int count, FieldBuffer target)
    {
        var nulls = new NullReader(source, count);
        for (var i = 0; i < count; i++)
        {
            if (nulls.IsNull(i))
                target.AddNull();
            else if (TryCode(source.Bytes(i), out var code))
                target.Add(1)[0] = code;
            else
                EncodeErrors.NotRepresentable(ColumnName, i, "\"char\"");
        }
    }

    private static bool TryCode(ReadOnlySpan<byte> text, out byte code)
    {
        code = text.Length == 0 ? (byte)0 : text[0];
        if (text.Length <= 1)
            return code < 0x80;
        if (text.Length != 4 || text[0] != '\\' || text[1] is < (byte)'0' or > (byte)'3')
            return false;
        foreach (var digit in text[2..])
        {
            if (digit is < (byte)'0' or > (byte)'7')
                return false;
        }
        code = (byte)((text[1] - '0') << 6 | (text[2] - '0') << 3 | (text[3] - '0'));
        return true;
    }
}
