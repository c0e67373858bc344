using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pintail.Cli.Settings;

/// <summary>
/// What pintail.yaml may ask of this program's memory and stack, held event by event before YamlDotNet builds its tree of
/// the file: that tree nests on the stack as the file does, hashes keys however large they are, and a text may stand a
/// thousand times in a file of a few lines by aliases of aliases.
/// </summary>
internal sealed class YamlLimits
{
    /// <summary>A key, its list or mapping and a value are three.</summary>
    public const int MaxDepth = 8;

    /// <summary>With every alias written out; so no file without aliases comes near.</summary>
    private const long MaxChars = ConfigText.MaxBytes;

    // What a node counts beside its characters.
    private const int NodeChars = 1;

    private readonly Stack<Open> _open = [];
    private readonly Dictionary<AnchorName, long> _anchors = [];
    private long _chars;

    private YamlLimits() { }

    /// <exception cref="YamlException">Past a limit, with the place; or not YAML.</exception>
    public static void Check(string yaml)
    {
        var limits = new YamlLimits();
        var parser = new Parser(new StringReader(yaml));
        while (Next(parser))
            limits.Take(parser.Current!);
    }

    // YamlDotNet's scanner meets some mistakes with an exception of its code and not of its own.
    private static bool Next(Parser parser)
    {
        var place = parser.Current?.End ?? Mark.Empty;
        try
        {
            return parser.MoveNext();
        }
        catch (Exception e)
            when (e is ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new YamlException(place, place, "what follows here cannot be read", e);
        }
    }

    private void Take(ParsingEvent current)
    {
        switch (current)
        {
            case DocumentStart:
                _anchors.Clear();
                break;
            case Scalar scalar:
                TakeScalar(scalar);
                break;
            case AnchorAlias alias:
                Refuse(IsKey(), alias, "a key that is an alias; write the key itself");
                Count(alias, _anchors.GetValueOrDefault(alias.Value));
                Placed();
                break;
            case SequenceStart or MappingStart:
                Begin((NodeEvent)current, current is MappingStart);
                break;
            case SequenceEnd or MappingEnd:
                End();
                break;
        }
    }

    private void TakeScalar(Scalar scalar)
    {
        CheckTag(scalar);
        var bad = scalar.Value.AsSpan().IndexOf('\0') >= 0 ? "the character U+0000" : null;
        if (bad is null && !IsText(scalar.Value))
            bad = "half of a character (a lone surrogate)";
        Refuse(bad is not null, scalar, $"{bad}; no name and no value can hold it");
        // No setting has such a key, and YamlDotNet loses what follows one in a block ('x:' and '  : a' give an empty
        // value, '- : a' a mapping of a key alone).
        Refuse(IsKey() && scalar.Value.Length == 0, scalar, "a value without a key before its ':'");
        Count(scalar, scalar.Value.Length + NodeChars);
        if (!scalar.Anchor.IsEmpty)
            _anchors[scalar.Anchor] = scalar.Value.Length + NodeChars;
        Placed();
    }

    private void Begin(NodeEvent start, bool isMapping)
    {
        CheckTag(start);
        Refuse(IsKey(), start, "a key that is a list or a mapping; a key is one text");
        Refuse(_open.Count >= MaxDepth, start, $"more than {MaxDepth} levels, one within the other");
        _open.Push(new Open(start.Anchor, isMapping, _chars));
        // Until it is closed, an alias of it can only stand within it.
        _anchors.Remove(start.Anchor);
        Count(start, NodeChars);
    }

    private void End()
    {
        var open = _open.Pop();
        if (!open.Anchor.IsEmpty)
            _anchors[open.Anchor] = _chars - open.CharsBefore;
        Placed();
    }

    private void Count(ParsingEvent node, long chars)
    {
        _chars += chars;
        Refuse(_chars > MaxChars, node, $"more than {Shown.Number(MaxChars)} characters, aliases written out");
    }

    // '!int 3' or '!include file' would otherwise be read as if the tag were not there.
    private static void CheckTag(NodeEvent node) =>
        Refuse(
            !node.Tag.IsEmpty && !node.Tag.IsNonSpecific && node.Tag.Value != "tag:yaml.org,2002:str",
            node,
            "a tag; write the value without one"
        );

    // The places of a mapping are a key, its value, a key, …
    private bool IsKey() => _open.TryPeek(out var open) && open.IsMapping && open.Count % 2 == 0;

    private void Placed()
    {
        if (_open.TryPeek(out var open))
            open.Count++;
    }

    private static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
                i++;
            else if (char.IsSurrogate(text[i]))
                return false;
        }
        return true;
    }

    private static void Refuse(bool isRefused, ParsingEvent at, string what)
    {
        if (isRefused)
            throw new YamlException(at.Start, at.End, what);
    }

    private sealed class Open(AnchorName anchor, bool isMapping, long charsBefore)
    {
        public AnchorName Anchor => anchor;
        public bool IsMapping => isMapping;
        public long CharsBefore => charsBefore;
        public int Count { get; set; }
    }
}
