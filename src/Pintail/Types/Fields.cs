namespace Pintail.Types;

/// <summary>
/// The same field of up to 2,048 rows, or the elements of arrays: positions in one buffer. Whoever makes one has checked
/// that every field of length ≥ 0 lies within the buffer.
/// </summary>
/// <param name="lengths">−1 is NULL, as in COPY BINARY.</param>
/// <param name="rowsBefore">Rows of the stream before the first of these; −1 when these are elements, not rows.</param>
internal readonly ref struct Fields(
    ReadOnlySpan<byte> buffer,
    ReadOnlySpan<int> offsets,
    ReadOnlySpan<int> lengths,
    long rowsBefore = 0
)
{
    public ReadOnlySpan<byte> Buffer { get; } = buffer;
    public ReadOnlySpan<int> Offsets { get; } = offsets;
    public ReadOnlySpan<int> Lengths { get; } = lengths;
    public long RowsBefore { get; } = rowsBefore;
    public int Count => Lengths.Length;

    /// <summary>The field's bytes; only for fields that are not NULL.</summary>
    public ReadOnlySpan<byte> this[int index] => Buffer.Slice(Offsets[index], Lengths[index]);
}
