using System.Buffers.Binary;
using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>STRUCT into what record_recv takes; the format stands in <see cref="CompositeDecoder"/>.</summary>
internal sealed class CompositeEncoder : ColumnEncoder
{
    private readonly uint[] _oids;
    private readonly ColumnEncoder[] _attributes;
    private readonly FieldBuffer[] _values;

    public CompositeEncoder(string columnName, uint[] oids, ColumnEncoder[] attributes)
        : base(columnName)
    {
        (_oids, _attributes) = (oids, attributes);
        _values = [.. attributes.Select(_ => new FieldBuffer())];
    }

    public override void Encode(Vector source, int count, FieldBuffer target)
    {
        for (var i = 0; i < _attributes.Length; i++)
        {
            _values[i].Clear();
            _attributes[i].Encode(source.StructChild(i), count, _values[i]);
        }
        var nulls = new NullReader(source, count);
        for (var row = 0; row < count; row++)
        {
            if (nulls.IsNull(row))
            {
                target.AddNull();
                continue;
            }
            target.Begin();
            BinaryPrimitives.WriteInt32BigEndian(target.Append(sizeof(int)), _oids.Length);
            for (var i = 0; i < _oids.Length; i++)
            {
                BinaryPrimitives.WriteUInt32BigEndian(target.Append(sizeof(uint)), _oids[i]);
                target.AppendPart(_values[i].AsFields(), row);
            }
            target.End();
        }
    }
}
