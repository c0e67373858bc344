namespace Pintail.Types;

/// <summary>
/// Where the same part of many fields stands in their buffer, for one call of the part's decoder. Grows to the largest
/// chunk seen and is kept.
/// </summary>
internal sealed class PartPositions
{
    private int[] _offsets = [];
    private int[] _lengths = [];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    public void AddNull() => Add(0, -1);

    public void Add(int offset, int length)
    {
        if (Count == _offsets.Length)
            Grow();
        _offsets[Count] = offset;
        _lengths[Count] = length;
        Count++;
    }

    /// <param name="whole">The fields that these are parts of.</param>
    /// <param name="rowsBefore">As in <see cref="Fields"/>.</param>
    public Fields In(in Fields whole, long rowsBefore) =>
        new(whole.Buffer, _offsets.AsSpan(0, Count), _lengths.AsSpan(0, Count), rowsBefore);

    private void Grow()
    {
        const int First = 256;
        var capacity = (int)Math.Min(Math.Max(First, _offsets.Length * 2L), Array.MaxLength);
        Array.Resize(ref _offsets, capacity);
        Array.Resize(ref _lengths, capacity);
    }
}
