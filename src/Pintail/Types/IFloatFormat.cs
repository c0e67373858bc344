using System.Buffers.Binary;

namespace Pintail.Types;

/// <summary>How pgvector sends one element; every element is a FLOAT in DuckDB.</summary>
internal interface IFloatFormat
{
    static abstract string TypeName { get; }

    /// <summary>Bytes of an element.</summary>
    static abstract int Length { get; }
    static abstract float Read(ReadOnlySpan<byte> element);

    /// <summary>False when the type cannot hold the value.</summary>
    static abstract bool TryWrite(float value, Span<byte> element);
}

/// <summary>vector (vector_send, src/vector.c of pgvector): float4.</summary>
internal readonly struct SingleFormat : IFloatFormat
{
    public static string TypeName => "vector";
    public static int Length => sizeof(float);

    public static float Read(ReadOnlySpan<byte> element) => BinaryPrimitives.ReadSingleBigEndian(element);

    public static bool TryWrite(float value, Span<byte> element)
    {
        BinaryPrimitives.WriteSingleBigEndian(element, value);
        return true;
    }
}

/// <summary>halfvec (halfvec_send, src/halfvec.c of pgvector): IEEE 754 binary16, each of which is a float too.</summary>
internal readonly struct HalfFormat : IFloatFormat
{
    public static string TypeName => "halfvec";
    public static int Length => sizeof(short);

    public static float Read(ReadOnlySpan<byte> element) => (float)BinaryPrimitives.ReadHalfBigEndian(element);

    public static bool TryWrite(float value, Span<byte> element)
    {
        var half = (Half)value;
        BinaryPrimitives.WriteHalfBigEndian(element, half);
        return (float)half == value;
    }
}
