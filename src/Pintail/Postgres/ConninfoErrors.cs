namespace Pintail.Postgres;

/// <summary>
/// What the conninfo parsers and the resolver say. A connection string may hold a password anywhere its writer forgot to
/// quote or encode one, so texts from it are shown only where they cannot be a part of it: places are named instead.
/// </summary>
internal static class ConninfoErrors
{
    public const string EncodeHint =
        "In a URI write the characters @ : / ? # % of a user or password percent-encoded (%40 %3A %2F %3F %23 %25).";

    public static PintailException Invalid(string message, string? hint = null) =>
        new(ErrorKind.Configuration, message, hint);

    public static PintailException Unknown(string name, string? hint = null)
    {
        if (!name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') || name.Length is 0 or > 40)
        {
            return Invalid(
                "A part of the connection string that stands where a keyword is expected is none.",
                hint ?? "Write keyword=value pairs separated by blanks, or a URI: postgresql://user@host:port/database."
            );
        }
        var nearest = ConninfoKeywords.Nearest(name);
        return Invalid(
            $"\"{name}\" is not a connection parameter.",
            hint ?? (nearest is null ? "The keywords are those of libpq." : $"Was \"{nearest}\" meant?")
        );
    }

    public static PintailException NotYetSupported(string origin, string? hint = null) =>
        Invalid($"{origin} is known, but not yet supported by Pintail.", hint ?? "Leave it out.");
}
