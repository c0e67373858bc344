using Pintail.SqlLogic.Databases;

namespace Pintail.SqlLogic.Running;

/// <summary>What is the same for all files of a run.</summary>
/// <param name="Present">Names that "require" finds beside the extensions that the database has loaded.</param>
/// <param name="Environment">For require-env and test-env; looked at before the process' own environment.</param>
/// <param name="Output">For "mode output_result" and "mode output_hash".</param>
internal sealed record RunSettings(
    DatabaseOpener Open,
    ValueText Text,
    IReadOnlySet<string> Present,
    IReadOnlyDictionary<string, string> Environment,
    TextWriter Output
)
{
    internal string? EnvironmentVariable(string name) =>
        Environment.TryGetValue(name, out var value) ? value : System.Environment.GetEnvironmentVariable(name);
}
