using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>VARCHAR, JSON and BLOB into the fields of the types that <see cref="TextDecoder{TCodec}"/> reads.</summary>
internal sealed class TextEncoder<TCodec>(string columnName) : ColumnEncoder(columnName)
    where TCodec : struct, ITextCodec
{
    public override void Encode(Vector source, int count, FieldBuffer target)
    {
        var prefix = TCodec.Prefix;
        if (prefix.IsEmpty)
        {
            target.AddBytes(source, count);
            return;
        }
        var nulls = new NullReader(source, count);
        for (var i = 0; i < count; i++)
        {
            if (nulls.IsNull(i))
            {
                target.AddNull();
                continue;
            }
            var content = source.Bytes(i);
            var field = target.Add(prefix.Length + content.Length);
            prefix.CopyTo(field);
            content.CopyTo(field[prefix.Length..]);
        }
    }
}
