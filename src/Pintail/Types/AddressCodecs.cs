using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Pintail.Types;

/// <summary>inet: the mask is printed when it is not the whole address.</summary>
internal readonly struct InetCodec : IVariableCodec
{
    public static string TypeName => "inet";

    public static FieldOutcome Read(ReadOnlySpan<byte> field, FieldBuffer target) =>
        NetworkAddress.TryPrint(field, isCidr: false, target) ? FieldOutcome.Read : FieldOutcome.Malformed;

    public static bool TryWrite(ReadOnlySpan<byte> value, FieldBuffer target) =>
        NetworkAddress.TryParse(value, isCidr: false, target);
}

/// <summary>cidr: the mask is always printed.</summary>
internal readonly struct CidrCodec : IVariableCodec
{
    public static string TypeName => "cidr";

    public static FieldOutcome Read(ReadOnlySpan<byte> field, FieldBuffer target) =>
        NetworkAddress.TryPrint(field, isCidr: true, target) ? FieldOutcome.Read : FieldOutcome.Malformed;

    public static bool TryWrite(ReadOnlySpan<byte> value, FieldBuffer target) =>
        NetworkAddress.TryParse(value, isCidr: true, target);
}

/// <summary>
/// network_send (network.c): a byte each of family (PGSQL_AF_INET, PGSQL_AF_INET6 in inet.h), mask bits, is it cidr, number
/// of address bytes, then those. The text is pg_inet_net_ntop's (inet_net_ntop.c).
/// </summary>
internal static class NetworkAddress
{
    private const byte Version4 = 2;
    private const byte Version6 = 3;
    private const int HeaderBytes = 4;
    private const int Words = 8;

    private static readonly SearchValues<byte> AddressBytes = SearchValues.Create("0123456789abcdefABCDEF:."u8);

    public static bool TryPrint(ReadOnlySpan<byte> field, bool isCidr, FieldBuffer target)
    {
        if (field.Length < HeaderBytes || field[2] != (isCidr ? 1 : 0) || field[3] != field.Length - HeaderBytes)
            return false;
        var address = field[HeaderBytes..];
        var (family, bits) = (field[0], field[1]);
        if (bits > 8 * address.Length)
            return false;
        if (family == Version4 && address.Length == 4)
            PrintVersion4(address, target);
        else if (family == Version6 && address.Length == 2 * Words)
            PrintVersion6(address, target);
        else
            return false;
        if (isCidr || bits < 8 * address.Length)
        {
            target.Append("/"u8);
            TextPieces.Append(bits, target);
        }
        return true;
    }

    public static bool TryParse(ReadOnlySpan<byte> text, bool isCidr, FieldBuffer target)
    {
        var slash = text.IndexOf((byte)'/');
        var address = slash < 0 ? text : text[..slash];
        // IPAddress takes more than addresses: zones, brackets with ports, one number for all four bytes.
        if (address.IndexOfAnyExcept(AddressBytes) >= 0 || !IPAddress.TryParse(address, out var parsed))
            return false;
        var isVersion4 = parsed.AddressFamily == AddressFamily.InterNetwork;
        if (isVersion4 && address.Count((byte)'.') != 3)
            return false;
        var length = isVersion4 ? 4 : 2 * Words;
        var bits = 8 * length;
        if (
            slash >= 0
            && !(Utf8Parser.TryParse(text[(slash + 1)..], out bits, out var used) && used == text.Length - slash - 1)
        )
            return false;
        if (bits < 0 || bits > 8 * length)
            return false;
        var field = target.Append(HeaderBytes + length);
        field[0] = isVersion4 ? Version4 : Version6;
        field[1] = (byte)bits;
        field[2] = isCidr ? (byte)1 : (byte)0;
        field[3] = (byte)length;
        return parsed.TryWriteBytes(field[HeaderBytes..], out var written) && written == length;
    }

    private static void PrintVersion4(ReadOnlySpan<byte> address, FieldBuffer target)
    {
        for (var i = 0; i < address.Length; i++)
        {
            if (i > 0)
                target.Append("."u8);
            TextPieces.Append(address[i], target);
        }
    }

    /// <summary>The first of the longest runs of two or more zero words is "::".</summary>
    private static void PrintVersion6(ReadOnlySpan<byte> address, FieldBuffer target)
    {
        var (runStart, runLength) = LongestZeros(address);
        for (var i = 0; i < Words; i++)
        {
            if (runLength > 0 && i >= runStart && i < runStart + runLength)
            {
                if (i == runStart)
                    target.Append(":"u8);
                continue;
            }
            if (i > 0)
                target.Append(":"u8);
            if (i == 6 && runStart == 0 && HoldsVersion4(address, runLength))
            {
                PrintVersion4(address[(2 * i)..], target);
                return;
            }
            TextPieces.AppendHex(Word(address, i), target);
        }
        if (runLength > 0 && runStart + runLength == Words)
            target.Append(":"u8);
    }

    private static bool HoldsVersion4(ReadOnlySpan<byte> address, int zeros) =>
        zeros == 6 || (zeros == 7 && Word(address, 7) != 1) || (zeros == 5 && Word(address, 5) == 0xffff);

    private static (int Start, int Length) LongestZeros(ReadOnlySpan<byte> address)
    {
        var (bestStart, bestLength) = (-1, 0);
        for (var i = 0; i < Words; i++)
        {
            var start = i;
            while (i < Words && Word(address, i) == 0)
                i++;
            if (i - start > Math.Max(bestLength, 1))
                (bestStart, bestLength) = (start, i - start);
        }
        return (bestStart, bestLength);
    }

    private static ushort Word(ReadOnlySpan<byte> address, int index) =>
        BinaryPrimitives.ReadUInt16BigEndian(address[(2 * index)..]);
}
