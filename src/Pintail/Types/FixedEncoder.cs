using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>The loop shared by all types of constant length, as <see cref="FixedDecoder{TCodec, TValue}"/>.</summary>
internal sealed class FixedEncoder<TCodec, TValue>(string columnName) : ColumnEncoder(columnName)
    where TCodec : struct, IFixedCodec<TValue>
    where TValue : unmanaged
{
    public override void Encode(Vector source, int count, FieldBuffer target)
    {
        var values = source.Data<TValue>(count);
        var nulls = new NullReader(source, count);
        for (var i = 0; i < values.Length; i++)
        {
            if (nulls.IsNull(i))
                target.AddNull();
            else if (!TCodec.TryWrite(values[i], target.Add(TCodec.Length)))
                EncodeErrors.NotRepresentable(ColumnName, i, TCodec.TypeName);
        }
    }
}
