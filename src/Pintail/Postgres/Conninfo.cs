namespace Pintail.Postgres;

/// <summary>
/// The one resolver from what a user says (a conninfo, single parameters, the environment, files at home) to
/// <see cref="ConnectionSettings"/>.
/// </summary>
public static class Conninfo
{
    /// <param name="conninfo">A URI, keyword=value pairs or a bare database name; null or empty: defaults only.</param>
    /// <param name="environment">PG* variables and HOME, usually <see cref="ProcessEnvironment"/>.</param>
    public static ConnectionSettings Resolve(string? conninfo, IReadOnlyDictionary<string, string> environment) =>
        throw new NotImplementedException();

    /// <summary>As <see cref="Resolve"/> with the parameters given one by one under libpq's keywords.</summary>
    public static ConnectionSettings FromParameters(
        IReadOnlyDictionary<string, string> keywords,
        IReadOnlyDictionary<string, string> environment
    ) => throw new NotImplementedException();

    public static IReadOnlyDictionary<string, string> ProcessEnvironment() => throw new NotImplementedException();
}
