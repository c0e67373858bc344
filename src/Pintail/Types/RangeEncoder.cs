using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>The STRUCT of a range into what range_recv takes; the format stands in <see cref="RangeFormat"/>.</summary>
internal sealed class RangeEncoder(string columnName, ColumnEncoder bound) : ColumnEncoder(columnName)
{
    private readonly FieldBuffer _lower = new();
    private readonly FieldBuffer _upper = new();

    public override void Encode(Vector source, int count, FieldBuffer target)
    {
        _lower.Clear();
        _upper.Clear();
        bound.Encode(source.StructChild(0), count, _lower);
        bound.Encode(source.StructChild(1), count, _upper);
        var lower = _lower.AsFields();
        var upper = _upper.AsFields();
        var nulls = new NullReader(source, count);
        for (var i = 0; i < count; i++)
        {
            if (nulls.IsNull(i))
            {
                target.AddNull();
                continue;
            }
            var flags = Flags(source, i, lower.Lengths[i] < 0, upper.Lengths[i] < 0);
            target.Begin();
            target.Append(1)[0] = flags;
            if (RangeFormat.HasLower(flags))
                target.AppendPart(lower, i);
            if (RangeFormat.HasUpper(flags))
                target.AppendPart(upper, i);
            target.End();
        }
    }

    private byte Flags(Vector source, int row, bool noLower, bool noUpper)
    {
        if (IsTrue(source.StructChild(4), row))
            return RangeFormat.Empty;
        var lower =
            noLower ? RangeFormat.LowerInfinite
            : IsTrue(source.StructChild(2), row) ? RangeFormat.LowerInclusive
            : 0;
        var upper =
            noUpper ? RangeFormat.UpperInfinite
            : IsTrue(source.StructChild(3), row) ? RangeFormat.UpperInclusive
            : 0;
        return (byte)(lower | upper);
    }

    private bool IsTrue(Vector flags, int row)
    {
        if (!flags.IsValid(row))
            EncodeErrors.NotRepresentable(
                ColumnName,
                row,
                "range, which knows of both bounds whether they are inclusive,"
            );
        return flags.Data<byte>(row + 1)[row] != 0;
    }
}
