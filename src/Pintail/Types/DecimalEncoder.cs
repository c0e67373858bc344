using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>A stored integer as the number that <see cref="NumericWriter"/> takes: 64 bits where they suffice, which is faster.</summary>
internal interface INumericStorage<TValue>
    where TValue : unmanaged
{
    static abstract void Write(in NumericWriter writer, TValue value, FieldBuffer target);
}

/// <summary>DECIMAL of up to 18 digits.</summary>
internal readonly struct NarrowStorage<TValue> : INumericStorage<TValue>
    where TValue : unmanaged, System.Numerics.IBinaryInteger<TValue>
{
    public static void Write(in NumericWriter writer, TValue value, FieldBuffer target) =>
        writer.Write(long.CreateTruncating(value), target);
}

/// <summary>DECIMAL of 19 to 38 digits, and HUGEINT.</summary>
internal readonly struct HugeStorage : INumericStorage<HugeInt>
{
    public static void Write(in NumericWriter writer, HugeInt value, FieldBuffer target) =>
        writer.Write(value.ToInt128(), target);
}

/// <summary>Integer types up to UBIGINT, whose largest values no signed 64 bits hold.</summary>
internal readonly struct WholeStorage<TValue> : INumericStorage<TValue>
    where TValue : unmanaged, System.Numerics.IBinaryInteger<TValue>
{
    public static void Write(in NumericWriter writer, TValue value, FieldBuffer target) =>
        writer.Write(Int128.CreateTruncating(value), target);
}

/// <summary>UHUGEINT: all 128 bits are digits.</summary>
internal readonly struct UnsignedHugeStorage : INumericStorage<UInt128>
{
    public static void Write(in NumericWriter writer, UInt128 value, FieldBuffer target) =>
        writer.Write(value, isNegative: false, target);
}

/// <summary>DECIMAL and integers into numeric: one loop for every storage.</summary>
internal sealed class DecimalEncoder<TValue, TStorage>(string columnName, int scale) : ColumnEncoder(columnName)
    where TValue : unmanaged
    where TStorage : struct, INumericStorage<TValue>
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
                TStorage.Write(_writer, values[i], target);
        }
    }
}
