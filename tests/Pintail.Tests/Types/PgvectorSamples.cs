using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Pintail.Types;

namespace Pintail.Tests.Types;

/// <summary>pgvector's types by hand, fields and texts, as no server of the tests has them.</summary>
internal static class PgvectorSamples
{
    private static readonly float[]?[] Values =
    [
        [1, -2.5f, 0.25f],
        [0, 1, 2],
        null,
        [-1, 0.5f, 100],
    ];

    public static IEnumerable<TypeSample> All =>
        [Sample("vector", 3), Sample("vector", -1), Sample("halfvec", 3), Sample("halfvec", -1)];

    private static TypeSample Sample(string name, int dimensions)
    {
        var type = TestTypes.BuiltIn(name) with { Schema = "public", Extension = "vector" };
        var mapping = TypeTable.Map(TestTypes.Column(type, dimensions));
        return new TypeSample(
            dimensions < 0 ? name : $"{name}({dimensions})",
            mapping,
            [.. Values.Select(value => value is null ? null : Field(value, isHalf: name == "halfvec"))],
            [.. Values.Select(value => value is null ? null : Encoding.UTF8.GetBytes(Text(value)))]
        )
        {
            Options = TypeOptions.Default,
        };
    }

    // vector_send, halfvec_send: int16 dimensions, int16 unused, the elements.
    private static byte[] Field(float[] values, bool isHalf)
    {
        var width = isHalf ? sizeof(short) : sizeof(float);
        var field = new byte[2 * sizeof(short) + values.Length * width];
        BinaryPrimitives.WriteInt16BigEndian(field, (short)values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            var element = field.AsSpan(2 * sizeof(short) + i * width);
            if (isHalf)
                BinaryPrimitives.WriteHalfBigEndian(element, (Half)values[i]);
            else
                BinaryPrimitives.WriteSingleBigEndian(element, values[i]);
        }
        return field;
    }

    private static string Text(float[] values) =>
        $"[{string.Join(',', values.Select(value => value.ToString(CultureInfo.InvariantCulture)))}]";
}
