namespace Pintail.Types;

/// <summary>Which bytes of a field are the text, for the types whose DuckDB side is VARCHAR, JSON or BLOB.</summary>
internal interface ITextCodec
{
    static abstract string TypeName { get; }

    /// <summary>What stands before the content in every field.</summary>
    static virtual ReadOnlySpan<byte> Prefix => default;

    /// <summary>False when the field is not what the type's send function makes.</summary>
    static abstract bool TryContent(ReadOnlySpan<byte> field, out ReadOnlySpan<byte> content);
}

/// <summary>text, varchar, name, json, bytea (textsend, namesend, json_send, byteasend): the field is the content.</summary>
internal readonly struct PlainCodec : ITextCodec
{
    public static string TypeName => "text";

    public static bool TryContent(ReadOnlySpan<byte> field, out ReadOnlySpan<byte> content)
    {
        content = field;
        return true;
    }
}

/// <summary>char(n) (bpcharsend): blanks at the end are padding, which Postgres' own cast to text (rtrim1) drops too.</summary>
internal readonly struct BlankPaddedCodec : ITextCodec
{
    public static string TypeName => "character";

    public static bool TryContent(ReadOnlySpan<byte> field, out ReadOnlySpan<byte> content)
    {
        content = field[..(field.LastIndexOfAnyExcept((byte)' ') + 1)];
        return true;
    }
}

/// <summary>
/// jsonb, jsonpath, ltree and its queries (jsonb_send in jsonb.c, jsonpath_send in jsonpath.c, ltree_send in ltree_io.c): a
/// version byte, always 1, then the text as Postgres prints it.
/// </summary>
internal readonly struct VersionedCodec : ITextCodec
{
    private const byte Version = 1;

    public static string TypeName => "text behind a version byte";

    public static ReadOnlySpan<byte> Prefix => [Version];

    public static bool TryContent(ReadOnlySpan<byte> field, out ReadOnlySpan<byte> content)
    {
        var isVersioned = field.Length > 0 && field[0] == Version;
        content = isVersioned ? field[1..] : default;
        return isVersioned;
    }
}
