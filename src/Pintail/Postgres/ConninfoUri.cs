using System.Text;

namespace Pintail.Postgres;

/// <summary>
/// postgresql://[user[:password]@][host][:port][/dbname][?keyword=value&amp;…] as libpq reads it
/// (conninfo_uri_parse_options in fe-connect.c), which is not RFC 3986: every part may be missing or empty, every part
/// is percent-decoded, a host may be a socket folder written with %2F, and an empty part leaves the default in place.
/// Several hosts are read, so that the resolver can say that they are not yet supported.
/// </summary>
internal static class ConninfoUri
{
    private static readonly string[] Prefixes = ["postgresql://", "postgres://"];
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>0 when the text is not a URI of ours.</summary>
    public static int PrefixLength(string text) =>
        Array.Find(Prefixes, prefix => text.StartsWith(prefix, StringComparison.Ordinal))?.Length ?? 0;

    public static void Parse(string uri, Dictionary<string, string> values)
    {
        var rest = ReadCredentials(uri.AsSpan(PrefixLength(uri)), values);
        rest = ReadHosts(rest, values);
        if (rest.Length > 0 && rest[0] == '/')
        {
            var end = rest.IndexOf('?');
            var name = end < 0 ? rest[1..] : rest[1..end];
            if (name.Contains('@'))
            {
                throw ConninfoErrors.Invalid(
                    "The connection URI has an \"@\" after the first \"/\".",
                    ConninfoErrors.EncodeHint
                );
            }
            StoreUnlessEmpty(values, "dbname", name);
            rest = end < 0 ? [] : rest[end..];
        }
        if (rest.Length > 0)
        {
            ReadParameters(rest[1..], values);
        }
    }

    /// <summary>Credentials are there if an @ comes before the first slash; the first @ ends them.</summary>
    private static ReadOnlySpan<char> ReadCredentials(ReadOnlySpan<char> rest, Dictionary<string, string> values)
    {
        var stop = rest.IndexOfAny('@', '/');
        if (stop < 0 || rest[stop] != '@')
        {
            return rest;
        }
        var credentials = rest[..stop];
        var colon = credentials.IndexOf(':');
        StoreUnlessEmpty(values, "user", colon < 0 ? credentials : credentials[..colon]);
        if (colon >= 0)
        {
            StoreUnlessEmpty(values, "password", credentials[(colon + 1)..]);
        }
        return rest[(stop + 1)..];
    }

    private static ReadOnlySpan<char> ReadHosts(ReadOnlySpan<char> rest, Dictionary<string, string> values)
    {
        var hosts = new StringBuilder();
        var ports = new StringBuilder();
        while (true)
        {
            rest = ReadHost(rest, hosts);
            if (rest.Length > 0 && rest[0] == ':')
            {
                var end = IndexOfAnyOrEnd(rest, "/?,");
                ports.Append(rest[1..end]);
                rest = rest[end..];
            }
            if (rest.Length == 0 || rest[0] != ',')
            {
                break;
            }
            hosts.Append(',');
            ports.Append(',');
            rest = rest[1..];
        }
        StoreUnlessEmpty(values, "host", hosts.ToString());
        StoreUnlessEmpty(values, "port", ports.ToString());
        return rest;
    }

    private static ReadOnlySpan<char> ReadHost(ReadOnlySpan<char> rest, StringBuilder hosts)
    {
        if (rest.Length == 0 || rest[0] != '[')
        {
            var end = IndexOfAnyOrEnd(rest, ":/?,");
            hosts.Append(rest[..end]);
            return rest[end..];
        }
        var close = rest.IndexOf(']');
        if (close < 0)
        {
            throw ConninfoErrors.Invalid("The IPv6 address in the connection URI has no \"]\".", "Close the bracket.");
        }
        if (close == 1)
        {
            throw ConninfoErrors.Invalid("The IPv6 address in the connection URI is empty.", "Write it: [::1].");
        }
        if (close + 1 < rest.Length && !":/?,".Contains(rest[close + 1]))
        {
            throw ConninfoErrors.Invalid(
                "In the connection URI the \"]\" of an IPv6 address must be followed by \":\", \"/\", \"?\" or the end.",
                ConninfoErrors.EncodeHint
            );
        }
        hosts.Append(rest[1..close]);
        return rest[(close + 1)..];
    }

    private static void ReadParameters(ReadOnlySpan<char> query, Dictionary<string, string> values)
    {
        while (query.Length > 0)
        {
            var end = IndexOfAnyOrEnd(query, "&");
            var parameter = query[..end];
            query = end < query.Length ? query[(end + 1)..] : [];
            var separator = parameter.IndexOf('=');
            if (separator < 0 || parameter[(separator + 1)..].Contains('='))
            {
                throw ConninfoErrors.Invalid(
                    "A parameter after the \"?\" of the connection URI does not have exactly one \"=\".",
                    "Write keyword=value, separated by \"&\"; write a \"=\" inside a value as %3D."
                );
            }
            var keyword = Decode(parameter[..separator], "keyword");
            var value = Decode(parameter[(separator + 1)..], "value");
            // As libpq: for the sake of URIs written for JDBC.
            if (keyword == "ssl" && value == "true")
            {
                (keyword, value) = ("sslmode", "require");
            }
            ConninfoParser.Store(values, keyword, value);
        }
    }

    /// <summary>An empty part of a URI is an absent one: it must not hide a variable's value.</summary>
    private static void StoreUnlessEmpty(Dictionary<string, string> values, string keyword, ReadOnlySpan<char> text)
    {
        if (text.Length > 0)
        {
            values[keyword] = Decode(text, keyword);
        }
    }

    private static string Decode(ReadOnlySpan<char> text, string part)
    {
        if (!text.Contains('%'))
        {
            return text.ToString();
        }
        var bytes = new List<byte>(text.Length);
        Span<byte> encoded = stackalloc byte[4];
        while (text.Length > 0)
        {
            if (text[0] == '%')
            {
                bytes.Add(ReadEscape(text, part));
                text = text[3..];
                continue;
            }
            Rune.DecodeFromUtf16(text, out var letter, out var taken);
            bytes.AddRange(encoded[..letter.EncodeToUtf8(encoded)]);
            text = text[taken..];
        }
        try
        {
            return StrictUtf8.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            throw ConninfoErrors.Invalid(
                $"The {part} in the connection URI is not UTF-8 after percent-decoding.",
                "Encode the bytes of its UTF-8 form."
            );
        }
    }

    private static byte ReadEscape(ReadOnlySpan<char> text, string part)
    {
        if (text.Length < 3 || !char.IsAsciiHexDigit(text[1]) || !char.IsAsciiHexDigit(text[2]))
        {
            throw ConninfoErrors.Invalid(
                $"The {part} in the connection URI has a \"%\" that is not followed by two hexadecimal digits.",
                "Write a percent sign itself as %25."
            );
        }
        var value = Convert.FromHexString(text[1..3])[0];
        return value != 0
            ? value
            : throw ConninfoErrors.Invalid($"The {part} in the connection URI holds %00.", "Remove it.");
    }

    private static int IndexOfAnyOrEnd(ReadOnlySpan<char> text, string letters)
    {
        var found = text.IndexOfAny(letters);
        return found < 0 ? text.Length : found;
    }
}
