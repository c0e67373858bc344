using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Types;
using static Pintail.Tests.Copy.MemoryCopyRows;
using static Pintail.Tests.Types.TestTypes;

namespace Pintail.Tests.Copy;

/// <summary>
/// A server is not trusted: a row of every type with a few bytes changed gives values or a <see cref="PintailException"/>,
/// never another exception, which would mean that something read where it should not.
/// </summary>
public class MutatedStreamTests
{
    private static readonly (ColumnMapping Mapping, byte[] Field)[] Columns =
    [
        Fixed("bool", 1),
        Fixed("int2", 2),
        Fixed("int8", 8),
        Fixed("float8", 8),
        Fixed("date", 4),
        Fixed("time", 8),
        Fixed("timetz", 12),
        Fixed("timestamptz", 8),
        Fixed("interval", 16),
        Fixed("uuid", 16),
        (
            TypeTable.Map(Column(BuiltIn("numeric"), NumericModifier(15, 2))),
            Types.NumericBytes.Encode(123_456_789_012, 2)
        ),
        (
            TypeTable.Map(Column(BuiltIn("numeric"), NumericModifier(38, 10))),
            Types.NumericBytes.Encode(long.MaxValue, 10)
        ),
        (TypeTable.Map(Column(BuiltIn("text")), new TypeOptions { ValidateText = true }), "some text é"u8.ToArray()),
        (TypeTable.Map(Column(BuiltIn("bpchar"))), "blanks   "u8.ToArray()),
        (TypeTable.Map(Column(BuiltIn("char"))), "c"u8.ToArray()),
        (TypeTable.Map(Column(BuiltIn("jsonb"))), "\u0001{}"u8.ToArray()),
        (TypeTable.Map(Column(Enum("red", "green"))), "green"u8.ToArray()),
        (
            TypeTable.Map(Column(ArrayOf(BuiltIn("int4", 23)), dimensions: 2)),
            ArrayBytes.Encode(23, [2, 2], [Int32(1), null, Int32(3), Int32(4)])
        ),
        (
            TypeTable.Map(Column(ArrayOf(BuiltIn("text", 25)), dimensions: 1)),
            ArrayBytes.Encode(25, [2], [Encoding.UTF8.GetBytes("longer than twelve"), []])
        ),
    ];

    [Fact]
    public void Read_mutated_row_gives_values_or_an_error_of_ours()
    {
        var types = Columns.Select(column => column.Mapping.CreateLogicalType()).ToArray();
        using var chunk = DataChunk.Create(types);
        var row = Row([.. Columns.Select(column => column.Field)]);
        var (values, errors) = (0, 0);
        var mutations = Gen.ListOf(
            from position in Gen.Choose(0, row.Length - 1)
            from value in Gen.Frequency((2, Gen.Choose(0, 255)), (1, Gen.Elements(0, 1, 0x7f, 0x80, 0xff)))
            select (position, value)
        );
        Prop.ForAll(
                mutations.ToArbitrary(),
                changes =>
                {
                    var mutated = row.ToArray();
                    foreach (var (position, value) in changes)
                        mutated[position] = (byte)value;
                    var rows = new MemoryCopyRows([row, mutated]);
                    var reader = new ChunkReader(rows, [.. Columns.Select(column => column.Mapping.CreateDecoder())]);
                    chunk.Reset();
                    try
                    {
                        Assert.Equal(2, reader.Read(chunk));
                        values++;
                    }
                    catch (PintailException error)
                        when (error.Kind is ErrorKind.SourceProtocol or ErrorKind.ValueNotRepresentable)
                    {
                        errors++;
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithStartSize(1).WithEndSize(8));
        // Both kinds of outcome were met, or the mutations test nothing.
        Assert.True(values > 100 && errors > 100, $"{values} readable, {errors} refused");
        foreach (var type in types)
            type.Dispose();
    }

    private static (ColumnMapping, byte[]) Fixed(string type, int length) =>
        (TypeTable.Map(Column(BuiltIn(type), name: type)), new byte[length]);
}
