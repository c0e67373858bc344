using FsCheck;
using FsCheck.Fluent;
using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Tests.Copy;
using Pintail.Types;
using static Pintail.Tests.Types.TestTypes;

namespace Pintail.Tests.Types;

/// <summary>Random arrays of one to three dimensions, written by hand and read back from DuckDB's vectors.</summary>
public class ArrayDecoderTests
{
    private const int Int4Oid = 23;

    private sealed record Sample(int Dimensions, IReadOnlyList<Value?> Rows)
    {
        public override string ToString() => $"{Dimensions} dimensions: {string.Join(" | ", Rows)}";
    }

    private sealed record Value(int[] Sizes, int?[] Elements)
    {
        public override string ToString() =>
            Elements.Length == 0 ? "[]" : Text(Sizes, Elements.Select(element => element?.ToString() ?? "NULL"));

        /// <summary>Folds the innermost dimension first.</summary>
        private static string Text(int[] sizes, IEnumerable<string> elements) =>
            sizes.Reverse().Aggregate(elements, (parts, size) => parts.Chunk(size).Select(Join)).Single();

        private static string Join(string[] parts) => $"[{string.Join(", ", parts)}]";
    }

    private static readonly Gen<Sample> Samples =
        from dimensions in Gen.Choose(1, 3)
        from rows in Gen.ListOf(Gen.Frequency((1, Gen.Constant<Value?>(null)), (5, Values(dimensions))))
        select new Sample(dimensions, [.. rows]);

    private static Gen<Value?> Values(int dimensions) =>
        from sizes in Gen.ArrayOf(Gen.Choose(1, 5), dimensions)
        from isEmpty in Gen.Frequency((1, Gen.Constant(true)), (4, Gen.Constant(false)))
        let count = isEmpty ? 0 : sizes.Aggregate(1, (product, size) => product * size)
        from elements in Gen.ArrayOf(
            Gen.Frequency((1, Gen.Constant<int?>(null)), (4, Gen.Choose(-9, 9).Select(n => (int?)n))),
            count
        )
        select (Value?)new Value(sizes, elements);

    [Fact]
    public void Decode_random_arrays_gives_the_same_nested_lists() =>
        Prop.ForAll(
                Samples.ToArbitrary(),
                sample =>
                {
                    var array = Column(ArrayOf(BuiltIn("int4", Int4Oid)), dimensions: sample.Dimensions);
                    var mapping = TypeTable.Map(array);
                    using var type = mapping.CreateLogicalType();
                    using var chunk = DataChunk.Create(type);
                    var rows = new MemoryCopyRows([.. sample.Rows.Select(Row)]);
                    var reader = new ChunkReader(rows, [mapping.CreateDecoder()]);
                    Assert.Equal(sample.Rows.Count, reader.Read(chunk));
                    for (var i = 0; i < sample.Rows.Count; i++)
                        Assert.Equal(sample.Rows[i]?.ToString() ?? "NULL", Text(chunk[0], i, sample.Dimensions));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    private static byte[] Row(Value? value) =>
        MemoryCopyRows.Row(
            value is null
                ? null
                : ArrayBytes.Encode(
                    Int4Oid,
                    value.Sizes,
                    [.. value.Elements.Select(element => element is { } n ? MemoryCopyRows.Int32(n) : null)]
                )
        );

    internal static string Text(Vector vector, int row, int depth)
    {
        if (!vector.IsValid(row))
            return "NULL";
        if (depth == 0)
            return $"{vector.Data<int>(row + 1)[row]}";
        var entry = vector.ListEntries(row + 1)[row];
        var child = vector.ListChild;
        var parts = Enumerable.Range((int)entry.Offset, (int)entry.Length).Select(i => Text(child, i, depth - 1));
        return $"[{string.Join(", ", parts)}]";
    }
}
