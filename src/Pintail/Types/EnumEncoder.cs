using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>An enum's index into its label, which is what enum_recv takes (enum.c).</summary>
internal sealed class EnumEncoder<TIndex>(string columnName, string typeName, EnumLabels labels)
    : ColumnEncoder(columnName)
    where TIndex : unmanaged, System.Numerics.IBinaryInteger<TIndex>
{
    public override void Encode(Vector source, int count, FieldBuffer target)
    {
        var values = source.Data<TIndex>(count);
        var nulls = new NullReader(source, count);
        for (var i = 0; i < values.Length; i++)
        {
            if (nulls.IsNull(i))
            {
                target.AddNull();
                continue;
            }
            var index = int.CreateTruncating(values[i]);
            if (index >= labels.Count)
                EncodeErrors.NotRepresentable(ColumnName, i, typeName);
            target.Add(labels[index]);
        }
    }
}
