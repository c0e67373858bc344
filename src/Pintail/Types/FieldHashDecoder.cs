using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>Stands in for a column's decoder to find single rows again: a UBIGINT with the hash of the canonical field.</summary>
internal sealed class FieldHashDecoder(string columnName, CanonicalForm? canonical) : ColumnDecoder(columnName)
{
    private readonly FieldBuffer _forms = new();

    public override void Decode(in Fields fields, Vector target) => Write(fields, target.Data<ulong>(fields.Count));

    /// <summary>One hash per field, <see cref="FieldHash.Null"/> for NULL.</summary>
    public void Write(in Fields fields, Span<ulong> hashes)
    {
        if (canonical is null)
        {
            Hash(fields, hashes);
            return;
        }
        _forms.Clear();
        canonical.Write(fields, _forms);
        Hash(_forms.AsFields(), hashes);
    }

    private static void Hash(in Fields fields, Span<ulong> hashes)
    {
        for (var i = 0; i < fields.Count; i++)
            hashes[i] = fields.Lengths[i] < 0 ? FieldHash.Null : FieldHash.Of(fields[i]);
    }
}
