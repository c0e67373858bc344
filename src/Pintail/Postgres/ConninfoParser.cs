using System.Buffers;
using System.Text.RegularExpressions;

namespace Pintail.Postgres;

/// <summary>
/// What stands in a connection string, keyword by keyword, before any default: a postgresql:// URI, keyword=value pairs,
/// or else the bare name of a database, told apart as libpq does (recognized_connection_string in fe-connect.c).
/// Stricter than libpq in one way: a bare name or a part that looks like a URI gone wrong is refused, because the rest
/// of a password would end up as a host or a database in messages.
/// </summary>
internal static partial class ConninfoParser
{
    private static readonly SearchValues<char> PairSigns = SearchValues.Create(" \t\r\n='");

    public static Dictionary<string, string> Parse(string conninfo)
    {
        var values = Read(conninfo);
        // As ADO.NET and JDBC write them; messages would show it all as a name.
        var foreign = values
            .FirstOrDefault(value => value.Key != "password" && ForeignPassword().IsMatch(value.Value))
            .Key;
        return foreign is null
            ? values
            : throw ConninfoErrors.Invalid(
                $"The connection string's {foreign} goes on with a \";\" and a password.",
                "In a URI options follow a \"?\" and are separated by \"&\"; keyword=value pairs are separated by blanks."
            );
    }

    private static Dictionary<string, string> Read(string conninfo)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (conninfo.Length == 0)
        {
            return values;
        }
        if (conninfo.Contains('\0', StringComparison.Ordinal))
        {
            throw ConninfoErrors.Invalid("The connection string holds the character U+0000.", "Remove it.");
        }
        if (ConninfoUri.PrefixLength(conninfo) > 0)
        {
            ConninfoUri.Parse(conninfo, values);
            return values;
        }
        RefuseForeignUri(conninfo);
        if (conninfo.Contains('=', StringComparison.Ordinal))
        {
            ConninfoPairs.Parse(conninfo, values);
            return values;
        }
        if (conninfo.Contains('@', StringComparison.Ordinal))
        {
            throw ConninfoErrors.Invalid(
                "The connection string is neither a URI nor keyword=value pairs, and the name of a database with an \"@\" is unlikely.",
                "Write postgresql://user@host:port/database, or dbname=… if that is the database's name."
            );
        }
        values["dbname"] = conninfo;
        return values;
    }

    /// <summary>The last value of a keyword wins, as in libpq.</summary>
    public static void Store(Dictionary<string, string> values, string keyword, string value)
    {
        // Kept by libpq's conninfo_storeval for programs older than sslmode.
        if (keyword == "requiressl")
        {
            (keyword, value) = ("sslmode", value.StartsWith('1') ? "require" : "prefer");
        }
        if (ConninfoKeywords.Find(keyword) is null)
        {
            throw ConninfoErrors.Unknown(keyword);
        }
        values[keyword] = value;
    }

    [GeneratedRegex(@";\s*(password|passwd|pwd)\s*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ForeignPassword();

    private static void RefuseForeignUri(string conninfo)
    {
        var end = conninfo.IndexOf("://", StringComparison.Ordinal);
        if (end > 0 && !conninfo.AsSpan(0, end).ContainsAny(PairSigns))
        {
            throw ConninfoErrors.Invalid(
                "The connection string is a URI of another kind than postgresql:// or postgres:// (in lower case).",
                "Write postgresql://user@host:port/database."
            );
        }
    }
}
