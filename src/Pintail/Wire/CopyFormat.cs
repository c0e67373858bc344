using System.Buffers.Binary;

namespace Pintail.Wire;

/// <summary>The frame of COPY … (FORMAT binary): src/backend/commands/copyto.c and the manual's page on COPY.</summary>
internal static class CopyFormat
{
    /// <summary>Signature, flags, length of the extension.</summary>
    public const int HeaderBytes = 11 + sizeof(int) + sizeof(int);

    public const int FieldCountBytes = sizeof(short);

    /// <summary>Stands where a row's field count would.</summary>
    public const short Trailer = -1;

    /// <summary>Rows begin with an OID (servers before 12). The other bits from 16 up are critical too and not known.</summary>
    private const int OidFlag = 1 << 16;

    private const uint CriticalFlags = 0xffff_0000;

    // Not a UTF-8 text: 0xff is one byte.
    public static ReadOnlySpan<byte> Signature =>
        [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xff, (byte)'\r', (byte)'\n', 0];

    /// <summary>Checks the fixed part of the header; returns how long the extension after it is.</summary>
    public static int ReadHeader(ReadOnlySpan<byte> header)
    {
        if (!header.StartsWith(Signature))
        {
            throw new WireProtocolException("The COPY stream does not begin with the signature of the binary format.");
        }

        var flags = BinaryPrimitives.ReadInt32BigEndian(header[Signature.Length..]);
        if ((flags & OidFlag) != 0)
        {
            throw new WireProtocolException("The COPY stream carries OIDs, which no server since version 12 sends.");
        }

        if (((uint)flags & CriticalFlags) != 0)
        {
            throw new WireProtocolException(
                $"The COPY stream has the flags 0x{flags:x8}; a newer binary format than this program knows."
            );
        }

        var extension = BinaryPrimitives.ReadInt32BigEndian(header[(Signature.Length + sizeof(int))..]);
        if (extension < 0)
        {
            throw new WireProtocolException(
                $"The header of the COPY stream announces an extension of {extension} bytes."
            );
        }

        return extension;
    }

    public static bool IsTrailer(ReadOnlySpan<byte> row) =>
        row.Length == FieldCountBytes && BinaryPrimitives.ReadInt16BigEndian(row) == Trailer;
}
