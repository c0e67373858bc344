namespace Pintail.Session.Hstore;

/// <summary>A key or a value of an hstore's text, unescaped: bytes of UTF-8, kept until it is cleared for the next.</summary>
internal sealed class HstorePart
{
    private byte[] _bytes = new byte[64];
    private int _length;

    public bool IsQuoted { get; set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Of a value: the bare word null.</summary>
    public bool IsNull => !IsQuoted && System.Text.Ascii.EqualsIgnoreCase(Bytes, "null"u8);

    public void Clear() => (_length, IsQuoted) = (0, false);

    public void Add(byte value)
    {
        if (_length == _bytes.Length)
            Array.Resize(ref _bytes, 2 * _length);
        _bytes[_length++] = value;
    }
}
