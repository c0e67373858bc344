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
    public static ConnectionSettings Resolve(string? conninfo, IReadOnlyDictionary<string, string> environment) =>
        FromParameters(ConninfoParser.Parse(conninfo ?? ""), environment);

    /// <summary>As <see cref="Resolve"/> with the parameters given one by one under libpq's keywords.</summary>
    public static ConnectionSettings FromParameters(
        IReadOnlyDictionary<string, string> keywords,
        IReadOnlyDictionary<string, string> environment
    ) => FromParameters(keywords, environment, requiresTls: false);

    /// <param name="requiresTls">What is sent as a password may only travel encrypted.</param>
    internal static ConnectionSettings FromParameters(
        IReadOnlyDictionary<string, string> keywords,
        IReadOnlyDictionary<string, string> environment,
        bool requiresTls
    ) => new ConninfoResolver(new ConninfoValues(keywords, environment), requiresTls).Resolve();

    /// <summary>What the resolver reads of this process' environment.</summary>
    public static IReadOnlyDictionary<string, string> ProcessEnvironment() =>
        Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Select(entry => (Name: (string)entry.Key, Value: entry.Value as string ?? ""))
            .Where(entry => entry.Name == "HOME" || entry.Name.StartsWith("PG", StringComparison.Ordinal))
            .ToDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal);
}
