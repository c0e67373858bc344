using System.Runtime.CompilerServices;
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
        var validity = source.Validity(count);
        if (validity.IsEmpty)
            EncodeDense(values, target.AddMany(count, TCodec.Length));
        else
            EncodeChecked(values, new NullReader(validity), target);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void EncodeDense(ReadOnlySpan<TValue> values, Span<byte> fields)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!TCodec.TryWrite(values[i], fields.Slice(i * TCodec.Length, TCodec.Length)))
                EncodeErrors.OutOfRange(ColumnName, i, TCodec.TypeName);
        }
    }

    private void EncodeChecked(ReadOnlySpan<TValue> values, NullReader nulls, FieldBuffer target)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (nulls.IsNull(i))
                target.AddNull();
            else if (!TCodec.TryWrite(values[i], target.Add(TCodec.Length)))
                EncodeErrors.OutOfRange(ColumnName, i, TCodec.TypeName);
        }
    }
}
