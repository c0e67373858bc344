using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>PostGIS' geometry and geography (LWGEOM_send, geography_send) into GEOMETRY; see <see cref="WellKnownBinary"/>.</summary>
internal sealed class PostGisDecoder(string columnName, GeometrySrid srid) : ColumnDecoder(columnName)
{
    private const string Remedy =
        "Have the column mirrored as text (force its type to VARCHAR), or leave the table out of the selection.";

    private byte[] _bytes = [];

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
            var field = fields[i];
            if (_bytes.Length < field.Length)
                _bytes = GC.AllocateUninitializedArray<byte>(Math.Max(field.Length, 2 * _bytes.Length));
            var problem = WellKnownBinary.ToIso(field, _bytes, out var length, out var found);
            if (problem != WellKnownBinaryProblem.None)
                Throw(problem, fields, i);
            if (!srid.TryTake(found))
                ThrowSrid(fields, i, found);
            strings.Set(i, _bytes.AsSpan(0, length));
        }
    }

    private void Throw(WellKnownBinaryProblem problem, in Fields fields, int index)
    {
        if (problem == WellKnownBinaryProblem.Malformed)
            DecodeErrors.Malformed(ColumnName, fields, index, "a field that is no geometry in binary format");
        var what =
            problem == WellKnownBinaryProblem.Depth
                ? "a geometry with too many collections inside one another"
                : "a curve, a surface or a triangle, which DuckDB's GEOMETRY cannot hold";
        DecodeErrors.NotRepresentable(ColumnName, fields, index, what, Remedy);
    }

    private void ThrowSrid(in Fields fields, int index, int found) =>
        DecodeErrors.NotRepresentable(
            ColumnName,
            fields,
            index,
            $"a geometry with SRID {found} among others with SRID {srid.Value}, where a GEOMETRY column has one for all",
            Remedy
        );
}
