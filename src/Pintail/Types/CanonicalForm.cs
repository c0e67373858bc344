namespace Pintail.Types;

/// <summary>
/// What of a field's bytes counts when two copies of a value are compared: what is left out here is what the column's
/// fidelity says is not kept (the display scale of a numeric, blanks of char(n), lower bounds of arrays). Most types have
/// one byte form per value and need none. A form may own scratch memory, so each belongs to one thread.
/// </summary>
internal abstract class CanonicalForm
{
    private FieldBuffer? _folded;

    /// <summary>Appends as many fields as there are, NULL for NULL.</summary>
    public abstract void Write(in Fields fields, FieldBuffer target);

    /// <summary>Adds the fingerprint of what <see cref="Write"/> appends; overridden where that needs no copy.</summary>
    public virtual void Fold(in Fields fields, ref Fingerprint sum)
    {
        _folded ??= new FieldBuffer();
        _folded.Clear();
        Write(fields, _folded);
        FieldHash.Fold(_folded.AsFields(), ref sum);
    }
}
