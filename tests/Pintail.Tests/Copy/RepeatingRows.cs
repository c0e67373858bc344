using Pintail.Wire;

namespace Pintail.Tests.Copy;

/// <summary>The same batch of rows again and again, itself without allocating.</summary>
internal sealed class RepeatingRows : ICopyRows
{
    private readonly int[] _ends;
    private readonly int _repeats;
    private int _batch;
    private int _row;

    public RepeatingRows(IReadOnlyList<byte[]> rows, int repeats)
    {
        Buffer = [.. rows.SelectMany(row => row)];
        _ends = new int[rows.Count];
        for (int i = 0, end = 0; i < rows.Count; i++)
            _ends[i] = end += rows[i].Length;
        _repeats = repeats;
    }

    public byte[] Buffer { get; }
    public bool IsCompleted => _batch == _repeats;
    public long BytesReceived => 0;

    public void BeginBatch() => _row = 0;

    public bool TryNextRow(out int offset, out int length)
    {
        (offset, length) = (0, 0);
        if (_row == _ends.Length || _batch == _repeats)
            return false;
        offset = _row == 0 ? 0 : _ends[_row - 1];
        length = _ends[_row] - offset;
        if (++_row == _ends.Length)
            _batch++;
        return true;
    }

    public void Dispose() { }
}
