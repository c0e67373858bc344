using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>
/// Composite and row types into STRUCT. record_send (rowtypes.c): int32 number of live columns, then per column its type's
/// OID, int32 length (−1 is NULL) and the bytes. Positions first, then one call of each attribute's decoder for all rows.
/// A NULL composite is a NULL struct whose children are NULL too; a composite of NULLs is a struct of NULLs.
/// </summary>
internal sealed class CompositeDecoder : ColumnDecoder
{
    private readonly string _typeName;
    private readonly uint[] _oids;
    private readonly ColumnDecoder[] _attributes;
    private readonly IReadOnlyList<ReadableOids>? _readable;
    private readonly PartPositions[] _positions;

    /// <param name="readable">Per attribute; null where only its own OID will do.</param>
    public CompositeDecoder(
        string columnName,
        string typeName,
        uint[] oids,
        ColumnDecoder[] attributes,
        IReadOnlyList<ReadableOids>? readable = null
    )
        : base(columnName)
    {
        (_typeName, _oids, _attributes, _readable) = (typeName, oids, attributes, readable);
        _positions = [.. attributes.Select(_ => new PartPositions())];
    }

    public override void Decode(in Fields fields, Vector target)
    {
        foreach (var positions in _positions)
            positions.Clear();
        var nulls = new NullWriter(target, fields.Count);
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields.Lengths[i] >= 0)
            {
                ReadAttributes(fields, i);
                continue;
            }
            nulls.Set(i);
            foreach (var positions in _positions)
                positions.AddNull();
        }
        for (var i = 0; i < _attributes.Length; i++)
            _attributes[i].Decode(_positions[i].In(fields, fields.RowsBefore), target.StructChild(i));
    }

    private void ReadAttributes(in Fields fields, int index)
    {
        var reader = new PartReader(fields, index);
        if (!reader.TryReadInt32(out var count))
            ThrowMalformed(fields, index);
        if (count != _oids.Length)
            ThrowOtherAttributes(fields, index);
        for (var i = 0; i < _oids.Length; i++)
        {
            if (!reader.TryReadInt32(out var oid))
                ThrowMalformed(fields, index);
            if ((uint)oid != _oids[i] && _readable?[i].Contains((uint)oid) != true)
                ThrowOtherAttributes(fields, index);
            if (!reader.TryReadPart(out var offset, out var length))
                ThrowMalformed(fields, index);
            _positions[i].Add(offset, length);
        }
        if (!reader.IsAtEnd)
            ThrowMalformed(fields, index);
    }

    private void ThrowMalformed(in Fields fields, int index) =>
        DecodeErrors.Malformed(ColumnName, fields, index, "a field that is no composite in binary format");

    private void ThrowOtherAttributes(in Fields fields, int index) =>
        DecodeErrors.NotRepresentable(
            ColumnName,
            fields,
            index,
            _readable is null
                ? $"a composite of other attributes than {_typeName} had when the catalog was read"
                : $"a composite of other attributes than {_typeName} has",
            "The type was changed meanwhile: run again."
        );
}
