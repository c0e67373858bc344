using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>The loop shared by all types whose bytes are made anew.</summary>
internal sealed class VariableDecoder<TCodec>(string columnName) : ColumnDecoder(columnName)
    where TCodec : struct, IVariableCodec
{
    private readonly FieldBuffer _value = new();

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
            _value.Clear();
            _value.Begin();
            var outcome = TCodec.Read(fields[i], _value);
            if (outcome != FieldOutcome.Read)
                Throw(outcome, fields, i);
            _value.End();
            strings.Set(i, _value.AsFields()[0]);
        }
    }

    private void Throw(FieldOutcome outcome, in Fields fields, int index)
    {
        if (outcome == FieldOutcome.NotRepresentable)
            DecodeErrors.NotRepresentable(ColumnName, fields, index, TCodec.Limit.What, TCodec.Limit.Remedy);
        DecodeErrors.Malformed(ColumnName, fields, index, $"a field that is no {TCodec.TypeName} in binary format");
    }
}
