using System.Security.Cryptography;
using System.Text;
using Pintail.SqlLogic.Databases;
using Pintail.SqlLogic.Format;

namespace Pintail.SqlLogic.Comparing;

/// <summary>A result as one list of texts, row by row, in the format's spelling: NULL, (empty), \0.</summary>
internal sealed class ResultCells
{
    private ResultCells(IReadOnlyList<string> cells, int columnCount)
    {
        Cells = cells;
        ColumnCount = columnCount;
    }

    internal IReadOnlyList<string> Cells { get; }

    internal int ColumnCount { get; }

    internal int RowCount => ColumnCount == 0 ? 0 : Cells.Count / ColumnCount;

    internal static ResultCells Of(LogicResult result, SortStyle sort)
    {
        var rows = result.Rows.Select(row => Array.ConvertAll(row, Spelled));
        IEnumerable<string> cells = sort switch
        {
            SortStyle.Rows => rows.Order(Comparer<string[]>.Create(CompareRows)).SelectMany(row => row),
            SortStyle.Values => rows.SelectMany(row => row).Order(Comparer<string>.Create(CompareBytes)),
            _ => rows.SelectMany(row => row),
        };
        return new ResultCells([.. cells], result.ColumnTypes.Count);
    }

    /// <summary>As the format writes a long result: 30 values hashing to 3c13dee48d9356ae19af2515e05e6b54.</summary>
    internal string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var cell in Cells)
            hash.AppendData(Encoding.UTF8.GetBytes(cell + "\n"));
        return $"{Cells.Count} values hashing to {Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    internal IEnumerable<string> Lines() => Cells.Chunk(Math.Max(1, ColumnCount)).Select(row => string.Join('\t', row));

    private static string Spelled(string? value) =>
        value switch
        {
            null => "NULL",
            "" => "(empty)",
            _ => value.Replace("\0", "\\0", StringComparison.Ordinal),
        };

    private static int CompareRows(string[] left, string[] right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            if (CompareBytes(left[i], right[i]) is var order and not 0)
                return order;
        }
        return 0;
    }

    // The files hold their rows in the order of their UTF-8 bytes.
    private static int CompareBytes(string left, string right) =>
        Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
}
