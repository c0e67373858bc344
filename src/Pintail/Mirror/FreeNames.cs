using System.Globalization;
using Pintail.DuckDB;
using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>
/// Names that nobody has yet, to be offered as renames. Each is given once, so that a user may paste all offers of a
/// plan. Compared as DuckDB does.
/// </summary>
internal sealed class FreeNames(IEnumerable<string> taken)
{
    private readonly HashSet<string> _taken = [.. taken.Select(DuckDBText.Folded)];

    /// <summary>The name with the first free number behind it, from 2.</summary>
    public string Next(string name)
    {
        // The last '=' of a rename on the command line parts the names.
        var stem = name.Replace('=', '_');
        for (var number = 2; ; number++)
        {
            var candidate = string.Create(CultureInfo.InvariantCulture, $"{stem}_{number}");
            if (_taken.Add(DuckDBText.Folded(candidate)))
                return candidate;
        }
    }
}
