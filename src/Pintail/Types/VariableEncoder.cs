using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>The way back of <see cref="VariableDecoder{TCodec}"/>.</summary>
internal sealed class VariableEncoder<TCodec>(string columnName) : ColumnEncoder(columnName)
    where TCodec : struct, IVariableCodec
{
    public override void Encode(Vector source, int count, FieldBuffer target)
    {
        var nulls = new NullReader(source, count);
        for (var i = 0; i < count; i++)
        {
            if (nulls.IsNull(i))
            {
                target.AddNull();
                continue;
            }
            target.Begin();
            if (!TCodec.TryWrite(source.Bytes(i), target))
                EncodeErrors.NotRepresentable(ColumnName, i, TCodec.TypeName);
            target.End();
        }
    }
}
