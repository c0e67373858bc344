using System.Buffers.Binary;

namespace Pintail.Types;

/// <summary>
/// numeric as it stands, display scale included, but NaN and the infinities by their sign word alone: what the server sends
/// beside it comes from unused bits of its storage.
/// </summary>
internal sealed class NumericTextForm : CanonicalForm
{
    private const int HeaderBytes = 8;
    private const int SignOffset = 4;

    /// <summary>NUMERIC_SPECIAL and NUMERIC_SIGN_MASK in numeric.c.</summary>
    private const int Special = 0xC000;

    public override void Write(in Fields fields, FieldBuffer target)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields.Lengths[i] < 0)
                target.AddNull();
            else if (fields.Lengths[i] >= HeaderBytes && IsSpecial(fields[i]))
                target.Add(fields[i].Slice(SignOffset, sizeof(ushort)));
            else
                target.Add(fields[i]);
        }
    }

    private static bool IsSpecial(ReadOnlySpan<byte> field) =>
        (BinaryPrimitives.ReadUInt16BigEndian(field[SignOffset..]) & Special) == Special;
}
