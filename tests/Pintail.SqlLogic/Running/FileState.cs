using System.Collections.Concurrent;
using Pintail.SqlLogic.Comparing;

namespace Pintail.SqlLogic.Running;

/// <summary>What directives and records of one file share.</summary>
internal sealed class FileState(RunSettings settings, Variables variables, ConnectionSet connections, string testFolder)
{
    internal RunSettings Settings { get; } = settings;

    internal Variables Variables { get; } = variables;

    internal ConnectionSet Connections { get; } = connections;

    internal string TestFolder { get; } = testFolder;

    /// <summary>The hash of the first result of each label.</summary>
    internal ConcurrentDictionary<string, string> Labels { get; } = new(StringComparer.Ordinal);

    /// <summary>An unexpected error with one of these in it skips the rest of the file. DuckDB's runner begins with "HTTP"
    /// and "Unable to connect"; here a server that is missing is a failure.</summary>
    internal IReadOnlyCollection<string> IgnoredErrors { get; set; } = [];

    internal IReadOnlyCollection<string> NeverExpectedErrors { get; set; } = ErrorCheck.NeverExpected;

    internal bool PrintsHashes { get; set; }

    internal bool PrintsResults { get; set; }
}
