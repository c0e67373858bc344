using System.Runtime.CompilerServices;
using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>
/// The loop shared by all types of constant length. Compiled optimized at the first call: there is nothing in it that
/// profiling could improve, and a short run would be over before tiering had replaced every column's loop. The decoders
/// with branches by content (text, numeric, enum) are left to profiling, which makes them faster.
/// </summary>
internal sealed class FixedDecoder<TCodec, TValue>(string columnName) : ColumnDecoder(columnName)
    where TCodec : struct, IFixedCodec<TValue>
    where TValue : unmanaged
{
    public override void Decode(in Fields fields, Vector target)
    {
        var values = target.Data<TValue>(fields.Count);
        // One vectorized pass over the lengths buys a loop without any check of them.
        if (fields.Lengths.ContainsAnyExcept(TCodec.Length))
            DecodeChecked(fields, values, new NullWriter(target, fields.Count));
        else
            DecodeDense(fields, values);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DecodeDense(in Fields fields, Span<TValue> values)
    {
        var buffer = fields.Buffer;
        var offsets = fields.Offsets;
        for (var i = 0; i < offsets.Length; i++)
        {
            if (!TCodec.TryRead(buffer.Slice(offsets[i], TCodec.Length), out values[i]))
                ThrowNotRepresentable(fields, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DecodeChecked(in Fields fields, Span<TValue> values, NullWriter nulls)
    {
        var buffer = fields.Buffer;
        var offsets = fields.Offsets;
        var lengths = fields.Lengths;
        for (var i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] == TCodec.Length)
            {
                if (!TCodec.TryRead(buffer.Slice(offsets[i], TCodec.Length), out values[i]))
                    ThrowNotRepresentable(fields, i);
            }
            else if (lengths[i] < 0)
            {
                nulls.Set(i);
            }
            else
            {
                DecodeErrors.WrongLength(ColumnName, fields, i, TCodec.TypeName, TCodec.Length);
            }
        }
    }

    private void ThrowNotRepresentable(in Fields fields, int index) =>
        DecodeErrors.NotRepresentable(ColumnName, fields, index, TCodec.Limit.What, TCodec.Limit.Remedy);
}
