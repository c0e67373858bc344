using System.Collections.Immutable;
using Pintail.SqlLogic.Databases;

namespace Pintail.SqlLogic.Running;

/// <summary>Where in the loops a record runs.</summary>
/// <param name="Own">The connection of this turn of a concurrent loop; null outside of one.</param>
/// <param name="Variables">The outermost loop's first.</param>
internal sealed record LoopScope(ILogicConnection? Own, ImmutableArray<(string Name, string Value)> Variables)
{
    internal static LoopScope Outside { get; } = new(null, []);

    internal LoopScope Inside(string name, string value) => this with { Variables = Variables.Add((name, value)) };

    internal string? Value(string name)
    {
        foreach (var (variable, value) in Variables)
        {
            if (variable.Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        }
        return null;
    }
}
