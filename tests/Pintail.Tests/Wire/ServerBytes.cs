using System.Buffers.Binary;
using System.Text;

namespace Pintail.Tests.Wire;

/// <summary>What a server sends, byte by byte and independent of the code under test, for scripted peers.</summary>
internal static class ServerBytes
{
    public static readonly byte[] AuthenticationOk = Message('R', Int32(0));
    public static readonly byte[] KeyData = Message('K', [.. Int32(4711), .. Int32(42)]);
    public static readonly byte[] Ready = Message('Z', "I"u8);
    public static readonly byte[] CopyDone = Message('c', []);
    public static readonly byte[] Trailer = CopyData(Int16(-1));
    public static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xff, (byte)'\r', (byte)'\n', 0, .. Int32(0), .. Int32(0)];

    public static byte[] Start => [.. AuthenticationOk, .. KeyData, .. Ready];

    public static byte[] Int16(short value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteInt16BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Int32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Message(char type, ReadOnlySpan<byte> body) =>
        [(byte)type, .. Int32(body.Length + 4), .. body];

    public static byte[] CopyData(ReadOnlySpan<byte> body) => Message('d', body);

    public static byte[] CopyOutResponse(short columns = 1, byte format = 1) =>
        Message('H', [format, .. Int16(columns), .. Enumerable.Repeat(Int16(format), columns).SelectMany(b => b)]);

    public static byte[] CommandComplete(string tag) => Message('C', Text(tag));

    /// <summary>What follows the last row.</summary>
    public static byte[] EndOfCopy(long rows) =>
        [.. Trailer, .. CopyDone, .. CommandComplete($"COPY {rows}"), .. Ready];

    public static byte[] ParameterStatus(string name, string value) => Message('S', [.. Text(name), .. Text(value)]);

    public static byte[] Notice(string text) => Message('N', [(byte)'M', .. Text(text), 0]);

    public static byte[] Notification => Message('A', [.. Int32(1), .. Text("channel"), .. Text("payload")]);

    public static byte[] Error(string sqlState, string text, string severity = "ERROR") =>
        Message(
            'E',
            [
                .. Text("S" + severity),
                .. Text("V" + severity),
                .. Text("C" + sqlState),
                .. Text("M" + text),
                .. Text("Dsome detail"),
                .. Text("Hsome hint"),
                .. Text("P7"),
                .. Text("Wsomewhere"),
                .. Text("ss"),
                .. Text("tt"),
                .. Text("cc"),
                .. Text("dd"),
                .. Text("nn"),
                .. Text("Fnobody.c"),
                0,
            ]
        );

    /// <summary>A row of COPY binary; null is NULL.</summary>
    public static byte[] Row(params byte[]?[] fields) =>
        [
            .. Int16((short)fields.Length),
            .. fields.SelectMany(field => field is null ? Int32(-1) : [.. Int32(field.Length), .. field]),
        ];

    public static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];
}
