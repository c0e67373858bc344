using System.Text;

namespace Pintail.Cli.Shell;

/// <summary>From a terminal's bytes to keys: UTF-8, control characters, and the escape sequences of xterm and the VT family.</summary>
internal sealed class KeyReader(Stream bytes)
{
    private const byte Escape = 0x1B;

    // Longer than any sequence that a key sends.
    private const int MaxSequence = 16;

    private readonly byte[] _buffer = new byte[4096];
    private int _next;
    private int _end;

    /// <summary>More was typed, or pasted: nobody needs to see the line before that is read too.</summary>
    public bool HasMore => _next < _end;

    /// <param name="text">Of <see cref="Key.Text"/>: one character, of one or two UTF-16 units.</param>
    public Key Read(out string text)
    {
        text = "";
        var first = ReadByte();
        if (first is Escape)
            return ReadSequence();
        if (first < 0x20 || first == 0x7F)
            return Control(first);
        text = ReadCharacter((byte)first);
        return Key.Text;
    }

    private static Key Control(int value) =>
        value switch
        {
            < 0 => Key.None,
            0x01 => Key.Home,
            0x02 => Key.Left,
            0x03 => Key.Cancel,
            0x04 => Key.DeleteOrEnd,
            0x05 => Key.End,
            0x06 => Key.Right,
            0x08 or 0x7F => Key.Backspace,
            '\n' or '\r' => Key.Enter,
            0x0B => Key.CutToEnd,
            0x0C => Key.ClearScreen,
            0x0E => Key.Newer,
            0x10 => Key.Older,
            0x15 => Key.CutToStart,
            0x17 => Key.CutWord,
            0x19 => Key.Paste,
            _ => Key.Unknown,
        };

    // ESC [ parameters letter, ESC O letter, or Alt with a letter.
    private Key ReadSequence()
    {
        var kind = ReadByte();
        if (kind is not ('[' or 'O'))
        {
            return kind switch
            {
                'b' => Key.WordLeft,
                'f' => Key.WordRight,
                < 0 => Key.None,
                _ => Key.Unknown,
            };
        }
        var sequence = new StringBuilder();
        for (var i = 0; i < MaxSequence; i++)
        {
            var value = ReadByte();
            if (value < 0)
                return Key.None;
            sequence.Append((char)value);
            if (value is >= '@' and <= '~')
                break;
        }
        return Named(sequence.ToString());
    }

    private static Key Named(string sequence) =>
        sequence switch
        {
            "A" => Key.Older,
            "B" => Key.Newer,
            "C" => Key.Right,
            "D" => Key.Left,
            "H" or "1~" or "7~" => Key.Home,
            "F" or "4~" or "8~" => Key.End,
            "3~" => Key.Delete,
            "1;5C" or "1;3C" => Key.WordRight,
            "1;5D" or "1;3D" => Key.WordLeft,
            _ => Key.Unknown,
        };

    private string ReadCharacter(byte first)
    {
        var length = first switch
        {
            >= 0xF0 => 4,
            >= 0xE0 => 3,
            >= 0xC0 => 2,
            _ => 1,
        };
        var character = new byte[length];
        character[0] = first;
        for (var i = 1; i < length; i++)
            character[i] = (byte)Math.Max(0, ReadByte());
        return Encoding.UTF8.GetString(character);
    }

    private int ReadByte()
    {
        if (_next == _end)
        {
            _next = 0;
            _end = bytes.Read(_buffer, 0, _buffer.Length);
            if (_end == 0)
                return -1;
        }
        return _buffer[_next++];
    }
}
