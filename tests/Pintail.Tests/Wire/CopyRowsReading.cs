using Pintail.Wire;

namespace Pintail.Tests.Wire;

/// <summary>Reads rows as a decoder does: in batches, looking at the bytes only when the batch is over.</summary>
internal static class CopyRowsReading
{
    public static List<byte[]> ReadAll(this ICopyRows rows, int batchRows = 2048)
    {
        var all = new List<byte[]>();
        var positions = new List<(int Offset, int Length)>();
        while (!rows.IsCompleted)
        {
            rows.BeginBatch();
            positions.Clear();
            byte[]? buffer = null;
            while (positions.Count < batchRows && rows.TryNextRow(out var offset, out var length))
            {
                buffer ??= rows.Buffer;
                positions.Add((offset, length));
            }

            Assert.True(positions.Count > 0 || rows.IsCompleted, "A batch without a row ends only at the end.");
            Assert.True(buffer is null || ReferenceEquals(buffer, rows.Buffer), "The buffer changed inside a batch.");
            all.AddRange(positions.Select(row => rows.Buffer.AsSpan(row.Offset, row.Length).ToArray()));
        }

        Assert.False(rows.TryNextRow(out _, out _));
        return all;
    }
}
