using System.Collections;

namespace Pintail.Postgres;

/// <summary>
/// The one resolver from what a user says (a connection string, single parameters, the environment, files at home) to
/// <see cref="ConnectionSettings"/>, the way libpq does it, so that what works for psql works here. Which parameters
/// are supported stands in <see cref="ConninfoKeywords"/>. Errors are of <see cref="ErrorKind.Configuration"/> and
/// never show a part that could belong to a password.
/// </summary>
public static class Conninfo
{
    /// <param name="conninfo">A URI, keyword=value pairs or a bare database name; null or empty: defaults only.</param>
    /// <param name="environment">PG* variables and HOME, usually <see cref="ProcessEnvironment"/>.</param>
    /// <param name="password">From elsewhere; one in the string beside it is an error, what a variable or a file says is not.</param>
    public static ConnectionSettings Resolve(
        string? conninfo,
        IReadOnlyDictionary<string, string> environment,
        string? password = null
    ) => FromParameters(ConninfoParser.Parse(conninfo ?? ""), environment, password);

    /// <summary>As <see cref="Resolve"/> with the parameters given one by one under libpq's keywords.</summary>
    /// <param name="origins">What the user wrote to give a keyword, where that is not the keyword itself.</param>
    public static ConnectionSettings FromParameters(
        IReadOnlyDictionary<string, string> keywords,
        IReadOnlyDictionary<string, string> environment,
        string? password = null,
        IReadOnlyDictionary<string, string>? origins = null
    )
    {
        if (password is null)
        {
            return FromParameters(keywords, environment, requiresTls: false, origins);
        }
        if (keywords.GetValueOrDefault("password") is { Length: > 0 })
        {
            throw ConninfoErrors.Invalid(
                "The password is given twice: with the source and in a file.",
                "Leave one out."
            );
        }
        var all = new Dictionary<string, string>(keywords, StringComparer.Ordinal) { ["password"] = password };
        return FromParameters(all, environment, requiresTls: false, origins);
    }

    /// <param name="requiresTls">What is sent as a password may only travel encrypted.</param>
    internal static ConnectionSettings FromParameters(
        IReadOnlyDictionary<string, string> keywords,
        IReadOnlyDictionary<string, string> environment,
        bool requiresTls,
        IReadOnlyDictionary<string, string>? origins = null
    ) => new ConninfoResolver(new ConninfoValues(keywords, environment, origins), requiresTls).Resolve();

    /// <summary>What the resolver reads of this process' environment.</summary>
    public static IReadOnlyDictionary<string, string> ProcessEnvironment() =>
        Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Select(entry => (Name: (string)entry.Key, Value: entry.Value as string ?? ""))
            .Where(entry => entry.Name == "HOME" || entry.Name.StartsWith("PG", StringComparison.Ordinal))
            .ToDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal);
}
