using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>GEOMETRY into what PostGIS' receive functions take, with the SRID of the column.</summary>
internal sealed class PostGisEncoder(string columnName, GeometrySrid srid) : ColumnEncoder(columnName)
{
    private const int SridBytes = 4;
    private byte[] _bytes = [];

    public override void Encode(Vector source, int count, FieldBuffer target)
    {
        var nulls = new NullReader(source, count);
        for (var i = 0; i < count; i++)
        {
            if (nulls.IsNull(i))
            {
                target.AddNull();
                continue;
            }
            var stored = source.Bytes(i);
            if (_bytes.Length < stored.Length + SridBytes)
                _bytes = GC.AllocateUninitializedArray<byte>(Math.Max(stored.Length + SridBytes, 2 * _bytes.Length));
            if (
                WellKnownBinary.ToExtended(stored, srid.Value ?? 0, _bytes, out var length)
                != WellKnownBinaryProblem.None
            )
                EncodeErrors.NotRepresentable(ColumnName, i, "geometry");
            target.Add(_bytes.AsSpan(0, length));
        }
    }
}
