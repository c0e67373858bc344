using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>DECIMAL of up to 18 digits into numeric.</summary>
internal sealed class DecimalEncoder<TValue>(string columnName, int scale) : ColumnEncoder(columnName)
    where TValue : unmanaged, System.Numerics.IBinaryInteger<TValue>
{
    private readonly NumericWriter _writer = new(scale);

    public override void Encode(Vector source, int count, FieldBuffer target)
    {
        var values = source.Data<TValue>(count);
        var nulls = new NullReader(source, count);
        for (var i = 0; i < values.Length; i++)
        {
            if (nulls.IsNull(i))
                target.AddNull();
            else
                _writer.Write(long.CreateTruncating(values[i]), target);
        }
    }
}

/// <summary>The same for 19 to 38 digits.</summary>
internal sealed class WideDecimalEncoder(string columnName, int scale) : ColumnEncoder(columnName)
{
    private readonly NumericWriter _writer = new(scale);

    public override void Encode(Vector source, int count, FieldBuffer target)
    {
        var values = source.Data<HugeInt>(count);
        var nulls = new NullReader(source, count);
        for (var i = 0; i < values.Length; i++)
        {
            if (nulls.IsNull(i))
                target.AddNull();
            else
                _writer.Write(values[i].ToInt128(), target);
        }
    }
}
