namespace Pintail.Tests.Copy;

/// <summary>array_send written a second time.</summary>
internal static class ArrayBytes
{
    /// <param name="sizes">Per dimension; an array without elements has no dimensions, whatever is said here.</param>
    public static byte[] Encode(int elementOid, IReadOnlyList<int> sizes, IReadOnlyList<byte[]?> elements)
    {
        var dimensions = elements.Count == 0 ? [] : sizes;
        var bytes = new List<byte>();
        bytes.AddRange(MemoryCopyRows.Int32(dimensions.Count));
        bytes.AddRange(MemoryCopyRows.Int32(elements.Contains(null) ? 1 : 0));
        bytes.AddRange(MemoryCopyRows.Int32(elementOid));
        foreach (var size in dimensions)
        {
            bytes.AddRange(MemoryCopyRows.Int32(size));
            bytes.AddRange(MemoryCopyRows.Int32(1));
        }
        foreach (var element in elements)
        {
            bytes.AddRange(MemoryCopyRows.Int32(element?.Length ?? -1));
            bytes.AddRange(element ?? []);
        }
        return [.. bytes];
    }
}
