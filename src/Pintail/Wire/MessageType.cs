namespace Pintail.Wire;

/// <summary>First bytes of messages: src/include/libpq/protocol.h.</summary>
internal static class MessageType
{
    // From the server.
    public const byte Authentication = (byte)'R';
    public const byte BackendKeyData = (byte)'K';
    public const byte BindComplete = (byte)'2';
    public const byte CommandComplete = (byte)'C';
    public const byte CopyBothResponse = (byte)'W';
    public const byte CopyData = (byte)'d';
    public const byte CopyDone = (byte)'c';
    public const byte CopyInResponse = (byte)'G';
    public const byte CopyOutResponse = (byte)'H';
    public const byte DataRow = (byte)'D';
    public const byte EmptyQueryResponse = (byte)'I';
    public const byte ErrorResponse = (byte)'E';
    public const byte NegotiateProtocolVersion = (byte)'v';
    public const byte NoData = (byte)'n';
    public const byte NoticeResponse = (byte)'N';
    public const byte NotificationResponse = (byte)'A';
    public const byte ParameterDescription = (byte)'t';
    public const byte ParameterStatus = (byte)'S';
    public const byte ParseComplete = (byte)'1';
    public const byte ReadyForQuery = (byte)'Z';
    public const byte RowDescription = (byte)'T';

    // From the client. A password and all of SASL share one type.
    public const byte Bind = (byte)'B';
    public const byte CopyFail = (byte)'f';
    public const byte Describe = (byte)'D';
    public const byte Execute = (byte)'E';
    public const byte Parse = (byte)'P';
    public const byte PasswordMessage = (byte)'p';
    public const byte Query = (byte)'Q';
    public const byte Sync = (byte)'S';
    public const byte Terminate = (byte)'X';

    // Bodies of messages without a type byte: src/include/libpq/pqcomm.h.
    public const int ProtocolVersion3 = 3 << 16;
    public const int CancelRequestCode = (1234 << 16) | 5678;
    public const int SslRequestCode = (1234 << 16) | 5679;

    /// <summary>For an error text: the letter when it is one, else its number.</summary>
    public static string Name(byte type) => type is > 0x20 and < 0x7f ? $"'{(char)type}'" : $"0x{type:x2}";
}
