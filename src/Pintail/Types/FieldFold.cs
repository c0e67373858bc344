namespace Pintail.Types;

/// <summary>
/// Folds the canonical form of a column's fields into a fingerprint: of what Postgres sent on the way in, of what is
/// stored on the way back. One per thread; the sums of several are added.
/// </summary>
internal sealed class FieldFold(CanonicalForm? canonical)
{
    private Fingerprint _sum;

    /// <summary>Of all fields so far.</summary>
    public Fingerprint Sum => _sum;

    public void Add(in Fields fields)
    {
        if (canonical is null)
            FieldHash.Fold(fields, ref _sum);
        else
            canonical.Fold(fields, ref _sum);
    }
}
