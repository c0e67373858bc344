namespace Pintail.Types;

/// <summary>macaddr_send (mac.c): six bytes, printed as lower-case hex with colons.</summary>
internal readonly struct MacaddrCodec : IVariableCodec
{
    public static string TypeName => "macaddr";

    public static FieldOutcome Read(ReadOnlySpan<byte> field, FieldBuffer target) =>
        HardwareAddress.TryPrint(field, 6, target) ? FieldOutcome.Read : FieldOutcome.Malformed;

    public static bool TryWrite(ReadOnlySpan<byte> value, FieldBuffer target) =>
        HardwareAddress.TryParse(value, 6, target);
}

/// <summary>macaddr8_send (mac8.c): eight bytes.</summary>
internal readonly struct Macaddr8Codec : IVariableCodec
{
    public static string TypeName => "macaddr8";

    public static FieldOutcome Read(ReadOnlySpan<byte> field, FieldBuffer target) =>
        HardwareAddress.TryPrint(field, 8, target) ? FieldOutcome.Read : FieldOutcome.Malformed;

    public static bool TryWrite(ReadOnlySpan<byte> value, FieldBuffer target) =>
        HardwareAddress.TryParse(value, 8, target);
}

internal static class HardwareAddress
{
    public static bool TryPrint(ReadOnlySpan<byte> field, int length, FieldBuffer target)
    {
        if (field.Length != length)
            return false;
        var text = target.Append(3 * length - 1);
        for (var i = 0; i < length; i++)
        {
            if (i > 0)
                text[3 * i - 1] = (byte)':';
            Convert.TryToHexStringLower(field.Slice(i, 1), text[(3 * i)..], out _);
        }
        return true;
    }

    public static bool TryParse(ReadOnlySpan<byte> text, int length, FieldBuffer target)
    {
        if (text.Length != 3 * length - 1)
            return false;
        var field = target.Append(length);
        for (var i = 0; i < length; i++)
        {
            if (i > 0 && text[3 * i - 1] != ':')
                return false;
            if (!IsHex(text.Slice(3 * i, 2), out field[i]))
                return false;
        }
        return true;
    }

    private static bool IsHex(ReadOnlySpan<byte> digits, out byte value)
    {
        Span<byte> bytes = [0];
        var isHex = Convert.FromHexString(digits, bytes, out _, out var written) == System.Buffers.OperationStatus.Done;
        value = bytes[0];
        return isHex && written == 1;
    }
}
