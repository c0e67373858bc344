using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>numeric into an integer type, for columns whose type the user chose: a whole number in range, or an error.</summary>
internal sealed class WholeNumberDecoder<TValue>(string columnName, string type, Int128 least, Int128 most)
    : ColumnDecoder(columnName)
    where TValue : unmanaged, System.Numerics.IBinaryInteger<TValue>
{
    private readonly DecimalFormat _format = new(NumericMapping.MaxPrecision, 0);

    public override void Decode(in Fields fields, Vector target)
    {
        var values = target.Data<TValue>(fields.Count);
        var nulls = new NullWriter(target, fields.Count);
        for (var i = 0; i < values.Length; i++)
        {
            if (fields.Lengths[i] < 0)
            {
                nulls.Set(i);
                continue;
            }
            var outcome = _format.Read(fields[i], out Int128 value);
            if (outcome != DecimalOutcome.Read || value < least || value > most)
                Throw(outcome, fields, i);
            values[i] = TValue.CreateTruncating(value);
        }
    }

    private void Throw(DecimalOutcome outcome, in Fields fields, int index)
    {
        if (outcome == DecimalOutcome.Malformed)
            DecodeErrors.Malformed(ColumnName, fields, index, "a field that is no numeric in binary format");
        DecodeErrors.NotRepresentable(
            ColumnName,
            fields,
            index,
            $"a number that is not whole or not within {least} to {most}, which {type}, {DecimalType.Choice}, cannot hold",
            DecimalType.ChoiceRemedy
        );
    }
}
