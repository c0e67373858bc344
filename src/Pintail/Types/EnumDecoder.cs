using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>An enum's label into its index; DuckDB stores it in 8, 16 or 32 bits by the number of labels.</summary>
internal sealed class EnumDecoder<TIndex>(string columnName, string typeName, EnumLabels labels)
    : ColumnDecoder(columnName)
    where TIndex : unmanaged, System.Numerics.IBinaryInteger<TIndex>
{
    public override void Decode(in Fields fields, Vector target)
    {
        var values = target.Data<TIndex>(fields.Count);
        var nulls = new NullWriter(target, fields.Count);
        for (var i = 0; i < values.Length; i++)
        {
            if (fields.Lengths[i] < 0)
            {
                // Index 0 exists in every enum; an index past the last label would be read by careless code.
                values[i] = TIndex.Zero;
                nulls.Set(i);
                continue;
            }
            var index = labels.Find(fields[i]);
            if (index < 0)
                ThrowUnknownLabel(fields, i);
            values[i] = TIndex.CreateTruncating(index);
        }
    }

    private void ThrowUnknownLabel(in Fields fields, int index) =>
        DecodeErrors.NotRepresentable(
            ColumnName,
            fields,
            index,
            $"a label that enum {typeName} did not have when the catalog was read",
            "A label was added or renamed meanwhile: run again."
        );
}
