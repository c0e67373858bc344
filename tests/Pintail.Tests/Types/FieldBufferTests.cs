using Pintail.Types;

namespace Pintail.Tests.Types;

public class FieldBufferTests
{
    [Fact]
    public void Fields_come_out_as_they_went_in()
    {
        var buffer = new FieldBuffer();
        // Twice: what was there before must not show, and memory is used again.
        for (var round = 0; round < 2; round++)
        {
            var expected = Enumerable.Range(0, 5_000).Select(i => i % 5 == 0 ? null : new byte[i % 37]).ToArray();
            for (var i = 0; i < expected.Length; i++)
            {
                new Random(i).NextBytes(expected[i] ?? []);
                Put(buffer, expected[i], i % 3);
            }

            var fields = buffer.AsFields(rowsBefore: 7);
            Assert.Equal(expected.Length, buffer.Count);
            Assert.Equal(7, fields.RowsBefore);
            Assert.Equal(expected.Length, fields.Count);
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i]?.Length ?? -1, fields.Lengths[i]);
                if (expected[i] is { } bytes)
                    Assert.Equal(bytes, fields[i].ToArray());
            }

            buffer.Clear();
            Assert.Equal(0, buffer.Count);
            Assert.Equal(0, buffer.AsFields().Count);
        }
    }

    [Fact]
    public void Clear_forgets_a_field_that_was_begun()
    {
        var buffer = new FieldBuffer();
        buffer.Begin();
        buffer.Append([1, 2, 3]);
        buffer.Clear();
        buffer.Add([4]);
        Assert.Equal([4], buffer.AsFields()[0].ToArray());
    }

    [Fact]
    public void Memory_is_kept_by_Clear()
    {
        var buffer = new FieldBuffer();
        for (var round = 0; round < 2; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            buffer.Clear();
            for (var i = 0; i < 10_000; i++)
                buffer.Add(100);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(round == 0 ? allocated > 1_000_000 : allocated == 0, $"{allocated} bytes in round {round}.");
        }
    }

    [Theory]
    [InlineData(0, int.MaxValue)]
    [InlineData(10, 0x7FFF_FFC7 - 9)]
    public void Fields_past_2_GiB_are_refused_and_the_buffer_stays_as_it_was(int before, int more)
    {
        var buffer = new FieldBuffer();
        buffer.Add(before).Fill(5);
        var error = Assert.Throws<PintailException>(() => buffer.Add(more));
        Assert.Equal(ErrorKind.ValueNotRepresentable, error.Kind);
        Assert.Contains("2,147,483,591 bytes", error.Message);
        Assert.NotNull(error.Hint);
        Assert.Equal(1, buffer.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Add(-1));
        buffer.Begin();
        Assert.Throws<PintailException>(() => buffer.Append(more));
        buffer.End();
        Assert.Equal([before, 0], buffer.AsFields().Lengths.ToArray());
    }

    [Fact]
    public void Calls_out_of_order_are_refused()
    {
        var buffer = new FieldBuffer();
        Assert.Throws<InvalidOperationException>(() => buffer.Append(1));
        Assert.Throws<InvalidOperationException>(buffer.End);
        buffer.Begin();
        Assert.Throws<InvalidOperationException>(buffer.Begin);
        Assert.Throws<InvalidOperationException>(() => buffer.Add(1));
        Assert.Throws<InvalidOperationException>(buffer.AddNull);
        Assert.Throws<InvalidOperationException>(() => buffer.AsFields().Count);
    }

    private static void Put(FieldBuffer buffer, byte[]? field, int way)
    {
        switch (way)
        {
            case var _ when field is null:
                buffer.AddNull();
                break;
            case 0:
                buffer.Add(field);
                break;
            case 1:
                field.CopyTo(buffer.Add(field.Length));
                break;
            default:
                buffer.Begin();
                buffer.Append(field.AsSpan(0, field.Length / 2));
                field.AsSpan(field.Length / 2).CopyTo(buffer.Append(field.Length - (field.Length / 2)));
                buffer.End();
                break;
        }
    }
}
