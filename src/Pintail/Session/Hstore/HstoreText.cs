// hstore's text form, as DuckDB's extension reads it: pairs key=>value between commas, white space around each part, a part
// in double quotes or bare; a backslash takes the next byte as it is; the bare word null, in any case, is NULL. A bare value
// ends at a comma or white space only, a bare key at = or white space. Differs from Postgres' own reader
// (contrib/hstore/hstore_io.c) where the extension does: of a key that comes twice the last counts, not the first.

namespace Pintail.Session.Hstore;

/// <summary>Reads one hstore, pair by pair. Over UTF-8: every byte that means something is ASCII.</summary>
internal ref struct HstoreText(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;
    private bool _isStarted;

    /// <summary>False at the end of the text.</summary>
    /// <param name="key">Gets the key; cleared before.</param>
    /// <param name="value">Gets the value; cleared before.</param>
    /// <exception cref="PintailException">It is no hstore.</exception>
    public bool TryNext(HstorePart key, HstorePart value)
    {
        SkipBlanks();
        if (_isStarted && _at < _text.Length)
        {
            if (_text[_at] != ',')
                throw Unexpected();
            _at++;
            SkipBlanks();
        }
        _isStarted = true;
        if (_at == _text.Length)
            return false;
        Read(key, (byte)'=');
        if (key is { IsQuoted: false, Bytes.IsEmpty: true })
            throw Unexpected();
        SkipBlanks();
        if (!_text[_at..].StartsWith("=>"u8))
            throw Unexpected();
        _at += 2;
        SkipBlanks();
        Read(value, (byte)',');
        return true;
    }

    private void Read(HstorePart part, byte end)
    {
        part.Clear();
        part.IsQuoted = _at < _text.Length && _text[_at] == '"';
        if (part.IsQuoted)
            _at++;
        for (; _at < _text.Length; _at++)
        {
            var next = _text[_at];
            if (part.IsQuoted ? next == '"' : next == end || IsBlank(next))
                break;
            if (next != '\\')
                part.Add(next);
            else if (++_at < _text.Length)
                part.Add(_text[_at]);
            else
                throw Unended();
        }
        if (!part.IsQuoted)
            return;
        if (_at == _text.Length)
            throw Unended();
        _at++;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && IsBlank(_text[_at]))
            _at++;
    }

    // isspace of the C locale.
    private static bool IsBlank(byte value) => value is (byte)' ' or >= (byte)'\t' and <= (byte)'\r';

    private readonly PintailException Unexpected() => Error($"something unexpected at byte {_at}");

    private static PintailException Unended() => Error("unexpected end of string");

    private static PintailException Error(string what) =>
        new(
            ErrorKind.ValueNotRepresentable,
            $"Invalid Input Error: syntax error in hstore: {what}.",
            "The text form of hstore is \"key\"=>\"value\", with commas between pairs."
        );
}
